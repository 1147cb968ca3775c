"""Three short tones for the answers to a scan: welcome, already counted, cannot.

The files in assets/sounds are our own work, composed by assets/sounds/compose.py and free as CC0. A kiosk without
loudspeaker is silent, which is logged once and is no error.
"""

import logging
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QUrl, Signal

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QMediaDevices, QSoundEffect

_log = logging.getLogger(__name__)

FOLDER: Final = Path(__file__).parents[1] / "assets" / "sounds"


class Tone(StrEnum):
    """What a person hears; the value is the file's name."""

    WELCOME = "welcome"
    ALREADY = "already"
    CANNOT = "cannot"


class Sounds(QObject):
    """Plays the tones where there is something to play them on. They lie ready in memory, so that none comes late.

    Signal: `loudspeaker_found(bool)`: whether they can be heard, told at the start and at each change.
    """

    loudspeaker_found = Signal(bool)

    def __init__(self, *, folder: Path = FOLDER, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._devices: QMediaDevices | None = None
        self._effects: dict[Tone, QSoundEffect] = {}
        self._silence_told = False
        self._on, self._volume = True, 80

    @property
    def can_be_heard(self) -> bool:
        """Whether there is a loudspeaker and the tones are loaded for it."""
        return bool(self._effects)

    def start(self) -> None:
        """Load the tones, now and whenever a loudspeaker comes. Call after the first paint: it imports Multimedia."""
        from PySide6.QtMultimedia import QMediaDevices

        self._devices = QMediaDevices(self)
        self._devices.audioOutputsChanged.connect(self._outputs_changed)
        self._outputs_changed()

    def choose(self, *, on: bool, volume: int) -> None:
        """Whether there are tones at all, and how loud (per cent, as an ear hears it)."""
        self._on, self._volume = on, volume
        for effect in self._effects.values():
            effect.setVolume(gain(volume))

    def play(self, tone: Tone) -> None:
        """Play the tone from its beginning; one that still sounds is cut off, for the next scan does not wait."""
        if self._on:
            self.try_out(tone)

    def try_out(self, tone: Tone) -> None:
        """Let an officer hear the tone, whether tones are on or off."""
        for effect in self._effects.values():
            effect.stop()
        if tone in self._effects:
            self._effects[tone].play()

    def _outputs_changed(self) -> None:
        from PySide6.QtMultimedia import QMediaDevices, QSoundEffect

        for effect in self._effects.values():
            effect.deleteLater()
        self._effects = {}
        self.loudspeaker_found.emit(bool(QMediaDevices.audioOutputs()))
        if not QMediaDevices.audioOutputs():
            if not self._silence_told:
                self._silence_told = True
                _log.info("no loudspeaker: the kiosk is silent")
            return
        output = QMediaDevices.defaultAudioOutput()
        for tone in Tone:
            effect = QSoundEffect(output, self)
            effect.setSource(QUrl.fromLocalFile(str(self._folder / f"{tone}.wav")))
            effect.setVolume(gain(self._volume))
            self._effects[tone] = effect


def gain(volume: int) -> float:
    """What the loudspeaker is told for a volume in per cent: half as loud to the ear is far less than half of it."""
    return (min(max(volume, 0), 100) / 100) ** 2
