"""The province as a Django application."""

from django.apps import AppConfig


class Province(AppConfig):
    name = "sync.province"
    label = "province"
    default_auto_field = "django.db.models.BigAutoField"
