"""How names are spelled: Vietnamese letters and their marks, what may be a syllable, and where its tone mark stands.

Two traditions place the mark differently in open syllables with a glide: «hòa, khỏe, thúy» and «hoà, khoẻ, thuý».
Both are read; the first is written (DECISIONS.md says why). A word that cannot be Vietnamese is left as it is.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import Final

from kiosk.text import nfc

__all__ = [
    "Tone",
    "bare",
    "is_letter",
    "is_syllable",
    "may_become_syllable",
    "may_take",
    "person_name",
    "toned",
    "toneless",
]


class Tone(StrEnum):
    """The six tones, each by its combining character."""

    NGANG = ""
    HUYEN = "\u0300"
    SAC = "\u0301"
    NGA = "\u0303"
    HOI = "\u0309"
    NANG = "\u0323"


VOWELS: Final = frozenset("aăâeêioôơuưy")
_MARKED: Final = frozenset("ăâêôơư")
_BARE: Final = {"ă": "a", "â": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u", "đ": "d"}
_TONES: Final = frozenset(tone.value for tone in Tone if tone)
_STOPS: Final = ("c", "ch", "p", "t")

_ONSETS: Final = frozenset(
    ["", *"b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()]  # noqa: SIM905 - a table of words
)
_RIMES: Final = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay  ăc ăm ăn ăng ăp ăt  âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et  ê êch êm ên êng ênh êp êt êu
    i ia ich im in inh ip it iu  iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot ooc oong  oa oac oach oai oam oan oang oanh oao oap oat oay  oăc oăm oăn oăng oăt
    oe oen oeo oet  ô ôc ôi ôm ôn ông ôp ôt  ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut  uân uâng uât uây  uê uêch uên uênh  uôc uôi uôm uôn uông uôt  uơ
    uy uya uych uyn uynh uyp uyt uyu uyên uyêt  ư ưa ưc ưi ưm ưn ưng ưt ưu  ươc ươi ươm ươn ương ươp ươt ươu
    y ych yn ynh yp yt yu yêm yên yêng yêt yêu
    """.split()  # noqa: SIM905 - a table
)


def is_letter(character: str) -> bool:
    """Whether `character` belongs to a word: a letter, or a mark that has no composed letter."""
    return character.isalpha() or unicodedata.category(character).startswith("M")


def bare(letter: str) -> str:
    """`letter` in lower case without any Vietnamese mark: «Ộ» gives «o», «Đ» gives «d»."""
    return _bare(toneless(letter)[0].lower())


def toneless(word: str) -> tuple[str, Tone | None]:
    """`word` without its tone mark, and the tone; None where it bears more than one and so is not Vietnamese."""
    letters, found = [], []
    for letter in word:
        parts = unicodedata.normalize("NFD", letter)
        tones = [part for part in parts[1:] if part in _TONES] if parts[0].lower() in VOWELS else []
        found += tones
        letters.append(_composed("".join(part for part in parts if part not in tones)) if tones else letter)
    tone = Tone.NGANG if not found else Tone(found[0]) if len(found) == 1 else None
    return "".join(letters), tone


def toned(word: str, tone: Tone) -> str:
    """`word` with `tone` where the tradition puts its mark, instead of any that it has; unchanged without a vowel."""
    plain, _ = toneless(word)
    place = _place(plain.lower())
    if place is None:
        return word
    return plain[:place] + _composed(plain[place] + tone) + plain[place + 1 :]


def is_syllable(word: str) -> bool:
    """Whether `word` (without a tone mark, in any case) is spelled like a Vietnamese syllable, with all its marks."""
    lower = word.lower()
    return any(lower[at:] in _RIMES for at in _onsets_of(lower))


def may_become_syllable(word: str) -> bool:
    """Whether more letters and marks may make a syllable of `word`: «nguo» may become «ngươi»."""
    lower = word.lower()
    loose = _loose_rimes()
    return lower == "q" or any(lower[at:] in loose for at in _onsets_of(lower))


def may_take(word: str, tone: Tone) -> bool:
    """Whether a Vietnamese syllable spelled `word` may bear `tone`: before c, ch, p and t only sắc and nặng."""
    return tone in (Tone.SAC, Tone.NANG) or not word.lower().endswith(_STOPS)


def person_name(text: str) -> str:
    """A person's name as it is stored: NFC, single spaces, tone marks in one place; not all in capitals or none.

    «NGUYỄN THỊ HOÀ» and «nguyễn thị hoà» give «Nguyễn Thị Hòa»; «H'Hen Niê» and «McDonald» stay.
    """
    name = nfc(text)
    if name in (name.upper(), name.lower()):
        name = _WORDS.sub(lambda word: _capital(word[0][0]) + word[0][1:].lower(), name)
    return nfc(_WORDS.sub(lambda word: _settled(word[0]), name))


_WORDS: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")


def _capital(letter: str) -> str:
    upper = letter.upper()
    return upper if len(upper) == 1 else letter


def _settled(word: str) -> str:
    plain, tone = toneless(word)
    return toned(word, tone) if tone and is_syllable(plain) else word


def _place(word: str) -> int | None:
    """Which letter of `word` (lower case, no tone) bears the tone mark."""
    run = _vowels_of(word)
    if not run:
        return None
    if marked := [at for at in run if word[at] in _MARKED]:
        return marked[-1]
    closed = run.stop < len(word)
    return run[1] if len(run) > 2 or (len(run) == 2 and closed) else run[0]


def _vowels_of(word: str) -> range:
    """Where the vowels of the syllable stand; of a word that is none, its last vowels."""
    ends = [at + 1 for at, letter in enumerate(word) if letter in VOWELS]
    if not ends:
        return range(0)
    end = start = ends[-1]
    while start and word[start - 1] in VOWELS:
        start -= 1
    glided = word.startswith(("qu", "gi")) and start == 1 and end > 2
    return range(start + glided, end)


def _onsets_of(word: str) -> list[int]:
    """How long the onset of `word` may be: «gi» is an onset, and g before i is one as well."""
    return [at for at in range(min(3, len(word)) + 1) if word[:at] in _ONSETS]


@lru_cache(maxsize=1)
def _loose_rimes() -> frozenset[str]:
    starts = {rime[:end] for rime in _RIMES for end in range(len(rime) + 1)}
    return frozenset(
        "".join(way) for start in starts for way in product(*({letter, _bare(letter)} for letter in start))
    )


def _bare(letter: str) -> str:
    return _BARE.get(letter, letter)


def _composed(letter: str) -> str:
    return unicodedata.normalize("NFC", letter)
