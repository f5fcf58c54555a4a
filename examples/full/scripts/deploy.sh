#!/bin/sh
# Deploys one image to one environment: scripts/deploy.sh staging sha256:…
# For the pipeline and its identity; nobody deploys from a laptop.
set -eu
# shellcheck source-path=SCRIPTDIR source=release.sh
. "$(dirname "$0")/release.sh"

env=$1 digest=${2:?usage: scripts/deploy.sh ENV DIGEST}
case $digest in sha256:*) ;; *) echo "an image is deployed by its digest, sha256:…, not as $digest" >&2 && exit 2 ;; esac
scripts/secrets.sh check "$env"

cat >"$work/kustomization.yaml" <<KUSTOMIZATION
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../$env]
images:
  - name: ghcr.io/example/myservice
    digest: $digest
patches: # pods read secrets at start: another file, other pods
  - target: {name: myservice, labelSelector: app.kubernetes.io/component=server, kind: Deployment|Rollout}
    patch: |-
      - op: add
        path: /spec/template/metadata/annotations
        value: {secrets-sha256: "$(sha256sum "secrets/$env.enc.yaml" | cut -c 1-64)"}
KUSTOMIZATION
kubectl kustomize "$work" >"$work/manifests.yaml"
remember release-candidate "$work/manifests.yaml"

scripts/secrets.sh decrypt "$env" | kubectl apply --filename -
kubectl delete job myservice-migrate --namespace "$namespace" --ignore-not-found # a Job cannot be changed
kubectl apply --filename "$work/manifests.yaml" --selector app.kubernetes.io/component!=server
await_job myservice-migrate
kubectl apply --filename "$work/manifests.yaml" --selector app.kubernetes.io/component=server
await_pods
[ -z "${GITHUB_OUTPUT:-}" ] || echo "url=$(url)" >>"$GITHUB_OUTPUT"
