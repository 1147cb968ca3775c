"""How templates write numbers and times, and draw an icon."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.utils.safestring import SafeString, mark_safe

from .. import words

register = template.Library()
register.filter("number", words.number)
register.filter("day", words.day)
register.filter("weekday", words.weekday)
register.filter("moment", words.moment)
register.filter("since", words.since)
register.filter("span", words.span)

_ICONS = Path(__file__).parents[3] / "assets" / "icons"


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A picture of assets/icons, inline so that it takes the colour of the text beside it; never the only sign."""
    svg = (_ICONS / f"{name}.svg").read_text("utf-8")
    body = re.sub(r"<!--.*?-->|class=\"[^\"]*\"", "", svg, flags=re.DOTALL)
    return mark_safe(body.strip().replace("<svg", '<svg class="icon" aria-hidden="true"', 1))  # noqa: S308 # our own file
