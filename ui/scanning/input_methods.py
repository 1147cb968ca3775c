"""Typing tools of the system, which must not come between a scanner and the window."""

import os


def disable_input_methods() -> None:
    """Keep ibus, fcitx and Compose from seeing the keys first. Call before QApplication exists.

    Under X11 and Wayland Qt offers every key to its platform input context before any window; an engine such as
    ibus-unikey swallows them and answers later with other text. Fields of the kiosk get plain keys instead.
    """
    os.environ["QT_IM_MODULES"] = "none"  # Qt ≥ 6.7
    os.environ["QT_IM_MODULE"] = "none"
