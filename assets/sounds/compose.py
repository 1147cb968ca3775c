"""Compose the kiosk's three tones anew: `python assets/sounds/compose.py`. Our own work; no recording is used.

Sixteen-bit mono at 22,050 Hz, each note a struck bar: a sine with one overtone, dying away. The three differ in melody,
not in pitch alone, so that they are told apart on a bad loudspeaker and by people who hear high notes badly:
up (welcome), one note twice (already), down and low (cannot).
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
    "welcome": (((659.26, 0.0), (987.77, 0.11)), 0.45, 9.0),  # E5, B5
    "already": (((587.33, 0.0), (587.33, 0.16)), 0.42, 16.0),  # D5 twice
    "cannot": (((311.13, 0.0), (233.08, 0.18)), 0.55, 8.0),  # E flat 4, B flat 3
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
