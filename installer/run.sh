#!/usr/bin/env bash
# See the kiosk at work: install what is missing, then run the demo. Arguments go to `main.py demo`.
#
#   bash installer/run.sh
#
# With a display it opens the kiosk's window; with none it plays the same story without one and leaves screenshots/.
set -euo pipefail
# shellcheck source=installer/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

need_python demo
need_qt
install_missing
install_python_packages demo

cd "$HOUSE"
if [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
  set -- --headless --screenshots screenshots "$@"
fi
exec "$VENV/bin/python" main.py demo "$@"
