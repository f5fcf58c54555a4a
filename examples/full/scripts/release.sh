#!/bin/sh
# Sourced by the scripts beside it: how a release is awaited and remembered.
# The cluster keeps releases whole, as ConfigMaps with their manifests: the way back needs no build and no commit.

case ${1:-} in
development | staging | production) namespace=myservice-$1 ;;
*) echo "which environment? development, staging or production" >&2 && exit 2 ;;
esac
work=$(mktemp -d "deploy/overlays/.release-XXXXXX")
trap 'rm -rf "$work"' EXIT

# url: where callers reach the environment
url() { echo "https://$(kubectl get httproute/myservice --namespace "$namespace" --output jsonpath='{.spec.hostnames[0]}')"; }

fail() { echo "$namespace: $1" >&2 && exit 1; }

# remember NAME FILE: keeps manifests under a name, in the place of those before
remember() {
  kubectl create configmap "myservice-$1" --from-file=manifests.yaml="$2" --dry-run=client --output yaml |
    kubectl apply --namespace "$namespace" --server-side --force-conflicts --filename -
}

# recall NAME FILE: gets them back; an empty file where there are none
recall() {
  kubectl get configmap "myservice-$1" --namespace "$namespace" --ignore-not-found \
    --output jsonpath='{.data.manifests\.yaml}' >"$2"
}

digest_of() { sed -n 's/.*@\(sha256:[0-9a-f]*\).*/\1/p' "$1" | head -n 1; }

# await_job NAME: until a Job is done; its last words if it failed
await_job() {
  for _ in $(seq 120); do
    state=$(kubectl get job "$1" --namespace "$namespace" --output jsonpath='{.status.conditions[?(@.status=="True")].type}')
    case $state in
    *Failed*)
      kubectl logs "job/$1" --namespace "$namespace" --tail 50 >&2 || true
      fail "the job $1 failed"
      ;;
    *Complete*) return ;;
    esac
    sleep 5
  done
  fail "the job $1 is not done after 10 minutes"
}

# await_pods: until the pods of what was applied serve, or it is clear that they will not
await_pods() {
  if [ "$namespace" = myservice-development ]; then
    kubectl rollout status deployment/myservice --namespace "$namespace" --timeout 10m
    return
  fi
  # The controller promotes or aborts by itself; both analyses take a quarter of an hour.
  for _ in $(seq 180); do
    state=$(kubectl get rollout/myservice --namespace "$namespace" \
      --output jsonpath='{.metadata.generation} {.status.observedGeneration} {.status.phase}')
    generation=${state%% *}
    case $state in
    "$generation $generation Healthy") return ;;
    "$generation $generation Degraded") fail "the rollout was aborted; traffic stayed where it was or went back" ;;
    esac
    sleep 10
  done
  fail "the rollout is not done after 30 minutes"
}
