#!/usr/bin/env bash
# Write the lock files again from pyproject.toml and frontend/package.json. Versions already locked stay, unless
# UPGRADE=1. The resolver lives in a folder of its own, never in .venv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools=.cache/lock
[ -x "$tools/bin/uv" ] || { python3 -m venv "$tools" && "$tools/bin/pip" install -q uv; }
compile() {
  "$tools/bin/uv" pip compile pyproject.toml --extra server --group build "${@:2}" --universal --python-version 3.11 \
    --generate-hashes --no-header --no-annotate --no-emit-index-url --quiet ${UPGRADE:+--upgrade} --output-file "$1"
}
compile requirements.lock
compile requirements-dev.lock --constraint requirements.lock --group dev
(cd frontend && npm install --package-lock-only --ignore-scripts --no-audit --no-fund)
if grep -Eqs 'https?://' requirements.lock requirements-dev.lock || grep -q '"resolved"' frontend/package-lock.json; then
  echo "A lock file names a download address." >&2
  exit 1
fi
