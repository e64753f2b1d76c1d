#!/usr/bin/env bash
# Front-end gates: types, lint, unit tests, build and size budgets.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node.sh
bash scripts/npm_ci.sh
cd frontend
npm run --silent check
npm run --silent lint
npm run --silent test
cd .. && bash scripts/build_ui.sh && cd frontend
npm run --silent size
