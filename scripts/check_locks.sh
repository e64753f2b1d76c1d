#!/usr/bin/env bash
# Fails when the lock files are not what pyproject.toml compiles to (pins are kept, so no churn).
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x .venv/bin/uv ] || exit 0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp requirements/run.txt requirements/dev.txt "$folder/"
.venv/bin/uv pip compile pyproject.toml --quiet --no-emit-index-url --generate-hashes --universal \
  --python-version 3.11 --no-header -o "$folder/run.txt"
.venv/bin/uv pip compile pyproject.toml --extra dev --quiet --no-emit-index-url --generate-hashes \
  --universal --python-version 3.11 --no-header -o "$folder/dev.txt"
for name in run dev; do
  if ! diff -q "requirements/$name.txt" "$folder/$name.txt" >/dev/null; then
    echo "requirements/$name.txt is not in step with pyproject.toml: run make locks" >&2
    exit 1
  fi
done
