"""What happened here today."""

from collections import Counter

from kiosk.clock import Clock, day_number, local_day, local_time
from kiosk.storage import journal, visits
from kiosk.storage.connection import Store
from kiosk.values import Method, Purpose, Today


def today(store: Store, *, clock: Clock) -> Today:
    """The visits of the present Vietnamese day at this kiosk, in persons."""
    moment = clock()
    with store.reading() as tx:
        now = journal.present_time(tx, moment)
        rows = visits.on_day(tx, day_number(now))
    hours: Counter[int] = Counter()
    purposes: Counter[Purpose] = Counter()
    methods: Counter[Method] = Counter()
    for at, purpose, method, head_count in rows:
        hours[local_time(at).hour] += head_count
        purposes[Purpose(purpose)] += head_count
        methods[Method(method)] += head_count
    by_hour = tuple(hours[hour] for hour in range(24))
    return Today(local_day(now), sum(by_hour), by_hour, dict(purposes), dict(methods))
