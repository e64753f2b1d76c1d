#!/usr/bin/env bash
# Installs the system packages that tests and some features need: with apt when root, else it says how.
set -euo pipefail
missing=()
need() { # command-or-file package
  if [[ "$1" == /* ]]; then compgen -G "$1" >/dev/null || missing+=("$2"); else command -v "$1" >/dev/null || missing+=("$2"); fi
}
need chromium chromium
need "/usr/lib/*/libgomp.so.1" libgomp1
need "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc" fonts-noto-cjk
if ! (exec 3<>/dev/tcp/127.0.0.1/5432) 2>/dev/null && [ -z "${TRILOOM_TEST_DATABASE_URL:-}" ]; then
  need "/usr/lib/postgresql/*/bin/initdb" postgresql
fi
[ "${#missing[@]}" = 0 ] && exit 0
if [ "$(id -u)" = 0 ]; then
  apt-get update -qq || true
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "Some tests need system packages. Install them once with:" >&2
  echo "  sudo apt-get install ${missing[*]}" >&2
fi
