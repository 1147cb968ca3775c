# Sourced by run.sh and test.sh: brings a Debian machine to the point where the program can start. Changes nothing that is already there,
# and asks the network for nothing that is already there, so that a second run works without one.
# shellcheck shell=bash

HOUSE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
VENV=$HOUSE/.venv
MISSING=() # packages to ask apt for, gathered by the need_… functions

# What Qt's wheels expect of the system, as «package soname». The soname is looked for, not the package: some releases
# of Debian and Ubuntu name the same library differently (libglib2.0-0t64).
QT_LIBRARIES=(
  'libgl1 libGL.so.1' 'libegl1 libEGL.so.1' 'libglib2.0-0 libglib-2.0.so.0' 'libxkbcommon0 libxkbcommon.so.0'
  'libfontconfig1 libfontconfig.so.1' 'libdbus-1-3 libdbus-1.so.3'
  # a window under X11
  'libxkbcommon-x11-0 libxkbcommon-x11.so.0' 'libxcb-cursor0 libxcb-cursor.so.0' 'libxcb-icccm4 libxcb-icccm.so.4'
  'libxcb-keysyms1 libxcb-keysyms.so.1' 'libxcb-shape0 libxcb-shape.so.0'
  # … under Wayland
  'libwayland-cursor0 libwayland-cursor.so.0' 'libwayland-egl1 libwayland-egl.so.1'
  # camera and sounds: Qt Multimedia
  'libpulse0 libpulse.so.0' 'libxrandr2 libXrandr.so.2' 'libxext6 libXext.so.6' 'libdrm2 libdrm.so.2'
  'libva2 libva.so.2' 'libva-drm2 libva-drm.so.2' 'libva-x11-2 libva-x11.so.2'
  # printers
  'libcups2 libcups.so.2'
)

say() { printf '%s\n' "$*" >&2; }

die() { # the sentence in Vietnamese, the same in English
  say "✗ $1"
  say "  ($2)"
  exit 1
}

need_library() { # package, soname
  # Read whole before it is searched: under pipefail a grep that stops early would make ldconfig's broken pipe a failure.
  local known
  known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null || true)
  grep -qF "$2 " <<<"$known" || MISSING+=("$1")
}

need_command() { # package, program
  command -v "$2" >/dev/null 2>&1 || MISSING+=("$1")
}

need_qt() {
  local entry
  for entry in "${QT_LIBRARIES[@]}"; do
    # shellcheck disable=SC2086 # two words on purpose
    need_library $entry
  done
}

need_test_tools() {
  need_command xvfb Xvfb
  need_command xauth xauth
  need_command openbox openbox
  need_command xdotool xdotool
  need_command x11-xserver-utils xrandr
  need_command faketime faketime
  need_command chromium chromium
  need_command chromium-driver chromedriver
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || MISSING+=(postgresql)
}

# --- the interpreter ---------------------------------------------------------------------------------------------

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() { # prints the first interpreter that is new enough
  local name
  for name in python3 /usr/bin/python3 python3.14 python3.13 python3.12 python3.11; do
    if is_new_enough "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

need_python() { # for which requirement file
  local python version
  is_installed "$1" && return
  if ! command -v python3 >/dev/null 2>&1; then
    MISSING+=(python3 python3-venv)
  elif python=$(find_python); then
    # Debian leaves ensurepip out of its python3; without it a virtual environment gets no pip.
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    "$python" -c 'import ensurepip' 2>/dev/null || MISSING+=("python$version-venv")
  else
    die_of_old_python
  fi
}

die_of_old_python() {
  die "Máy này có $(python3 --version 2>&1), chương trình cần Python 3.11 trở lên (Debian 12 có sẵn)." \
    'Python 3.11 or newer is needed; Debian 12 comes with it'
}

# --- system packages ---------------------------------------------------------------------------------------------

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@" # nobody is there to type a password
  fi
}

apt() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" </dev/null >&2
}

install_missing() {
  [ ${#MISSING[@]} -gt 0 ] || return 0
  local names="${MISSING[*]}"
  command -v apt-get >/dev/null 2>&1 || die \
    "Máy thiếu: $names. Bộ cài này chỉ biết Debian (apt-get); hãy cài các gói ấy rồi chạy lại." \
    'this installer knows only apt-get; install these packages by hand and run it again'
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null 2>&1 || die \
    "Máy thiếu: $names. Cần quyền quản trị (root hoặc sudo) để cài; hãy chạy lại với quyền ấy." \
    'root or sudo is needed to install these packages'
  [ "$(id -u)" -eq 0 ] || [ -t 0 ] || sudo -n true 2>/dev/null || die \
    "Máy thiếu: $names. Lệnh sudo đòi mật khẩu mà không có ai gõ; hãy chạy lại trong một cửa sổ dòng lệnh." \
    'sudo asks for a password and nobody is there to type it'
  say "Đang cài các gói hệ thống: $names"
  # An update with one unreachable source still refreshes the others; the installation says whether that was enough.
  apt update || say 'Không cập nhật được mọi danh sách gói; vẫn thử cài. (some package lists could not be refreshed)'
  apt install --yes --no-install-recommends "${MISSING[@]}" || die \
    "Không cài được: $names. Hãy kiểm tra mạng và kho gói của máy (các dòng ở trên nói rõ), rồi chạy lại." \
    'apt-get could not install these packages: see the lines above, check the network, run this again'
}

# --- Python packages ---------------------------------------------------------------------------------------------

fingerprint() { sha256sum "$HOUSE/installer/requirements/$1.txt" | cut -d ' ' -f 1; }

is_installed() { # dev.txt holds everything that demo.txt holds, at the same versions
  local stamp
  is_new_enough "$VENV/bin/python" && [ -f "$VENV/.requirements" ] || return 1
  stamp=$(<"$VENV/.requirements")
  [ "$stamp" = "$(fingerprint "$1")" ] || [ "$stamp" = "$(fingerprint dev)" ]
}

install_python_packages() { # kiosk, province, demo or dev
  local python
  is_installed "$1" && return
  python=$(find_python) || die_of_old_python
  say "Đang cài các gói Python vào $VENV (lần đầu mất vài phút)"
  if ! is_new_enough "$VENV/bin/python" || ! "$VENV/bin/python" -m pip --version >/dev/null 2>&1; then
    "$python" -m venv --clear "$VENV" || die "Không tạo được môi trường Python tại $VENV." \
      'the virtual environment could not be made: see the lines above'
  fi
  rm -f "$VENV/.requirements" # an interrupted installation must not look finished
  "$VENV/bin/python" -m pip install --disable-pip-version-check --no-input --quiet --require-hashes \
    --requirement "$HOUSE/installer/requirements/$1.txt" >&2 </dev/null || die \
    'Không cài được các gói Python. Hãy kiểm tra mạng và chỗ trống trên đĩa (cần khoảng 700 MB), rồi chạy lại.' \
    'pip could not install the Python packages: see the lines above, check the network and the disk, run this again'
  fingerprint "$1" >"$VENV/.requirements"
}
