"""What a person must look at. An alarm never changes what is stored, and repeats never fill the table."""

from typing import Final

from django.db import transaction

from .models import Alarm, Point

ALARMING: Final = frozenset(("fork", "broken_chain", "bad_signature"))
"""Refusals that no honest kiosk on a working disk ever earns."""
_QUIET: Final = 60
"""Seconds in which a repeat is not even counted: whoever sends garbage must not make the province write."""


def raise_alarm(device: int, code: str, epoch: int, detail: str, *, now: int) -> None:
    """Note `code` for the device with this database key; a repeat in the same epoch counts up.

    A bad signature is noted without its epoch, which anybody may have made up.
    """
    epoch = 0 if code == "bad_signature" else epoch
    standing = Alarm.objects.filter(device_id=device, code=code, epoch=epoch, settled_at=None)
    seen = standing.values_list("last_at", flat=True).first()
    if seen is not None and now - seen < _QUIET:
        return
    with transaction.atomic():
        alarm, is_new = Alarm.objects.select_for_update().get_or_create(
            device_id=device, code=code, epoch=epoch, defaults={"first_at": now, "last_at": now, "detail": detail[:400]}
        )
        if not is_new:
            alarm.last_at, alarm.times, alarm.detail, alarm.settled_at = now, alarm.times + 1, detail[:400], None
            alarm.save(update_fields=["last_at", "times", "detail", "settled_at"])


def settle_alarms(point: Point, *, now: int) -> int:
    """Note that a person looked into every alarm of `point`: how many there were. A repeat raises them again."""
    return Alarm.objects.filter(device__point=point, settled_at=None).update(settled_at=now)
