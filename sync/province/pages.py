"""The province's pages: who reports, who is silent, and what each point counted."""

import json
import time
import unicodedata
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from . import figures, words
from .chart import Chart, bar_chart
from .figures import PointPage, Standing, Sums
from .login import LogInForm
from .models import Point
from .server import ASSETS

_WATCHED = (Standing.ALARMED, Standing.SILENT, Standing.NEVER_HEARD)


@method_decorator(login_not_required, name="dispatch")
class LogIn(LoginView):
    """The door. Whoever is signed in already goes straight on."""

    template_name = "province/login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True


class LogOut(LogoutView):
    """Ends the session (by POST only) and returns to the door."""

    next_page = "login"


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """Every point in one table; `tim` searches code and name without marks, `xem=can` keeps those to look at."""
    now = int(time.time())
    every = figures.point_lines(now)
    sought, only_watched = request.GET.get("tim", "").strip()[:80], request.GET.get("xem") == "can"
    shown = [line for line in every if folded(sought) in folded(f"{line.code} {line.name}")]
    if only_watched:
        shown = [line for line in shown if line.standing in _WATCHED]
    context = {
        "lines": shown,
        "count": len(every),
        "watched": sum(line.standing in _WATCHED for line in every),
        "sums": sum((line.sums for line in every), Sums()),
        "sought": sought,
        "only_watched": only_watched,
        "now": now,
    }
    return render(request, "province/points.html", context)


@require_safe
def point(request: HttpRequest, code: str) -> HttpResponse:
    """One point: visits by day, purpose and method, its devices, what was held aside, alarms."""
    now = int(time.time())
    if not code.isprintable():
        raise Http404
    page = figures.point_page(get_object_or_404(Point, code=code.upper()), now)
    context: dict[str, Any] = {"page": page, "line": page.line, "chart": _chart(page), "now": now}
    context["methods"] = list(words.METHODS.values())
    return render(request, "province/point.html", context)


def _chart(page: PointPage) -> Chart | None:
    days = [day for day in reversed(page.days) if not day.is_future]
    if not any(day.visits for day in days):
        return None
    return bar_chart(
        [
            (
                f"{words.weekday(day.day)} {words.day(day.day)}: {words.number(day.visits)} lượt",
                f"{words.day_of(day.day):%d/%m}" if place % 5 == 4 else "",
                day.visits,
            )
            for place, day in enumerate(days)
        ]
    )


def folded(text: str) -> str:
    """`text` without marks and in lower case, đ as d: what a search compares."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(character for character in plain if not unicodedata.combining(character))


@login_not_required
@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """The design tokens of assets/theme as CSS variables: the one place for colours and sizes."""
    response = HttpResponse(_token_sheet(), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@cache
def _token_sheet() -> str:
    found = json.loads((ASSETS / "theme" / "tokens.json").read_text("utf-8"))
    colours = [f"--{name}: {value};" for name, value in found["colour"].items()]
    radii = [f"--radius-{name}: {value}px;" for name, value in found["radius"].items()]
    texts = [f"--text-{name}: {value}px;" for name, value in found["text"].items()]
    return ":root { " + " ".join([*colours, *radii, *texts]) + " }\n"


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page, or no such point."""
    return render(request, "province/message.html", {"title": "Không có trang này"}, status=404)


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """A defect of ours, or no database. It asks nobody who is signed in, since that would need the database."""
    return HttpResponse(render_to_string("province/message.html", {"title": "Trang bị lỗi"}), status=500)


@login_not_required
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent without a valid token: usually an old tab."""
    return render(request, "province/message.html", {"title": "Biểu mẫu đã cũ"}, status=403)
