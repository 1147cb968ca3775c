"""Points, devices and users: what an administrator adds, names and shuts out."""

import csv
import re
import unicodedata
from typing import Final

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from .models import Device, LoginLock, Point
from .projection import local_day
from .server import ASSETS

_POINT_CODE: Final = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,14}[A-Z0-9])?")
_UNIT_CODE: Final = re.compile(r"(\d{5})(?:-|$)")
_USER_NAME: Final = re.compile(r"[\w.@+-]{1,150}")
_SHORTEST_DEVICE: Final = 8
_WEAK: Final = {
    "password_too_short": "Mật khẩu cần ít nhất 10 ký tự.",
    "password_too_common": "Mật khẩu này quá dễ đoán.",
    "password_entirely_numeric": "Mật khẩu không được chỉ gồm chữ số.",
}


class _Refusal(ValueError):
    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


class NotAPoint(_Refusal):
    """A point that cannot be added; `sentence` says what to mend."""


class NotAUser(_Refusal):
    """A user or password that cannot be saved; `sentence` says what to mend."""


def add_point(code: str, name: str | None, *, now: int) -> Point:
    """Add a point. Without a name, a code that begins with a unit's official code is named after that unit.

    Raises NotAPoint: bad_code, unknown_unit, name_missing, point_exists.
    """
    code = code.strip().upper()
    if not _POINT_CODE.fullmatch(code):
        raise NotAPoint("bad_code", "Mã điểm gồm 1 đến 16 chữ cái không dấu, chữ số hoặc dấu gạch nối.")
    unit = _UNIT_CODE.match(code)
    unit_name = units().get(unit.group(1)) if unit else None
    if unit and unit_name is None:
        raise NotAPoint("unknown_unit", f"{unit.group(1)} không phải mã một xã, phường của Hưng Yên.")
    named = unicodedata.normalize("NFC", " ".join((name or "").split()))[:120]
    if not named and unit_name is None:
        raise NotAPoint("name_missing", "Hãy cho biết tên điểm.")
    try:
        with transaction.atomic():
            return Point.objects.create(code=code, name=named or f"Thư viện {unit_name}", valid_from=local_day(now))
    except IntegrityError:
        raise NotAPoint("point_exists", f"Mã {code} đã có.") from None


def units() -> dict[str, str]:
    """The commune-level units of the province: official code → «xã Hồng Quang»."""
    with (ASSETS / "units" / "hung-yen-units.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: f"{row['type'].lower()} {row['name']}" for row in csv.DictReader(file)}


def open_point(code: str) -> Point | None:
    """The point of that code, unless it is closed."""
    return Point.objects.filter(code=code.strip().upper(), valid_to=None).first()


def revoke_device(shown: str) -> Device | None:
    """Shut out the one device whose id begins with `shown` (at least 8 hexadecimal digits), or None.

    Its entries are still taken, and held aside (sync.md, guarantee 6).
    """
    wanted = shown.strip().lower()
    if len(wanted) < _SHORTEST_DEVICE:
        return None
    with transaction.atomic():
        found = [device for device in Device.objects.select_related("point") if str(device).startswith(wanted)]
        if len(found) != 1:
            return None
        Device.objects.filter(pk=found[0].pk).update(status=Device.REVOKED)
        return found[0]


def ensure_user_may(name: str, *, is_new: bool) -> None:
    """Raise NotAUser (bad_name, user_exists, no_such_user) unless this user may be added, or have a new password."""
    if not _USER_NAME.fullmatch(name):
        raise NotAUser("bad_name", "Tên đăng nhập gồm chữ, số và các dấu . @ + - _")
    exists = User.objects.filter(username=name).exists()
    if is_new and exists:
        raise NotAUser(
            "user_exists", f"Đã có người dùng {name}. Đặt lại mật khẩu bằng lệnh: province set-password {name}"
        )
    if not is_new and not exists:
        raise NotAUser("no_such_user", f"Không có người dùng {name}.")


def save_user(name: str, password: str, *, is_new: bool) -> None:
    """Save the user with this password (argon2id) and unlock the name. Raises NotAUser."""
    ensure_user_may(name, is_new=is_new)
    user = User(username=name) if is_new else User.objects.get(username=name)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise NotAUser("weak_password", " ".join(_WEAK[fault.code or ""] for fault in error.error_list)) from None
    user.set_password(password)
    with transaction.atomic():
        user.save()
        LoginLock.objects.filter(username=name.casefold()).delete()
