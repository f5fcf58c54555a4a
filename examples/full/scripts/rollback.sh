#!/bin/sh
# Takes an environment back: scripts/rollback.sh ENV [verified|previous]
# To the release that was verified last, which changes nothing while that runs, or to the one before it.
set -eu
# shellcheck source-path=SCRIPTDIR source=release.sh
. "$(dirname "$0")/release.sh"

to=${2:-verified}
case $to in
verified) record=release ;;
previous) record=release-previous ;;
*) echo "to which release? verified or previous" >&2 && exit 2 ;;
esac
recall "$record" "$work/manifests.yaml"
[ -s "$work/manifests.yaml" ] || fail "no $to release is recorded"

# Without the old migration Job: it does not know the newer revision, and the older release accepts it.
kubectl apply --filename "$work/manifests.yaml" --selector app.kubernetes.io/component!=migrate
await_pods
if [ "$to" = previous ]; then
  remember release "$work/manifests.yaml"
  : >"$work/none"
  remember release-previous "$work/none"
fi
echo "$namespace is back at $(digest_of "$work/manifests.yaml")"
