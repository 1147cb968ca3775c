"""What somebody told so far who wants a card, and what is asked next. No Qt."""

from dataclasses import dataclass
from enum import Enum

from kiosk.rules import ages  # pure: the same words for «under 16» as the use case has
from kiosk.values import AgeBand, Consent, Sex


class Step(Enum):
    """The questions, one to a screen."""

    NAME = "name"
    YEAR = "year"
    AGE = "age"
    SEX = "sex"
    PARENT = "parent"
    REPRESENTATIVE = "representative"
    CONSENT = "consent"
    AWAITING = "awaiting"


@dataclass(frozen=True, slots=True)
class Application:
    """What is asked of register_reader(). `birth_year`: 0 where it was not told."""

    full_name: str
    birth_year: int
    sex: Sex
    consent: Consent
    representative: str
    despite_likeness: bool


@dataclass(slots=True)
class Form:
    """`at`: the question that stands there. None: not asked yet.

    `year` 0: would rather not say, so `grown` is asked: 16 or older?
    """

    at: Step = Step.NAME
    name: str = ""
    year: int | None = None
    grown: bool | None = None
    sex: Sex | None = None
    parent_here: bool | None = None
    representative: str = ""
    somebody_else: bool = False

    def is_child(self, this_year: int) -> bool:
        """Under 16, by the year of birth or by their own word; so a representative consents (Law 91/2025/QH15)."""
        if self.grown is False:
            return True
        return bool(self.year) and ages.band(self.year or 0, this_year) is AgeBand.CHILD

    def steps(self, this_year: int) -> tuple[Step, ...]:
        """All steps for whoever this is, as far as is known by now."""
        steps = [Step.NAME, Step.YEAR]
        if self.year == ages.UNKNOWN_YEAR:
            steps.append(Step.AGE)
        steps.append(Step.SEX)
        if not self.is_child(this_year):
            return (*steps, Step.CONSENT)
        if not self.parent_here:
            return (*steps, Step.PARENT, Step.AWAITING)
        return (*steps, Step.PARENT, Step.REPRESENTATIVE, Step.CONSENT)

    def application(self, this_year: int) -> Application:
        """With the consent that was given on the last step."""
        child = self.is_child(this_year)
        present = child and bool(self.parent_here)
        consent = Consent.READER if not child else Consent.REPRESENTATIVE if present else Consent.AWAITED
        return Application(
            self.name,
            self.year or ages.UNKNOWN_YEAR,
            self.sex or Sex.UNKNOWN,
            consent,
            self.representative if present else "",
            self.somebody_else,
        )
