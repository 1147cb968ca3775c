"""The three tones: distinct, short, and no trouble where there is no loudspeaker."""

import cmath
import logging
import math
import struct
import wave
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtMultimedia import QMediaDevices
from pytestqt.qtbot import QtBot

from assets.sounds.compose import compose
from ui.sounds import FOLDER, Sounds, Tone, gain

pytestmark = pytest.mark.qt_log_ignore("pipewire", "PulseAudio", extend=True)


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_is_short_mono_and_small(tone: Tone) -> None:
    path = FOLDER / f"{tone}.wav"
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        assert 0.2 <= file.getnframes() / file.getframerate() <= 0.6
    assert path.stat().st_size < 40_000


def test_the_tones_are_what_their_composer_writes(tmp_path: Path) -> None:
    compose(tmp_path)
    composed = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert composed == {path.name: path.read_bytes() for path in FOLDER.glob("*.wav")}
    assert set(composed) == {f"{tone}.wav" for tone in Tone}
    assert len(set(composed.values())) == len(Tone)


def test_a_kiosk_without_loudspeaker_is_silent_and_says_so_once(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    if QMediaDevices.audioOutputs():
        pytest.skip("there is a loudspeaker here")
    sounds = Sounds()
    with caplog.at_level(logging.INFO):
        sounds.start()
        for tone in Tone:
            sounds.play(tone)
        sounds._outputs_changed()
    assert not sounds.can_be_heard
    assert [record.message for record in caplog.records] == ["no loudspeaker: the kiosk is silent"]


def test_a_tone_before_the_start_is_no_error(qtbot: QtBot) -> None:
    Sounds().play(Tone.WELCOME)


def levels(tone: Tone) -> tuple[list[float], int]:
    """The file's samples from -1 to 1, and how many a second."""
    with wave.open(str(FOLDER / f"{tone}.wav"), "rb") as file:
        count, rate = file.getnframes(), file.getframerate()
        return [level / 32_768 for level in struct.unpack(f"<{count}h", file.readframes(count))], rate


def notes(tone: Tone) -> list[float]:
    """When each note is struck, in seconds: where the loudness of 10 ms jumps above what it was."""
    samples, rate = levels(tone)
    window = rate // 100
    loud = [0.0, *(max(map(abs, samples[at : at + window])) for at in range(0, len(samples) - window, window))]
    struck: list[float] = []
    for place in range(1, len(loud)):
        before = loud[place - 1]
        if loud[place] > max(0.1, 1.25 * before) and (not struck or place / 100 - struck[-1] > 0.05):
            struck.append((place - 1) / 100)
    return struck


def pitch(tone: Tone, start: float) -> float:
    """The strongest tone (Hz) of the tenth of a second after `start`, among those that the composer may use."""
    samples, rate = levels(tone)
    part = samples[round(start * rate) : round((start + 0.1) * rate)]

    def strength(hertz: float) -> float:
        turns = [cmath.exp(-2j * math.pi * hertz * at / rate) for at in range(len(part))]
        return abs(sum(level * turn for level, turn in zip(part, turns, strict=True)))

    return max((float(hertz) for hertz in range(150, 1_200, 10)), key=strength)


def test_tones_are_told_apart_by_number_length_and_pitch() -> None:
    struck = {tone: notes(tone) for tone in Tone}
    assert {tone: len(starts) for tone, starts in struck.items()} == {
        Tone.WELCOME: 3,
        Tone.ALREADY: 2,
        Tone.CANNOT: 1,
    }
    lengths = sorted(len(samples) / rate for samples, rate in map(levels, Tone))
    assert all(longer / shorter >= 1.2 for shorter, longer in pairwise(lengths))
    first = {tone: pitch(tone, starts[0]) for tone, starts in struck.items()}
    assert first[Tone.CANNOT] < 0.6 * first[Tone.ALREADY] < first[Tone.WELCOME]
    rising = [pitch(Tone.WELCOME, start) for start in struck[Tone.WELCOME]]
    assert rising == sorted(set(rising))
    assert max(rising) < 1_000


def test_half_the_volume_is_a_quarter_of_the_power_and_nothing_is_silence() -> None:
    assert [gain(volume) for volume in (0, 50, 100, 200)] == [0.0, 0.25, 1.0, 1.0]
