#!/usr/bin/env bash
# Put everything that Wenyuan needs into place, once; run again, it only looks.
#
#   scripts/setup.sh server    what `make run` needs: system packages, .venv, fonts and upload client, messages
#   scripts/setup.sh dev       the same and what the tests and checks need
#
# System packages come through apt, as root or with sudo. Python packages come from the lock files, with their
# hashes, into .venv. Nothing is fetched when the stamps say that the locks have not changed, so a machine that
# was set up once may be offline.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
profile="${1:-server}"
case "$profile" in server | dev) ;; *) echo "usage: scripts/setup.sh server|dev" >&2; exit 2 ;; esac

cache="$PWD/.cache"
venv="$PWD/.venv"
vendor="$PWD/src/wenyuan/web/static/vendor"
mkdir -p "$cache"

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
fail() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; exit 1; }
hash_of() { cat "$@" | sha256sum | cut -d' ' -f1; }
is_current() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# Two set-ups at once would install over each other.
exec 9>"$cache/setup.lock"
flock -n 9 || { say "Another set-up is running; waiting for it"; flock 9; }

server_packages=(
  libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui libreoffice-draw-nogui
  libreoffice-math-nogui python3-uno bubblewrap fonts-noto-cjk fonts-noto-core fonts-liberation
  fonts-crosextra-carlito fonts-crosextra-caladea libmagic1 libpango-1.0-0 libpangoft2-1.0-0 gettext
)
dev_packages=(chromium postgresql poppler-utils qpdf)

# -- Python -------------------------------------------------------------------------------------------
is_usable_python() {
  "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
  local candidate
  for candidate in python3.11 python3 /usr/bin/python3 python3.12 python3.13; do
    if is_usable_python "$candidate"; then
      command -v "$candidate"
      return 0
    fi
  done
  return 1
}

# -- system packages ----------------------------------------------------------------------------------
missing_packages() {
  local wanted=("${server_packages[@]}") package
  [ "$profile" = dev ] && wanted+=("${dev_packages[@]}")
  [ -x "$venv/bin/python" ] || find_python >/dev/null || wanted+=(python3 python3-venv)
  is_current "$vendor/.stamp" "$(vendor_hash)" || command -v npm >/dev/null || wanted+=(npm)
  for package in "${wanted[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

missing_commands() {
  local wanted=(soffice bwrap msgfmt) name
  [ "$profile" = dev ] && wanted+=(chromium pdftoppm qpdf xgettext)
  for name in "${wanted[@]}"; do
    command -v "$name" >/dev/null || echo "$name"
  done
}

install_system_packages() {
  local missing as_root=()
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    mapfile -t missing < <(missing_commands)
    [ "${#missing[@]}" -eq 0 ] && return
    fail "This system has no apt: install what brings these commands, then run this again: ${missing[*]}"
  fi
  mapfile -t missing < <(missing_packages)
  [ "${#missing[@]}" -eq 0 ] && return
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      as_root=(sudo)
    else
      fail "Neither root nor sudo here: ask an administrator to run  apt-get install --no-install-recommends ${missing[*]}"
    fi
  fi
  say "Installing ${#missing[@]} system packages: ${missing[*]}"
  apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@" \
      </dev/null 2>&1 | tee -a "$cache/setup.log" | { grep -E --line-buffered '^(Get:|Setting up|E:|W:)' || true; } | cut -c1-110
  }
  apt update || fail "The package lists cannot be fetched; see .cache/setup.log"
  apt install -y --no-install-recommends "${missing[@]}" || fail "apt failed; see .cache/setup.log"
}

# -- Python packages ----------------------------------------------------------------------------------
install_python_packages() {
  local python server dev stamp wanted lock project
  if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import pip' >/dev/null 2>&1; then
    python="$(find_python)" || fail "Python 3.11 or newer with its venv module is missing: install python3 and python3-venv."
    say "Making .venv with $("$python" --version)"
    rm -rf "$venv"
    "$python" -m venv "$venv"
  fi
  server="$(hash_of requirements.lock)"
  dev="$(hash_of requirements.lock requirements-dev.lock)"
  if [ "$profile" = dev ]; then
    stamp="$venv/.stamp-dev" wanted="$dev" lock=requirements-dev.lock
  else
    stamp="$venv/.stamp-server" wanted="$server" lock=requirements.lock
  fi
  # The development lock holds all of the server's.
  if ! is_current "$stamp" "$wanted" && ! is_current "$venv/.stamp-dev" "$dev"; then
    say "Installing $(grep -c '^[a-zA-Z]' "$lock") Python packages from $lock"
    "$venv/bin/python" -m pip install --disable-pip-version-check --progress-bar off --require-hashes -r "$lock" \
      2>&1 | tee -a "$cache/setup.log" | { grep -E --line-buffered '^ *(Downloading|Installing|ERROR|error)' || true; } | cut -c1-110
    echo "$wanted" >"$stamp"
  fi
  project="$(hash_of pyproject.toml src/wenyuan/__init__.py)"
  if ! is_current "$venv/.stamp-project" "$project" || [ ! -x "$venv/bin/wenyuan" ]; then
    say "Linking the project into .venv"
    "$venv/bin/python" -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation --no-index -e .
    echo "$project" >"$venv/.stamp-project"
  fi
}

# -- fonts and the upload client ----------------------------------------------------------------------
vendor_hash() { hash_of frontend/package-lock.json frontend/vendor.txt; }

install_vendor() {
  local wanted source name folder="$cache/frontend"
  wanted="$(vendor_hash)"
  is_current "$vendor/.stamp" "$wanted" && return
  say "Fetching fonts and the upload client"
  command -v npm >/dev/null || fail "npm is missing: install it, then run this again."
  rm -rf "$folder"
  mkdir -p "$folder" "$vendor"
  cp frontend/package.json frontend/package-lock.json frontend/.npmrc "$folder/"
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund) >>"$cache/setup.log" 2>&1 ||
    fail "npm could not fetch the front-end files; see .cache/setup.log"
  find "$vendor" -mindepth 1 -delete
  while read -r source name; do
    [ -n "$source" ] || continue
    cp "$folder/node_modules/$source" "$vendor/$name"
  done <frontend/vendor.txt
  echo "$wanted" >"$vendor/.stamp"
}

# -- translations -------------------------------------------------------------------------------------
compile_messages() {
  local po
  for po in src/wenyuan/locale/*/LC_MESSAGES/*.po; do
    [ -e "$po" ] || continue
    if [ ! "${po%.po}.mo" -nt "$po" ]; then
      say "Compiling messages"
      "$venv/bin/python" scripts/messages.py compile
      return
    fi
  done
}

install_system_packages
install_python_packages
install_vendor
compile_messages
say "Ready"
