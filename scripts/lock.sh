#!/usr/bin/env bash
# Compiles the lock files from pyproject.toml: names, versions and hashes, no addresses.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x .venv/bin/uv ] || .venv/bin/python -m pip install --quiet uv
compile() {
  .venv/bin/uv pip compile pyproject.toml --quiet --no-emit-index-url --generate-hashes --universal \
    --python-version 3.11 --no-header "$@"
}
compile -o requirements/run.txt
compile --extra dev -o requirements/dev.txt
