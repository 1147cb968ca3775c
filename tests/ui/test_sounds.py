"""The three tones: distinct, short, and no trouble where there is no loudspeaker."""

import logging
import wave
from pathlib import Path

import pytest
from PySide6.QtMultimedia import QMediaDevices
from pytestqt.qtbot import QtBot

from assets.sounds.compose import compose
from ui.sounds import FOLDER, Sounds, Tone

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
