#!/usr/bin/env bash
# Every check and every test: install what is missing, then style, types, import contracts and the whole pytest suite.
#
#   bash installer/test.sh                  all of it
#   bash installer/test.sh tests/unit -x    the checks, then pytest with these arguments
#
# All of it is run even when a part fails, so that one run tells everything; the exit code is 1 if any part failed.
set -euo pipefail
# shellcheck source=installer/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

need_python dev
need_qt
need_test_tools
install_missing
install_python_packages dev

cd "$HOUSE"
export QT_QPA_PLATFORM=offscreen # tests that want a real window start an X server of their own and say xcb
export PATH=$VENV/bin:$PATH
FAILED=()

check() { # what it is, command…
  local what=$1
  shift
  say "── $what: $*"
  "$@" || FAILED+=("$what")
}

check style ruff check .
check format ruff format --check .
check types mypy
check contracts lint-imports
if [ $# -gt 0 ]; then
  check tests python -m pytest --hypothesis-profile=ci "$@"
else
  # Three at a time, since most wait for disks, sockets and other processes; what is timed by the key, alone.
  check tests python -m pytest --hypothesis-profile=ci --numprocesses 3 --dist loadfile -m 'not soak and not alone'
  check alone python -m pytest --hypothesis-profile=ci -m 'alone and not soak' tests/ui
fi

if [ ${#FAILED[@]} -gt 0 ]; then
  die "Chưa đạt: ${FAILED[*]}" "failed: ${FAILED[*]}"
fi
