"""How visits are counted here: once for the whole site, or at each service point."""

from kiosk.clock import Clock
from kiosk.rules import choices
from kiosk.storage import journal, service_points, settings
from kiosk.storage.connection import Store
from kiosk.values import Counting, CountingRule


def counting(store: Store) -> Counting:
    """How visits are counted, the open service points, and where this kiosk stands."""
    with store.reading() as tx:
        rule = CountingRule.SITE if service_points.is_per_site(tx) else CountingRule.SERVICE_POINT
        here = choices.parsed(settings.every(tx)).service_point
        return Counting(rule, service_points.named(tx), here)


def choose_counting(store: Store, rule: CountingRule, *, clock: Clock) -> Counting:
    """State from now on what one visit is; it is written into the chain, since figures mean nothing without it.

    A visit is one person coming in once (ISO 2789, TCVN 12843). SITE: who goes from the reading room to the learning
    centre has come in once; within the debounce window no kiosk of the site counts them again. SERVICE_POINT: each room
    counts who comes into it. A group is one record of as many visits as heads. Attendance of events is told beside
    visits and never added to them.
    """
    with store.writing() as tx:
        if service_points.is_per_site(tx) != (rule is CountingRule.SITE):
            service_points.choose_counting(tx, journal.Writer(tx, clock()), rule)
    store.forget_surroundings()
    return counting(store)
