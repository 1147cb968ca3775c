"""The province's first tables."""

# ruff: noqa: RUF012 # Django reads these lists and never changes them

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("device_id", models.BinaryField(max_length=16, unique=True)),
                ("public_key", models.BinaryField(max_length=32)),
                ("number", models.IntegerField()),
                ("status", models.CharField(default="active", max_length=8)),
                ("software", models.CharField(default="", max_length=64)),
                ("enrolled_at", models.BigIntegerField()),
                ("last_contact_at", models.BigIntegerField(null=True)),
                ("clock_ahead", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="LoginLock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("username", models.CharField(max_length=150, unique=True)),
                ("failures", models.IntegerField(default=0)),
                ("failed_at", models.BigIntegerField()),
                ("locked_until", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Point",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("valid_from", models.IntegerField()),
                ("valid_to", models.IntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="DayCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id",
                        "day",
                        "method",
                        "purpose",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("day", models.IntegerField()),
                ("method", models.SmallIntegerField()),
                ("purpose", models.SmallIntegerField()),
                ("records", models.BigIntegerField()),
                ("visits", models.BigIntegerField()),
                (
                    "device",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="day_counts",
                        to="province.device",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Chain",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id", "epoch", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("nonce", models.BinaryField(max_length=16)),
                ("seq", models.BigIntegerField()),
                ("head", models.BinaryField(max_length=32)),
                (
                    "device",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chains",
                        to="province.device",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id", "epoch", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("digest", models.BinaryField(db_index=True, max_length=64)),
                ("reader_device", models.BinaryField(max_length=16)),
                ("reader_epoch", models.BigIntegerField()),
                ("reader_seq", models.BigIntegerField()),
                ("valid_until", models.IntegerField()),
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
            name="EnrolmentCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_id", models.CharField(max_length=32, unique=True)),
                ("secret", models.BinaryField(max_length=64)),
                ("made_at", models.BigIntegerField()),
                ("expires_at", models.BigIntegerField()),
                ("tries", models.IntegerField(default=0)),
                (
                    "device",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="province.device"),
                ),
                ("point", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="province.point")),
            ],
        ),
        migrations.AddField(
            model_name="device",
            name="point",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="devices", to="province.point"
            ),
        ),
        migrations.CreateModel(
            name="Reader",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id", "epoch", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("consent", models.SmallIntegerField()),
                ("consent_text", models.IntegerField()),
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
            name="Revocation",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id", "epoch", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("digest", models.BinaryField(db_index=True, max_length=64)),
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
            name="Visit",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id", "epoch", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("day", models.IntegerField()),
                ("wall", models.BigIntegerField()),
                ("method", models.SmallIntegerField()),
                ("purpose", models.SmallIntegerField()),
                ("age_band", models.SmallIntegerField()),
                ("sex", models.SmallIntegerField()),
                ("head_count", models.IntegerField()),
                ("group_kind", models.SmallIntegerField()),
                ("reader_device", models.BinaryField(max_length=16)),
                ("reader_epoch", models.BigIntegerField()),
                ("reader_seq", models.BigIntegerField()),
                ("card", models.BinaryField(max_length=64)),
                ("told_epoch", models.BigIntegerField(default=0)),
                ("told_seq", models.BigIntegerField(default=0)),
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
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=32)),
                ("epoch", models.BigIntegerField()),
                ("detail", models.CharField(default="", max_length=400)),
                ("first_at", models.BigIntegerField()),
                ("last_at", models.BigIntegerField()),
                ("times", models.IntegerField(default=1)),
                ("settled_at", models.BigIntegerField(null=True)),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="alarms", to="province.device"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("device", "code", "epoch"), name="alarm_once_an_epoch")
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id", "epoch", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("kind", models.IntegerField()),
                ("version", models.IntegerField()),
                ("raw", models.BinaryField()),
                ("hash", models.BinaryField(max_length=32)),
                ("received_at", models.BigIntegerField()),
                ("quarantine", models.CharField(max_length=32, null=True)),
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("quarantine__isnull", False)), fields=["device"], name="quarantined_entries"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(fields=("point", "number"), name="device_number_of_point"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                condition=models.Q(("card", b""), _negated=True), fields=["device"], name="visits_by_unknown_card"
            ),
        ),
    ]
