"""Which questions somebody is asked who wants a card."""

import pytest

from kiosk.values import Consent, Sex
from ui.visitor.register_form import Application, Form, Step

YEAR = 2026
ADULT = (Step.NAME, Step.YEAR, Step.SEX, Step.CONSENT)


def test_a_grown_up_answers_four_questions() -> None:
    form = Form(name="Lê Vân", year=1990, sex=Sex.FEMALE)
    assert form.steps(YEAR) == ADULT
    assert form.application(YEAR) == Application("Lê Vân", 1990, Sex.FEMALE, Consent.READER, "", False)


def test_who_keeps_the_year_is_asked_whether_they_are_sixteen() -> None:
    assert Form(year=0).steps(YEAR) == (Step.NAME, Step.YEAR, Step.AGE, Step.SEX, Step.CONSENT)
    child = Form(year=0, grown=False)
    assert child.steps(YEAR)[-2:] == (Step.PARENT, Step.AWAITING)
    assert child.application(YEAR).consent is Consent.AWAITED


@pytest.mark.parametrize(("year", "child"), [(2010, False), (2011, True), (2026, True), (1926, False)])
def test_under_sixteen_a_representative_is_asked_for(year: int, child: bool) -> None:
    assert Form(year=year).is_child(YEAR) is child
    assert (Step.PARENT in Form(year=year).steps(YEAR)) is child


def test_a_parent_who_is_here_is_named_and_consents() -> None:
    form = Form(name="Lê An", year=2015, parent_here=True, representative="Lê Bình")
    assert form.steps(YEAR)[3:] == (Step.PARENT, Step.REPRESENTATIVE, Step.CONSENT)
    asked = form.application(YEAR)
    assert (asked.consent, asked.representative) == (Consent.REPRESENTATIVE, "Lê Bình")


def test_a_child_alone_names_nobody_whatever_was_typed_before() -> None:
    form = Form(name="Lê An", year=2015, parent_here=False, representative="Lê Bình")
    asked = form.application(YEAR)
    assert (asked.consent, asked.representative) == (Consent.AWAITED, "")


def test_an_adult_consents_alone_whatever_was_answered_before() -> None:
    form = Form(name="Lê Bình", year=1980, parent_here=True, representative="Lê Cả")
    asked = form.application(YEAR)
    assert (asked.consent, asked.representative) == (Consent.READER, "")
