#!/bin/sh
# Takes a database back, after the release: scripts/downgrade.sh ENV REVISION [DIGEST]
# The image is that of the release that was rolled back, the one deployed last: it alone knows its migrations.
set -eu
# shellcheck source-path=SCRIPTDIR source=release.sh
. "$(dirname "$0")/release.sh"

refuse() { echo "$1" >&2 && exit 2; }
usage="usage: scripts/downgrade.sh ENV REVISION [DIGEST]"
env=$1 revision=${2:?$usage} digest=${3:-} job=myservice-downgrade
# By its name: run again, a relative revision would go down further, and base drops every table.
case $revision in base | head | heads | *[!0-9a-zA-Z_]*) refuse "a database goes back to the name of a revision, not to $revision" ;; esac
if [ -z "$digest" ]; then
  recall release-candidate "$work/deployed.yaml"
  digest=$(digest_of "$work/deployed.yaml")
fi
image="an image is named by its digest, sha256:…, not by ${digest:-nothing}"
case ${#digest}$digest in 71sha256:*[!0-9a-f]*) refuse "$image" ;; 71sha256:*) ;; *) refuse "$image" ;; esac

# The migration Job under another name and with another command, and the settings it reads.
cat >"$work/kustomization.yaml" <<KUSTOMIZATION
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../$env]
images:
  - name: ghcr.io/example/myservice
    digest: $digest
patches:
  - target: {kind: Job, name: myservice-migrate}
    options: {allowNameChange: true}
    patch: |-
      - {op: replace, path: /metadata/name, value: $job}
      - {op: replace, path: /spec/template/spec/containers/0/command, value: [alembic, downgrade, "$revision"]}
  - target: {kind: ConfigMap}
    patch: |-
      - {op: add, path: /metadata/labels/app.kubernetes.io~1component, value: migrate}
KUSTOMIZATION
kubectl kustomize "$work" >"$work/manifests.yaml"

kubectl delete job "$job" --namespace "$namespace" --ignore-not-found # a Job cannot be changed
kubectl apply --filename "$work/manifests.yaml" --selector app.kubernetes.io/component=migrate
await_job "$job"
kubectl logs "job/$job" --namespace "$namespace" || echo "no logs of $job" >&2
