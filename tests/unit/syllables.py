"""Every syllable that Vietnamese spelling allows, in both traditions: written down, not computed by what is tested.

Rimes stand here with the mark of sắc where each tradition puts it; other tones put theirs in the same place.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

HUYEN, SAC, NGA, HOI, NANG = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
TONES: Final = ("", HUYEN, SAC, NGA, HOI, NANG)

_OPEN = """
á ái ám án áng ánh áo áu áy  ắm ắn ắng  ấm ấn ấng ấu ấy  é ém én éng éo  ế ếm ến ếnh ếu
í ía ím ín ính íu  iếm iến iếng iếu  ó ói óm ón óng  oóng  oái oám oán oáng oánh oáo oáy  oắm oắn oắng
oén oéo  ố ối ốm ốn ống  ớ ới ớm ớn  ú úa úi úm ún úng  uấn uấng uấy  uế uếnh  uối uốm uốn uống  uớ
uýa uýnh uýu uyến  ứ ứa ứi ứng ứu  ưới ướm ướn ướng ướu
"""
_STOPPED = """
ác ách áp át  ắc ắp ắt  ấc ấp ất  éc ép ét  ếch ếp ết  ích íp ít  iếc iếp iết  óc óp ót  oóc  oác oách oáp oát
oắc oắt  oét  ốc ốp ốt  ớp ớt  úc úp út  uất  uếch  uốc uốt  uých uýp uýt uyết  ức ứt  ước ướp ướt
"""
_GLIDED = {"óa": "oá", "óe": "oé", "úy": "uý"}
"""The open rimes that the traditions spell differently."""
_Y = "ý"
_AFTER_NOTHING = "yếm yến yếng yếu yết"
_AFTER_QU = """
á ái án áng ánh áo áy ác ách át  ắm ắn ắng ắc ắp ắt  ấn ấng ất ấy  é én éo ét  ế ến ếnh ết ếch
ý ýnh ýt ých ýp ýu yến yết  ớ ốc  í ít
"""
_GI = "í ín ím ính íp ích ít"
_EVERYWHERE = ("b", "ch", "d", "đ", "h", "kh", "l", "m", "n", "nh", "p", "ph", "r", "s", "t", "th", "tr", "v", "x")
_BEFORE_I = {"c": "k", "g": "gh", "ng": "ngh"}
"""How an onset is spelled before i, e and ê."""


class Syllable(NamedTuple):
    """`stored`: as it must end; `other`: as the other tradition writes it; `tone`: its combining mark."""

    stored: str
    other: str
    tone: str


@cache
def every_syllable() -> tuple[Syllable, ...]:
    found = {syllable.stored: syllable for syllable in _made()}
    return tuple(found.values())


def _made() -> Iterator[Syllable]:
    for onset, stored, other, stopped in _spelled():
        for tone in (SAC, NANG) if stopped else TONES:
            yield Syllable(onset + _with(stored, tone), onset + _with(other, tone), tone)


def _spelled() -> Iterator[tuple[str, str, str, bool]]:
    """Onset, rime in both traditions, and whether it is stopped."""
    rimes = [(rime, rime, False) for rime in _OPEN.split()]
    rimes += [(rime, rime, True) for rime in _STOPPED.split()]
    rimes += [(stored, other, False) for stored, other in _GLIDED.items()]
    for rime, other, stopped in rimes:
        first = plain(rime)[0]
        for onset in ["", *_EVERYWHERE]:
            yield onset, rime, other, stopped
        for back, front in _BEFORE_I.items():
            yield (front if first in "iêe" else back), rime, other, stopped
        if first not in "i":
            yield "gi", rime, other, stopped
        if rime.startswith("iế"):
            yield "gi", rime[1:], rime[1:], stopped
    for onset in ["", "k", *_EVERYWHERE]:
        yield onset, _Y, _Y, False
    for rime in _AFTER_NOTHING.split():
        yield "", rime, rime, rime.endswith("t")
    for rime in _AFTER_QU.split():
        yield "qu", rime, rime, rime.endswith(("c", "ch", "p", "t"))
    for rime in _GI.split():
        yield "g", rime, rime, rime.endswith(("ch", "p", "t"))


def plain(text: str) -> str:
    """Without its tone."""
    return _with(text, "")


def _with(rime: str, tone: str) -> str:
    decomposed = unicodedata.normalize("NFD", rime)
    assert decomposed.count(SAC) <= 1
    return unicodedata.normalize("NFC", decomposed.replace(SAC, tone))
