#!/usr/bin/env bash
# Installs the front end's packages exactly as locked; does nothing when they are there.
set -euo pipefail
cd "$(dirname "$0")/../frontend"
if [ -f node_modules/.installed ] && [ node_modules/.installed -nt package-lock.json ]; then exit 0; fi
for attempt in 1 2 3; do
  if npm ci --silent --no-progress; then touch node_modules/.installed; exit 0; fi
  sleep 5
done
exit 1
