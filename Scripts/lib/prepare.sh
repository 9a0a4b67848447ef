# shellcheck shell=bash
# What every script needs first: the repository's root, one way to speak, Swift, and system packages.

manual="$(realpath "$0")"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
cd "$root" || exit

if [[ -t 2 && -z "${NO_COLOR:-}" ]]; then
  bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
  bold='' red='' green='' plain=''
fi

# say TEXT: one line of progress.
say() { printf '%s==>%s %s\n' "$bold$green" "$plain" "$*" >&2; }

# complain TEXT: one line about something that went wrong.
complain() { printf '%serror:%s %s\n' "$bold$red" "$plain" "$*" >&2; }

# fail STATUS TEXT: complains and ends the script.
fail() {
  complain "${*:2}"
  exit "$1"
}

# usage: prints the comment at the top of the script that was called, which is its manual.
usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$manual"; }

# The headers that the floors link against.
build_packages=(libssl-dev zlib1g-dev libsqlite3-dev)

# require_swift: ends with 69 (EX_UNAVAILABLE) and says where Swift comes from, if there is none.
require_swift() {
  command -v swift >/dev/null && return
  cat >&2 <<'TEXT'
error: there is no swift on the PATH; Tautline needs Swift 6.2 or newer
  with swiftly:   curl -fsSL https://www.swift.org/install/linux/swiftly-install.sh | bash
  or by hand:     https://www.swift.org/install/linux
  in a container: docker run --rm -it -v "$PWD":/tautline -w /tautline swift:6.3-bookworm
TEXT
  exit 69
}

# as_root COMMAND…: runs a command as root without asking for a password.
as_root() {
  if [[ $EUID -eq 0 ]]; then "$@"; else sudo -n "$@"; fi
}

is_installed() { [[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]; }

# install_packages NAME…: installs with apt what is missing; returns 1 and says what to type if that is impossible.
install_packages() {
  if ! command -v apt-get >/dev/null; then
    say "there is no apt here; what is needed is taken for granted: $*"
    return 0
  fi
  local name missing=()
  for name in "$@"; do
    is_installed "$name" || missing+=("$name")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0

  say "installing ${missing[*]} (apt)"
  mkdir -p .build
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}")
  # Package lists that are missing or stale make the first attempt fail, and only then are they fetched.
  as_root "${install[@]}" >.build/apt.log 2>&1 && return 0
  as_root apt-get update >.build/apt.log 2>&1 && as_root "${install[@]}" >>.build/apt.log 2>&1 && return 0
  tail -n 5 .build/apt.log >&2
  complain "apt could not install ${missing[*]}; by hand: sudo apt-get install ${missing[*]}"
  return 1
}

# require_toolchain: everything that a build needs.
require_toolchain() {
  require_swift
  install_packages "${build_packages[@]}" || exit 69
}

# build ARGUMENT…: swift build, with its progress shown.
build() {
  say "swift build $*"
  swift build "$@" >&2
}
