"""What the province keeps. Times are integer seconds UTC; a `day` counts the days since 1970-01-01 at +07:00.

Entries are kept as received and never changed. Visit, Reader, Card and Revocation are projections: a pure function of
the entries (projection.py), which `province rebuild-projection` proves. They are keyed by the entry that made them, and
whatever depends on the order of arrival is joined when read. The wide tables bear no foreign key: they are written
only under the lock of their device, and a check a row would double their price.
"""

from __future__ import annotations

from django.db import models


class Point(models.Model):
    """A library point. Its code is for ever; it ends by `valid_to`, never by deletion.

    `feed`: the position of the newest item of its feed. Who takes the next one locks this row until commit, so
    positions are given out in the order of commits.
    """

    code: models.CharField[str, str] = models.CharField(max_length=16, unique=True)
    name: models.CharField[str, str] = models.CharField(max_length=120)
    valid_from: models.IntegerField[int, int] = models.IntegerField()
    valid_to: models.IntegerField[int | None, int | None] = models.IntegerField(null=True)
    feed: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Device(models.Model):
    """A kiosk, which is its Ed25519 key. `device_id` is entries.device_id(public_key), 16 bytes.

    `clock_ahead`: seconds by which its own clock is ahead of the province's, negative when behind, by the last contact
    that its entries tell of, or by an entry out of the future; 0 where nothing wrong is known.
    """

    ACTIVE = "active"
    REVOKED = "revoked"

    device_id: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=16, unique=True)
    public_key: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=32)
    point: models.ForeignKey[Point, Point] = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="devices")
    number: models.IntegerField[int, int] = models.IntegerField()
    status: models.CharField[str, str] = models.CharField(max_length=8, default=ACTIVE)
    software: models.CharField[str, str] = models.CharField(max_length=64, default="")
    enrolled_at: models.BigIntegerField[int, int] = models.BigIntegerField()
    last_contact_at: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)
    clock_ahead: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)

    point_id: int

    class Meta:
        constraints = (models.UniqueConstraint(fields=["point", "number"], name="device_number_of_point"),)

    def __str__(self) -> str:
        return bytes(self.device_id).hex()


class EnrolmentCode(models.Model):
    """A one-time code for one new device. The code itself is shown once and not kept: `secret` is derived from it."""

    code_id: models.CharField[str, str] = models.CharField(max_length=32, unique=True)
    secret: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=64)
    point: models.ForeignKey[Point, Point] = models.ForeignKey(Point, on_delete=models.PROTECT)
    made_at: models.BigIntegerField[int, int] = models.BigIntegerField()
    expires_at: models.BigIntegerField[int, int] = models.BigIntegerField()
    tries: models.IntegerField[int, int] = models.IntegerField(default=0)
    device: models.ForeignKey[Device | None, Device | None] = models.ForeignKey(
        Device, on_delete=models.PROTECT, null=True
    )

    point_id: int
    device_id: int | None

    def __str__(self) -> str:
        return self.code_id


class Chain(models.Model):
    """How far the province holds one epoch of a device."""

    pk = models.CompositePrimaryKey("device_id", "epoch")
    device: models.ForeignKey[Device, Device] = models.ForeignKey(
        Device, on_delete=models.PROTECT, db_index=False, related_name="chains"
    )
    epoch: models.BigIntegerField[int, int] = models.BigIntegerField()
    nonce: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=16)
    seq: models.BigIntegerField[int, int] = models.BigIntegerField()
    head: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=32)

    device_id: int

    def __str__(self) -> str:
        return f"{self.device_id}/{self.epoch}"


class FromEntry(models.Model):
    """What is keyed by an entry."""

    pk = models.CompositePrimaryKey("device_id", "epoch", "seq")
    device: models.ForeignKey[Device, Device] = models.ForeignKey(
        Device, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    epoch: models.BigIntegerField[int, int] = models.BigIntegerField()
    seq: models.BigIntegerField[int, int] = models.BigIntegerField()

    device_id: int

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.device_id}/{self.epoch}/{self.seq}"


class Entry(FromEntry):
    """An entry as received: its frozen bytes and its chain hash. `quarantine` says why it is not counted, else None.

    `kind` and `version` are -1 where the bytes are no entry at all.
    """

    kind: models.IntegerField[int, int] = models.IntegerField()
    version: models.IntegerField[int, int] = models.IntegerField()
    raw: models.BinaryField[bytes, bytes] = models.BinaryField()
    hash: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=32)
    received_at: models.BigIntegerField[int, int] = models.BigIntegerField()
    quarantine: models.CharField[str | None, str | None] = models.CharField(max_length=32, null=True)  # noqa: DJ001 # null is the index's condition

    class Meta:
        indexes = (
            models.Index(fields=["device"], name="quarantined_entries", condition=models.Q(quarantine__isnull=False)),
        )


class Visit(FromEntry):
    """A visit or a group's. Its reader is named, or only the digest of a card, or neither.

    `reader_device` is b"" for a reader of the visit's own device. `told_epoch`, `told_seq`: the PurposeTold that gave
    `purpose`, 0 where the visit itself did. `wall`: by the kiosk's own clock; `at` and `day`: corrected by what is
    known of that clock, with the `confidence` of protocol/times.py. `head_count` stays what the visit's own entry told;
    `counted`: persons it counts as since the VisitCorrected that `corrected_*` names, None where there is none.
    `service_point` and `event_*` are None where the entry told none.
    """

    day: models.IntegerField[int, int] = models.IntegerField()
    wall: models.BigIntegerField[int, int] = models.BigIntegerField()
    method: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    purpose: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    age_band: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    sex: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    head_count: models.IntegerField[int, int] = models.IntegerField()
    group_kind: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    reader_device: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=16)
    reader_epoch: models.BigIntegerField[int, int] = models.BigIntegerField()
    reader_seq: models.BigIntegerField[int, int] = models.BigIntegerField()
    card: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=64)
    told_epoch: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)
    told_seq: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)
    at: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)
    mono: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)
    boot: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)
    confidence: models.SmallIntegerField[int, int] = models.SmallIntegerField(default=0)
    counted: models.IntegerField[int | None, int | None] = models.IntegerField(null=True)
    corrected_epoch: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)
    corrected_seq: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)
    service_point: models.SmallIntegerField[int | None, int | None] = models.SmallIntegerField(null=True)
    event_device: models.BinaryField[bytes | None, bytes | None] = models.BinaryField(max_length=16, null=True)
    event_epoch: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)
    event_seq: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)

    class Meta:
        indexes = (models.Index(fields=["device"], name="visits_by_unknown_card", condition=~models.Q(card=b"")),)


class Reader(FromEntry):
    """A reader without a name: the sealed fields stay in the entry."""

    consent: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    consent_text: models.IntegerField[int, int] = models.IntegerField()
    approval: models.SmallIntegerField[int, int] = models.SmallIntegerField(default=0)


class ReaderNote(FromEntry):
    """What became of a reader after the registration. `kind`: of the entry; `value`: its consent, mark or reason."""

    kind: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    reader_device: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=16)
    reader_epoch: models.BigIntegerField[int, int] = models.BigIntegerField()
    reader_seq: models.BigIntegerField[int, int] = models.BigIntegerField()
    value: models.IntegerField[int, int] = models.IntegerField()


class Correction(FromEntry):
    """How a visit must be read from this entry on, or (`reason` 0) that an officer looked and it is right.

    `counted`: persons; `group_epoch`, `group_seq`: the group's visit that it came with, else 0.
    """

    visit_epoch: models.BigIntegerField[int, int] = models.BigIntegerField()
    visit_seq: models.BigIntegerField[int, int] = models.BigIntegerField()
    counted: models.IntegerField[int, int] = models.IntegerField()
    purpose: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    age_band: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    sex: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    group_kind: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    group_epoch: models.BigIntegerField[int, int] = models.BigIntegerField()
    group_seq: models.BigIntegerField[int, int] = models.BigIntegerField()
    reason: models.SmallIntegerField[int, int] = models.SmallIntegerField()


class Event(FromEntry):
    """An event of a point's programme. Times are seconds UTC."""

    title: models.CharField[str, str] = models.CharField(max_length=400)
    event_kind: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    starts_at: models.BigIntegerField[int, int] = models.BigIntegerField()
    ends_at: models.BigIntegerField[int, int] = models.BigIntegerField()


class EventCancellation(FromEntry):
    """An event that did not take place. `event_device` is b"" for one of the same device."""

    event_device: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=16)
    event_epoch: models.BigIntegerField[int, int] = models.BigIntegerField()
    event_seq: models.BigIntegerField[int, int] = models.BigIntegerField()


class SiteNote(FromEntry):
    """What a kiosk said of its site: a service point's `name` ("": closed), or (`number` 0) the counting `rule`."""

    number: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    name: models.CharField[str, str] = models.CharField(max_length=400)
    rule: models.SmallIntegerField[int, int] = models.SmallIntegerField()


class Card(FromEntry):
    """A card's digest and whose it is. `reader_device` is b"" for a reader of the issuing device."""

    digest: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=64, db_index=True)
    reader_device: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=16)
    reader_epoch: models.BigIntegerField[int, int] = models.BigIntegerField()
    reader_seq: models.BigIntegerField[int, int] = models.BigIntegerField()
    valid_until: models.IntegerField[int, int] = models.IntegerField()


class Revocation(FromEntry):
    """A card that opens nothing any more, whichever of the two was heard of first."""

    digest: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=64, db_index=True)


class Evidence(FromEntry):
    """What an entry says of its kiosk's clock: in boot `boot`, `mono` seconds after its start, it was `at`."""

    boot: models.BigIntegerField[int, int] = models.BigIntegerField()
    mono: models.BigIntegerField[int, int] = models.BigIntegerField()
    at: models.BigIntegerField[int, int] = models.BigIntegerField()
    confidence: models.SmallIntegerField[int, int] = models.SmallIntegerField()


class Erasure(FromEntry):
    """The key of a reader was destroyed by this entry."""

    reader_device: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=16)
    reader_epoch: models.BigIntegerField[int, int] = models.BigIntegerField()
    reader_seq: models.BigIntegerField[int, int] = models.BigIntegerField()


class Reentry(FromEntry):
    """An entry that tells again what another branch told; the first to arrive counts, later ones are held aside."""

    old_epoch: models.BigIntegerField[int, int] = models.BigIntegerField()
    old_seq: models.BigIntegerField[int, int] = models.BigIntegerField()
    old_hash: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=32)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["device", "old_epoch", "old_seq", "old_hash"], name="reentered_once"),
        )


class ReaderKey(models.Model):
    """A reader's key, wrapped by the key of the point: kept for its kiosks, opened by none but them.

    `reader_device` names the device's chain in which the reader was registered. `wrapped` is b"" once it was destroyed,
    and then for ever.
    """

    pk = models.CompositePrimaryKey("reader_device", "epoch", "seq")
    reader_device: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=16)
    epoch: models.BigIntegerField[int, int] = models.BigIntegerField()
    seq: models.BigIntegerField[int, int] = models.BigIntegerField()
    point: models.ForeignKey[Point, Point] = models.ForeignKey(Point, on_delete=models.PROTECT, db_index=False)
    wrapped: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=256)

    point_id: int

    class Meta:
        indexes = (models.Index(fields=["point"], name="reader_keys_of_point"),)

    def __str__(self) -> str:
        return f"{bytes(self.reader_device).hex()}/{self.epoch}/{self.seq}"


class FeedItem(models.Model):
    """One step of a point's feed: entries of one of its devices, or readers whose keys were changed (`KEYS`).

    `first` to `last`: entries of `epoch` of `device`; for keys, of the readers' device.
    """

    ENTRIES = 1
    KEYS = 2

    pk = models.CompositePrimaryKey("point_id", "position")
    point: models.ForeignKey[Point, Point] = models.ForeignKey(Point, on_delete=models.PROTECT, db_index=False)
    position: models.BigIntegerField[int, int] = models.BigIntegerField()
    kind: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    device: models.ForeignKey[Device, Device] = models.ForeignKey(Device, on_delete=models.PROTECT, db_index=False)
    epoch: models.BigIntegerField[int, int] = models.BigIntegerField()
    first: models.BigIntegerField[int, int] = models.BigIntegerField()
    last: models.BigIntegerField[int, int] = models.BigIntegerField()

    device_id: int
    point_id: int

    def __str__(self) -> str:
        return f"{self.point_id}/{self.position}"


class Branch(models.Model):
    """An entry of a second history under numbers that are taken: kept as it came, never counted by itself."""

    pk = models.CompositePrimaryKey("device_id", "epoch", "seq", "hash")
    device: models.ForeignKey[Device, Device] = models.ForeignKey(Device, on_delete=models.PROTECT, db_index=False)
    epoch: models.BigIntegerField[int, int] = models.BigIntegerField()
    seq: models.BigIntegerField[int, int] = models.BigIntegerField()
    hash: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=32)
    raw: models.BinaryField[bytes, bytes] = models.BinaryField()
    received_at: models.BigIntegerField[int, int] = models.BigIntegerField()

    device_id: int

    def __str__(self) -> str:
        return f"{self.device_id}/{self.epoch}/{self.seq}"


class DayCount(models.Model):
    """The visits of one device on one day, by method and purpose: what the pages read.

    `records` counts entries, `visits` persons (a class of 35 is 35 visits, TCVN 12843).
    """

    pk = models.CompositePrimaryKey("device_id", "day", "method", "purpose")
    device: models.ForeignKey[Device, Device] = models.ForeignKey(
        Device, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="day_counts"
    )
    day: models.IntegerField[int, int] = models.IntegerField()
    method: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    purpose: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    records: models.BigIntegerField[int, int] = models.BigIntegerField()
    visits: models.BigIntegerField[int, int] = models.BigIntegerField()

    device_id: int

    def __str__(self) -> str:
        return f"{self.device_id}/{self.day}: {self.visits}"


class Alarm(models.Model):
    """Something a person must look at: a forked chain, a signature that is not the device's. Repeats are counted.

    `settled_at`: when a person said that it was looked into; it comes back when it happens again.
    """

    device: models.ForeignKey[Device, Device] = models.ForeignKey(
        Device, on_delete=models.PROTECT, related_name="alarms"
    )
    code: models.CharField[str, str] = models.CharField(max_length=32)
    epoch: models.BigIntegerField[int, int] = models.BigIntegerField()
    detail: models.CharField[str, str] = models.CharField(max_length=400, default="")
    first_at: models.BigIntegerField[int, int] = models.BigIntegerField()
    last_at: models.BigIntegerField[int, int] = models.BigIntegerField()
    times: models.IntegerField[int, int] = models.IntegerField(default=1)
    settled_at: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)

    device_id: int

    class Meta:
        constraints = (models.UniqueConstraint(fields=["device", "code", "epoch"], name="alarm_once_an_epoch"),)

    def __str__(self) -> str:
        return f"{self.code} ({self.times})"


class LoginLock(models.Model):
    """Failed logins of one name since its last success; forgotten after a day without another."""

    username: models.CharField[str, str] = models.CharField(max_length=150, unique=True)
    failures: models.IntegerField[int, int] = models.IntegerField(default=0)
    failed_at: models.BigIntegerField[int, int] = models.BigIntegerField()
    locked_until: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.username
