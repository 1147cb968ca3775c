"""Who may see the pages: Django's users, and a pause after repeated failure."""

import time
from typing import Any, Final

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.db import transaction

from .models import LoginLock

MOST_FAILURES: Final = 5
PAUSE: Final = 300
"""Seconds for which a name is locked after MOST_FAILURES wrong passwords in a row."""

_FORGOTTEN: Final = 86_400


class LogInForm(AuthenticationForm):
    """Name and password. The same sentence for a wrong name and a wrong password."""

    username = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autofocus": True}))

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username", "").strip()
        password = self.cleaned_data.get("password", "")
        now = int(time.time())
        wait = locked_for(name, now)
        if wait > 0:
            raise ValidationError(f"Đã sai nhiều lần. Hãy thử lại sau {-(-wait // 60)} phút.")
        self.user_cache = authenticate(self.request, username=name, password=password) if name and password else None
        if self.user_cache is None:
            note_failure(name, now)
            raise ValidationError("Tên hoặc mật khẩu không đúng.")
        LoginLock.objects.filter(username=_folded(name)).delete()
        return self.cleaned_data


def locked_for(name: str, now: int) -> int:
    """Seconds until `name` may try again, 0 when it may now."""
    lock = LoginLock.objects.filter(username=_folded(name)).first()
    return max(0, lock.locked_until - now) if lock else 0


def note_failure(name: str, now: int) -> None:
    """Count a failure of `name`, known or not; the last one of a series locks it for PAUSE seconds."""
    with transaction.atomic():
        LoginLock.objects.filter(failed_at__lt=now - _FORGOTTEN).delete()
        lock, _ = LoginLock.objects.select_for_update().get_or_create(
            username=_folded(name), defaults={"failed_at": now}
        )
        lock.failures, lock.failed_at = lock.failures + 1, now
        if lock.failures >= MOST_FAILURES:
            lock.failures, lock.locked_until = 0, now + PAUSE
        lock.save()


def _folded(name: str) -> str:
    return name.casefold()[:150]
