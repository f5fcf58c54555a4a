#!/bin/sh
# Finds out whether what was deployed is a good release, and remembers it if so: scripts/verify.sh ENV
set -eu
# shellcheck source-path=SCRIPTDIR source=release.sh
. "$(dirname "$0")/release.sh"

make smoke URL="$(url)"

recall release-candidate "$work/candidate.yaml"
recall release "$work/release.yaml"
[ -s "$work/candidate.yaml" ] || fail "nothing was deployed"
if ! cmp -s "$work/candidate.yaml" "$work/release.yaml"; then
  [ ! -s "$work/release.yaml" ] || remember release-previous "$work/release.yaml"
  remember release "$work/candidate.yaml"
fi
echo "$namespace: $(digest_of "$work/candidate.yaml") is verified"
