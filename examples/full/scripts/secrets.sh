#!/bin/sh
# The encrypted secrets of one environment: scripts/secrets.sh init|edit|check|decrypt ENV
set -eu

keys="
DATABASE_URL
REDIS_URL
OPENAI_API_KEY
"
action=${1:-} env=${2:-}
file=secrets/$env.enc.yaml
# The private key stays outside the repository; a pipeline passes it in SOPS_AGE_KEY instead.
key_file=${SOPS_AGE_KEY_FILE:-${XDG_CONFIG_HOME:-$HOME/.config}/sops/age/myservice-$env.txt}

fail() { echo "$1" >&2 && exit 1; }

recipients() { sed -n "/secrets\/$env\\\\/,/age:/s/^ *age: \"\(.*\)\"/\1/p" .sops.yaml; }

init() {
  [ ! -e "$file" ] || fail "$file is there already: make secrets-edit ENV=$env"
  if [ -z "$(recipients)" ]; then
    mkdir -p "$(dirname "$key_file")"
    [ -e "$key_file" ] || (umask 077 && age-keygen -o "$key_file")
    sed "/secrets\/$env\\\\/,/age:/s/age: \"\"/age: \"$(age-keygen -y "$key_file")\"/" .sops.yaml >.sops.yaml.new
    mv .sops.yaml.new .sops.yaml
    echo "$env: the private key is $key_file; keep a copy where your team keeps its keys"
  fi
  mkdir -p secrets
  skeleton | sops encrypt --filename-override "$file" >"$file.new"
  mv "$file.new" "$file"
  echo "$file is written; next: make secrets-edit ENV=$env, then commit it with .sops.yaml"
}

skeleton() {
  printf 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: myservice-secrets\n  namespace: myservice-%s\nstringData:\n' "$env"
  for key in $keys; do echo "  $key: \"\""; done
}

check() { # needs no key: names are readable, values are not
  missing=
  for key in $keys; do grep -q "^ *$key: ENC\[" "$file" || missing="$missing $key"; done
  [ -z "$missing" ] || fail "$file has no encrypted value for:$missing"
}

case $env in
development | staging | production) ;;
*) fail "which environment? make secrets-init ENV=staging (or development, production)" ;;
esac
if [ "$action" != init ]; then
  [ -n "$(recipients)" ] || fail ".sops.yaml has no recipient for $env: make secrets-init ENV=$env"
  [ -e "$file" ] || fail "$file is missing: make secrets-init ENV=$env"
fi
[ ! -e "$key_file" ] || export SOPS_AGE_KEY_FILE="$key_file"
case $action in
init) init ;;
edit) sops edit "$file" ;;
check) check ;;
decrypt) sops decrypt "$file" ;;
*) fail "which action? init, edit, check or decrypt" ;;
esac
