#!/bin/sh
# Deploys one image to one environment: scripts/deploy.sh staging sha256:…
# For the pipeline and its identity; nobody deploys from a laptop.
set -eu

env=${1:?usage: scripts/deploy.sh ENV DIGEST} digest=${2:?usage: scripts/deploy.sh ENV DIGEST}
namespace=myservice-$env
case $digest in sha256:*) ;; *) echo "an image is deployed by its digest, sha256:…, not as $digest" >&2 && exit 2 ;; esac
scripts/secrets.sh check "$env"
work=$(mktemp -d "deploy/overlays/.deploy-XXXXXX")
trap 'rm -rf "$work"' EXIT

cat >"$work/kustomization.yaml" <<KUSTOMIZATION
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../$env]
images:
  - name: ghcr.io/example/myservice
    digest: $digest
patches: # pods read secrets at start: another file, other pods
  - target: {kind: Deployment}
    patch: |-
      - op: add
        path: /spec/template/metadata/annotations
        value: {secrets-sha256: "$(sha256sum "secrets/$env.enc.yaml" | cut -c 1-64)"}
KUSTOMIZATION
kubectl kustomize "$work" >"$work/manifests.yaml"

# A Job cannot be changed, so the last one goes; the new pods wait for the new one's result.
kubectl delete job myservice-migrate --namespace "$namespace" --ignore-not-found
kubectl apply --filename "$work/manifests.yaml"
scripts/secrets.sh decrypt "$env" | kubectl apply --filename -
kubectl rollout status deployment/myservice --namespace "$namespace" --timeout 10m
