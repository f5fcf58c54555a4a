#!/bin/sh
# kubectl's credential plugin: the token by which GitHub says which repository and environment this job runs for.
# Asked again for each call, since a token lives for minutes and a rollout for longer.
set -eu

: "${ACTIONS_ID_TOKEN_REQUEST_URL:?only a job with the permission id-token has it}"
answer=$(
  curl --fail --silent --show-error --header "authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \
    "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=kubernetes"
)
echo "$answer" | jq '{apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: {token: .value}}'
