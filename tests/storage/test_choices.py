"""What an officer chose for this kiosk is kept as chosen, and never impossible."""

from dataclasses import asdict

import pytest

from kiosk.errors import Refused
from kiosk.storage.connection import Store
from kiosk.usecases.choices import choices, choose
from kiosk.values import Choices


def test_without_a_choice_everything_is_as_usual(store: Store) -> None:
    assert choices(store) == Choices()


def test_a_choice_of_every_kind_is_kept(store: Store) -> None:
    now = choose(store, language="en", still=True, volume=0, monitor="HDMI-1", camera="none", night_from=0)
    assert choices(store) == now
    assert (now.language, now.still, now.volume, now.monitor, now.camera) == ("en", True, 0, "HDMI-1", "none")
    assert choose(store, still=False, monitor="") == choices(store)
    assert (choices(store).still, choices(store).monitor) == (False, "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "fr"),
        ("volume", 101),
        ("volume", "80"),
        ("debounce_minutes", 0),
        ("still", 1),
        ("monitor", "x" * 201),
        ("monitor", "a\nb"),
        ("text_size", 99),
    ],
)
def test_an_impossible_choice_changes_nothing(store: Store, name: str, value: object) -> None:
    choose(store, volume=30)
    with pytest.raises(Refused, match="choice_impossible"):
        choose(store, contrast="high", **{name: value})
    assert asdict(choices(store)) == {**asdict(Choices()), "volume": 30}


def test_what_this_program_does_not_know_is_passed_over(store: Store) -> None:
    with store.writing() as tx:
        tx.execute("INSERT INTO settings VALUES ('volume', 'loud'), ('hologram', '1'), ('text_size', '900')")
    assert choices(store) == Choices()
    with pytest.raises(Refused, match="choice_unknown"):
        choose(store, hologram=True)
