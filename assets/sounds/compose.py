"""Compose the kiosk's three tones anew: `python assets/sounds/compose.py`. Our own work; no recording is used.

Sixteen-bit mono at 22,050 Hz, each note a struck bar: a sine with one overtone, dying away. The three differ in number,
length and pitch at once, so that who hears high notes badly, or does not see the screen, still tells them apart on a
bad loudspeaker: three quick notes going up (welcome), one note twice (already), one long low note (cannot). Nothing is
higher than 1 kHz, where old ears begin to fail, and nothing so low that a small loudspeaker swallows it.
"""

import math
import struct
import wave
from pathlib import Path
from typing import Final

RATE: Final = 22_050
PEAK: Final = 0.5

# (Hz, seconds from the start) a note, and how fast it dies away (1/s)
TONES: Final[dict[str, tuple[tuple[tuple[float, float], ...], float, float]]] = {
    # name: (notes, seconds in all, decay)
    "welcome": (((523.25, 0.0), (659.26, 0.11), (783.99, 0.22)), 0.48, 13.0),  # C5, E5, G5
    "already": (((440.0, 0.0), (440.0, 0.16)), 0.36, 22.0),  # A4 twice
    "cannot": (((220.0, 0.0),), 0.6, 3.0),  # A3, held
}


def samples(name: str) -> list[int]:
    """The tone as 16-bit levels."""
    notes, seconds, decay = TONES[name]
    count = round(seconds * RATE)
    levels = [sum(_note(at / RATE - start, pitch, decay) for pitch, start in notes) for at in range(count)]
    loudest = max(map(abs, levels))
    fade = [min(1.0, (count - at) / (0.02 * RATE)) for at in range(count)]
    return [round(level / loudest * PEAK * 32767 * gain) for level, gain in zip(levels, fade, strict=True)]


def _note(passed: float, pitch: float, decay: float) -> float:
    if passed < 0:
        return 0.0
    attack = min(1.0, passed / 0.004)  # no click
    turn = 2 * math.pi * pitch * passed
    return attack * math.exp(-decay * passed) * (math.sin(turn) + 0.35 * math.exp(-decay * passed) * math.sin(3 * turn))


def compose(folder: Path) -> None:
    """Write every tone into `folder` as <name>.wav."""
    for name in TONES:
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            levels = samples(name)
            file.writeframes(struct.pack(f"<{len(levels)}h", *levels))


if __name__ == "__main__":
    compose(Path(__file__).parent)
