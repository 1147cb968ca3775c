"""Visits that are put right or tagged, what becomes of readers, the points' programmes and service points."""

# ruff: noqa: RUF012 # Django reads these lists and never changes them

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("province", "0002_two_sides"),
    ]

    operations = [
        migrations.AddField(
            model_name="reader",
            name="approval",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="visit",
            name="corrected_epoch",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="visit",
            name="corrected_seq",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="visit",
            name="counted",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="visit",
            name="event_device",
            field=models.BinaryField(max_length=16, null=True),
        ),
        migrations.AddField(
            model_name="visit",
            name="event_epoch",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="visit",
            name="event_seq",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="visit",
            name="service_point",
            field=models.SmallIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id", "epoch", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("visit_epoch", models.BigIntegerField()),
                ("visit_seq", models.BigIntegerField()),
                ("counted", models.IntegerField()),
                ("purpose", models.SmallIntegerField()),
                ("age_band", models.SmallIntegerField()),
                ("sex", models.SmallIntegerField()),
                ("group_kind", models.SmallIntegerField()),
                ("group_epoch", models.BigIntegerField()),
                ("group_seq", models.BigIntegerField()),
                ("reason", models.SmallIntegerField()),
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
            name="Event",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id", "epoch", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("title", models.CharField(max_length=400)),
                ("event_kind", models.SmallIntegerField()),
                ("starts_at", models.BigIntegerField()),
                ("ends_at", models.BigIntegerField()),
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
            name="EventCancellation",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id", "epoch", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("event_device", models.BinaryField(max_length=16)),
                ("event_epoch", models.BigIntegerField()),
                ("event_seq", models.BigIntegerField()),
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
            name="ReaderNote",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id", "epoch", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("kind", models.SmallIntegerField()),
                ("reader_device", models.BinaryField(max_length=16)),
                ("reader_epoch", models.BigIntegerField()),
                ("reader_seq", models.BigIntegerField()),
                ("value", models.IntegerField()),
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
            name="SiteNote",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id", "epoch", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("number", models.SmallIntegerField()),
                ("name", models.CharField(max_length=400)),
                ("rule", models.SmallIntegerField()),
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
    ]
