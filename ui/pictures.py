"""Pictures of the real window, for the demo, the README and for looking at it."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget


def take_picture(window: QWidget, path: Path) -> Path:
    """Lay out and paint `window` as it is now and write it to `path` (PNG). Works offscreen too."""
    QApplication.processEvents()
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = window.grab()
    if not picture.save(str(path), "PNG"):
        raise OSError(f"cannot write {path.name}")
    return path
