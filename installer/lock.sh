#!/usr/bin/env bash
# Compile the exact, hashed requirement files from pyproject.toml. Needs `uv` on the PATH and the package registry.
#
#   bash installer/lock.sh                 keep every version that is already locked, add what is missing
#   bash installer/lock.sh --upgrade       take the newest versions that pyproject.toml admits
#   bash installer/lock.sh -P requests     take the newest version of one package
#
# dev.txt holds everything and is compiled first; the next three are parts of it, so that all four agree on every
# version. peers.txt is no part of it: what bench `decode` is measured beside.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

command -v uv >/dev/null || { echo 'Thiếu chương trình uv. (uv is not on the PATH: pip install uv)' >&2; exit 1; }

compile() { # name, uv's options…
  local name=$1
  shift
  uv --no-config pip compile --output-file "installer/requirements/$name.txt" \
    --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
    --custom-compile-command 'bash installer/lock.sh' --quiet "$@"
}

compile dev pyproject.toml --all-extras --group dev "$@"
for part in kiosk province; do
  compile "$part" pyproject.toml --extra "$part" --constraint installer/requirements/dev.txt --no-annotate
done
compile demo pyproject.toml --all-extras --constraint installer/requirements/dev.txt --no-annotate
compile peers --group peers --no-annotate "$@"
