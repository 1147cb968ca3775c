"""«Cài đặt»: monitor, rest, night and sounds are chosen, hold at once and are kept."""

import pytest
from pytestqt.qtbot import QtBot

from kiosk.usecases.choices import choices
from kiosk.values import Choices
from tests.homes import opened
from tests.ui.windows import Open
from ui.officer.screen import MINUTES, ScreenCard, next_minutes
from ui.officer.settings import SettingsPage
from ui.officer.tones import TonesCard
from ui.sentences import Sentence
from ui.theme import Theme


def page(shown: Open) -> SettingsPage:
    shown.log_in()
    next(door for door in shown.window.office.console._doors.buttons() if door.accessibleName() == "Cài đặt").click()
    shown.settled()
    return shown.window.office.settings


def kept(shown: Open) -> Choices:
    shown.settled()
    with opened(shown.kiosk.home) as store:
        return choices(store)


def test_rest_and_night_hold_at_once_and_are_kept(shown: Open) -> None:
    card = page(shown).screen_card
    told: list[Choices] = []
    shown.window.choices_known.connect(told.append)
    assert (card.saver.value.text(), card.night_from.value.text(), card.night_until.value.text()) == (
        "10 phút",
        "20:00",
        "06:00",
    )
    card.saver.more.click()
    card.night_from.less.click()
    card.night_until.more.click()
    assert card.saver.value.text() == "15 phút"
    now = kept(shown)
    assert (now.saver_minutes, now.night_from, now.night_until) == (15, 19 * 60 + 30, 6 * 60 + 30)
    assert told[-1] == now
    assert card.told.text().startswith("Từ 19:30 đến 06:30, khi không có ai")


def test_a_saver_that_never_comes_and_a_night_that_never_falls_are_said(qtbot: QtBot) -> None:
    card = ScreenCard(Theme())
    qtbot.addWidget(card)
    card.show_choices(Choices(saver_minutes=0, night_from=600, night_until=600))
    assert card.saver.value.text() == "Tắt"
    assert card.told.text().startswith("Màn hình không tối đi ban đêm.")


def test_the_hours_go_round_the_clock(qtbot: QtBot) -> None:
    card = ScreenCard(Theme())
    qtbot.addWidget(card)
    card.show_choices(Choices(night_from=0, night_until=23 * 60 + 30))
    card.night_from.less.click()
    card.night_until.more.click()
    assert (card.chosen.night_from, card.chosen.night_until) == (23 * 60 + 30, 0)


def test_steps_lead_over_every_rest_that_is_offered() -> None:
    assert [next_minutes(one, 1) for one in MINUTES] == [*MINUTES[1:], MINUTES[-1]]
    assert [next_minutes(one, -1) for one in MINUTES] == [MINUTES[0], *MINUTES[:-1]]
    assert (next_minutes(7, 1), next_minutes(7, -1)) == (10, 5)


def test_one_monitor_asks_nothing_and_a_chosen_one_that_is_absent_is_named(qtbot: QtBot) -> None:
    card = ScreenCard(Theme())
    qtbot.addWidget(card)
    assert card.monitors == {}
    assert card.alone.text() == "Máy này có một màn hình."
    card.show_choices(Choices(monitor="HDMI-2"))
    assert card.monitors["HDMI-2"].accessibleName() == "HDMI-2 (chưa cắm)"
    assert card.monitors["HDMI-2"].isChecked()
    made: list[tuple[str, object]] = []
    card.choice_made.connect(lambda name, value: made.append((name, value)))
    card.monitors[""].click()
    assert made == [("monitor", "")]


def test_a_choice_that_was_not_written_is_said(qtbot: QtBot) -> None:
    card = TonesCard(Theme())
    qtbot.addWidget(card)
    card.off.click()
    card.choice_refused(Sentence("Ổ đĩa đã đầy", ""))
    assert card.said.text() == "Ổ đĩa đã đầy."
    assert not card.said.isHidden()
    card.show_choices(Choices())
    assert card.on.isChecked()


def test_sounds_are_switched_off_made_softer_and_heard_beforehand(shown: Open) -> None:
    card = page(shown).tones
    tried: list[str] = []
    shown.window.office.tone_tried.connect(tried.append)
    for button in card.tries.values():
        button.click()
    assert tried == ["welcome", "already", "cannot"]
    card.off.click()
    card.volume.less.click()
    now = kept(shown)
    assert (now.sounds, now.volume) == (False, 70)
    assert card.off.isChecked()
    assert card.volume.value.text() == "70 %"


@pytest.mark.parametrize(("volume", "by", "then"), [(100, 1, 100), (10, -1, 10), (95, 1, 100), (50, -1, 40)])
def test_the_volume_stays_between_soft_and_full(qtbot: QtBot, volume: int, by: int, then: int) -> None:
    card = TonesCard(Theme())
    qtbot.addWidget(card)
    card.show_choices(Choices(volume=volume))
    card.volume.stepped.emit(by)
    assert card.chosen.volume == then


def test_a_machine_without_a_loudspeaker_says_so(shown: Open) -> None:
    tones = page(shown).tones
    assert tones.loudspeaker.isHidden()
    shown.window.office.show_loudspeaker(False)
    assert not tones.loudspeaker.isHidden()


def test_the_self_test_helps_where_a_scanner_is_silent(shown: Open) -> None:
    settings = page(shown)
    assert "rút dây máy quét" in settings.scanner_hint.text()
    assert not settings.scanner_hint.isHidden()
