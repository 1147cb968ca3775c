"""Both sides know of each other: feed, reader keys, clock evidence, other branches."""

# ruff: noqa: RUF012 # Django reads these lists and never changes them

import django.db.models.deletion
import msgspec
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_CHUNK = 5_000


def tell_visits_their_clock(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Visits of the first release lack what their entries say of the kiosk's clock: fill it in, a chunk at a time."""
    decode = msgspec.msgpack.Decoder().decode
    after = (0, 0, 0)
    with editor.connection.cursor() as cursor:
        cursor.execute("UPDATE province_visit SET at = wall")
        while True:
            cursor.execute(
                "SELECT device_id, epoch, seq, raw FROM province_entry WHERE kind = 20 AND quarantine IS NULL"
                " AND (device_id, epoch, seq) > (%s, %s, %s) ORDER BY device_id, epoch, seq LIMIT %s",
                [*after, _CHUNK],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            cursor.executemany(
                "UPDATE province_visit SET mono = %s, boot = %s WHERE device_id = %s AND epoch = %s AND seq = %s",
                [(*decode(bytes(raw))[3:5], device, epoch, seq) for device, epoch, seq, raw in rows],
            )
            after = rows[-1][:3]


def begin_the_feeds(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """What the first release took becomes the beginning of each point's feed."""
    positions: dict[int, int] = {}
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT device.point_id, chain.device_id, chain.epoch, chain.seq FROM province_chain chain"
            " JOIN province_device device ON device.id = chain.device_id"
            " WHERE chain.seq > 0 ORDER BY chain.device_id, chain.epoch"
        )
        for point, device, epoch, last in cursor.fetchall():
            position = positions[point] = positions.get(point, 0) + 1
            cursor.execute(
                "INSERT INTO province_feeditem (point_id, position, kind, device_id, epoch, first, last)"
                " VALUES (%s, %s, 1, %s, %s, 1, %s)",
                [point, position, device, epoch, last],
            )
        cursor.executemany(
            "UPDATE province_point SET feed = %s WHERE id = %s",
            [(position, point) for point, position in positions.items()],
        )


class Migration(migrations.Migration):
    dependencies = [
        ("province", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="point",
            name="feed",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="visit",
            name="at",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="visit",
            name="boot",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="visit",
            name="confidence",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="visit",
            name="mono",
            field=models.BigIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Branch",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id",
                        "epoch",
                        "seq",
                        "hash",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("hash", models.BinaryField(max_length=32)),
                ("raw", models.BinaryField()),
                ("received_at", models.BigIntegerField()),
                (
                    "device",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="province.device"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id", "epoch", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("reader_device", models.BinaryField(max_length=16)),
                ("reader_epoch", models.BigIntegerField()),
                ("reader_seq", models.BigIntegerField()),
                (
                    "device",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="province.device",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id", "epoch", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("boot", models.BigIntegerField()),
                ("mono", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("confidence", models.SmallIntegerField()),
                (
                    "device",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="province.device",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FeedItem",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "point_id", "position", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.BigIntegerField()),
                ("kind", models.SmallIntegerField()),
                ("epoch", models.BigIntegerField()),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                (
                    "device",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="province.device"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="province.point"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReaderKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "reader_device", "epoch", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reader_device", models.BinaryField(max_length=16)),
                ("epoch", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("wrapped", models.BinaryField(max_length=256)),
                (
                    "point",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="province.point"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["point"], name="reader_keys_of_point")],
            },
        ),
        migrations.CreateModel(
            name="Reentry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id", "epoch", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("old_epoch", models.BigIntegerField()),
                ("old_seq", models.BigIntegerField()),
                ("old_hash", models.BinaryField(max_length=32)),
                (
                    "device",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="province.device",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("device", "old_epoch", "old_seq", "old_hash"), name="reentered_once"
                    )
                ],
            },
        ),
        migrations.RunPython(tell_visits_their_clock, migrations.RunPython.noop),
        migrations.RunPython(begin_the_feeds, migrations.RunPython.noop),
    ]
