# shellcheck shell=bash
# Sourced by the scripts beside it: where they keep what they install, and how their programs are found.
# Everything lies in one directory, so removing that directory removes all of it.
export SCAFFOLD_CI_CACHE="${SCAFFOLD_CI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/scaffold-ci}"
export SCAFFOLD_CRD_SCHEMAS="$SCAFFOLD_CI_CACHE/crds"
export DOCKER_CONFIG="$SCAFFOLD_CI_CACHE/engine/config"
export DOCKER_HOST="unix://$SCAFFOLD_CI_CACHE/engine/run/docker.sock"
# The proofs replace the pinned images, which no registry can be asked for here, by images of this prefix.
export SCAFFOLD_STANDINS="standin"

PATH="$SCAFFOLD_CI_CACHE/bin:$SCAFFOLD_CI_CACHE/engine/root/usr/bin:$SCAFFOLD_CI_CACHE/engine/root/usr/sbin:$PATH"
PATH="$SCAFFOLD_CI_CACHE/postgres/bin:$PATH"
# A version manager's shims hide the interpreters from uv: put their own directories on the PATH.
for dir in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[234].*/bin; do
  [ -d "$dir" ] && PATH="$PATH:$dir"
done
export PATH

mkdir -p "$SCAFFOLD_CI_CACHE/bin"

say() { printf '%s %s\n' '==>' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# apt_install COMMAND=PACKAGE ...: installs the packages whose command is missing
apt_install() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${missing[*]}"
  local apt=(apt-get -qq -y -o DPkg::Lock::Timeout=300)
  # RUNLEVEL keeps the packages from starting their daemons
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
  { "${apt[@]}" update && "${apt[@]}" install --no-install-recommends "${missing[@]}"; } >&2
}

# The Debian mirror this system already uses
debian_mirror() {
  local uri
  uri=$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list* | awk 'NR == 1 { print $1 }')
  [ -n "$uri" ] || die "no Debian mirror is configured"
  printf '%s\n' "$uri"
}
