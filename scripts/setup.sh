#!/usr/bin/env bash
# Makes the virtual environment and installs the hash-pinned packages; does nothing when up to date.
set -euo pipefail
cd "$(dirname "$0")/.."
which="${1:-run}"
lock="requirements/$which.txt"
stamp=".venv/.installed-$which"
if [ -f "$stamp" ] && [ "$stamp" -nt "$lock" ] && [ "$stamp" -nt pyproject.toml ]; then exit 0; fi
# the development set contains the run-time set
if [ "$which" = run ] && [ -f .venv/.installed-dev ] && [ .venv/.installed-dev -nt "$lock" ] \
  && [ .venv/.installed-dev -nt pyproject.toml ]; then exit 0; fi
[ -x .venv/bin/python ] || python3 -m venv .venv
if .venv/bin/python -m pip install --quiet --disable-pip-version-check uv 2>/dev/null; then
  install() { .venv/bin/uv pip install --quiet --python .venv/bin/python "$@"; }
else
  install() { .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"; }
fi
for attempt in 1 2 3; do
  if install --require-hashes -r "$lock"; then break; fi
  [ "$attempt" = 3 ] && exit 1
  sleep 5
done
install hatchling editables 2>/dev/null || true
install --no-deps -e .
touch "$stamp"
