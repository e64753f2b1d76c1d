#!/usr/bin/env bash
# Builds the user interface when its sources are newer than the build. Without a build the server
# still serves the API and a page that says why; under CI a failed build is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
newest=$(find frontend/src frontend/index.html frontend/package-lock.json frontend/vite.config.ts \
  engines/core/triloom_core/expression -newer frontend/dist/index.html 2>/dev/null | grep -v __pycache__ | head -1 || true)
if [ -f frontend/dist/index.html ] && [ -z "$newest" ]; then exit 0; fi
build() {
  source scripts/node.sh
  bash scripts/npm_ci.sh
  (cd frontend && npm run --silent build)
}
if ! (set -e; build); then
  echo "The user interface could not be built; the API works without it." >&2
  [ -z "${CI:-}" ] || exit 1
fi
