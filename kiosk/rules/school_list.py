"""A school's list of pupils: which column says what, and what each row says. Pure decisions, no file."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from kiosk import text
from kiosk.errors import Refused
from kiosk.rules import ages, registration
from kiosk.values import AgeBand, Consent, Sex

Rows = Sequence[Sequence[str]]
"""A table as it was read: every cell as text."""


class Column(StrEnum):
    """What a column may say. GIRL: a mark where the pupil is a girl, as many school lists have it."""

    NAME = "name"
    FAMILY = "family"
    GIVEN = "given"
    BIRTH = "birth"
    SEX = "sex"
    GIRL = "girl"
    CLASS = "class"
    REPRESENTATIVE = "representative"
    CONSENT = "consent"


_HEADINGS: Final[Mapping[Column, str]] = {
    Column.NAME: r"(stt )?(ho( va| ,)? ten|ten)( hoc sinh| day du| ban doc| em| hs)?|hoc sinh",
    Column.FAMILY: r"ho|ho (va )?(ten )?(dem|lot|chu lot)|ho va",
    Column.GIVEN: r"ten",
    Column.BIRTH: r"(nam|ngay)( thang nam)? sinh|ngay,? thang,? nam,? sinh|sinh( ngay| nam)?|ns|ngay thang sinh",
    Column.SEX: r"gioi( tinh)?|gt|phai|nam ?[/,-]? ?nu",
    Column.GIRL: r"nu",
    Column.CLASS: r"(ten )?lop( hoc)?",
    Column.REPRESENTATIVE: (
        r"((ho( va)? )?ten )?(cua )?(phu huynh|cha me|bo me|cha,? me|cha ?/ ?me|bo ?/ ?me|nguoi dai dien|"
        r"nguoi giam ho|cha|me|bo)( hoc sinh| hoac nguoi (dai dien|giam ho))?"
    ),
    Column.CONSENT: (
        r"(phu huynh |cha me |gia dinh )?(da )?(dong y|phieu dong y|y kien)( cua)?( phu huynh| cha me)?|"
        r"(nha )?truong giu phieu( dong y)?( cua)?( phu huynh)?|nop phieu( dong y)?"
    ),
}
_LOOKED_AT: Final = 25
"""Lines above the table in which its headings are looked for: a school's name, a title, a year."""
_CLASS_ABOVE: Final = re.compile(r"\bl[ớơo]p\s*:?\s*(\d{1,2}\s*[-./]?\s*[a-zđ]?\d{0,2})\b", re.IGNORECASE)
_DAY: Final = re.compile(r"(\d{1,2})[/.\-\s]+(\d{1,2})[/.\-\s]+(\d{2}|\d{4})(?:\s.*)?")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s].*)?")
_AGREED: Final = frozenset(
    ("co", "x", "v", "roi", "1", "yes", "dong y", "da dong y", "da co", "co phieu", "da nop", "da nop phieu", "nop roi")
)
"""What a row must say, without marks, for its consent to be there. Anything else is no consent."""
_VIETNAMESE: Final = frozenset(
    "aăâbcdđeêfghijklmnoôơpqrstuưvwxyzáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
)


_SIGNS: Final = "µ¸¶·¹¨»¾¼½Æ©ª®¬«"
"""What TCVN3's marked letters look like elsewhere, where they are no letters at all."""


@dataclass(frozen=True, slots=True)
class Pupil:
    """A row that can become a reader. `line`: its line in the file, from 1."""

    line: int
    full_name: str
    birth_year: int
    sex: Sex
    school_class: str
    representative: str
    consent: Consent


@dataclass(frozen=True, slots=True)
class Flaw:
    """A row that cannot. `name`: as it stands there; `code`: why, a code with a sentence."""

    line: int
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class SchoolList:
    """What a list says. `title_class`: the class that stands above the table, "" where none does."""

    pupils: tuple[Pupil, ...]
    flaws: tuple[Flaw, ...]
    columns: tuple[Column, ...]
    title_class: str = ""


def ensure_unicode(rows: Rows) -> None:
    """Raise Refused(`list_old_encoding`) for letters that no Vietnamese word has: TCVN3 (.VnTime) or VNI text.

    Those put other characters' codes in the place of marked letters, so «Nguyễn» comes as «NguyÔn» or «Nguyeãn».
    """
    said = unicodedata.normalize("NFC", " ".join(cell for row in rows for cell in row))
    strange = sum(_is_strange(word) for word in said.split())
    if strange * 20 > len(said.split()):
        raise Refused("list_old_encoding")


def _is_strange(word: str) -> bool:
    if any(letter.isalpha() and letter.lower() not in _VIETNAMESE for letter in word):
        return True
    if any(before.islower() and letter.isupper() for before, letter in pairwise(word)):
        return True  # TCVN3 puts capitals' codes in the place of small marked letters
    return re.search(rf"[^\W\d_][{_SIGNS}]|[{_SIGNS}][^\W\d_]", word) is not None


def understood(rows: Rows, year: int) -> SchoolList:
    """What the list `rows` says in the year `year`.

    Raises Refused(`list_old_encoding` | `list_without_names` | `list_empty`). A row's own fault is a Flaw.
    """
    ensure_unicode(rows[: _LOOKED_AT * 8])
    head, columns = _headings(rows)
    above = " ".join(cell for row in rows[:head] for cell in row)
    found = _CLASS_ABOVE.search(unicodedata.normalize("NFC", above))
    title_class = re.sub(r"\s+", "", found[1]).upper() if found and Column.CLASS not in columns else ""
    pupils: list[Pupil] = []
    flaws: list[Flaw] = []
    for line, row in enumerate(rows[head + 1 :], start=head + 2):
        said = {column: text.nfc(row[place]) for column, place in columns.items() if place < len(row)}
        name = _name(said)
        if not name or not any(letter.isalpha() for letter in name) or _is_foot(name, said):
            continue
        try:
            pupils.append(_pupil(line, name, said, title_class, year))
        except Refused as refused:
            flaws.append(Flaw(line, name[: registration.LONGEST_NAME], refused.code))
    if not pupils and not flaws:
        raise Refused("list_empty")
    return SchoolList(tuple(pupils), tuple(flaws), tuple(columns), title_class)


def _headings(rows: Rows) -> tuple[int, dict[Column, int]]:
    """(the headings' line from 0, where each column stands)."""
    for at, row in enumerate(rows[:_LOOKED_AT]):
        columns = _columns(row)
        if Column.NAME in columns and len(columns) > 1:
            return at, _parted(columns, row, rows[at + 1 :])
        if {Column.FAMILY, Column.GIVEN} <= set(columns):
            return at, columns
    raise Refused("list_without_names")


def _parted(columns: dict[Column, int], headings: Sequence[str], rows: Rows) -> dict[Column, int]:
    """«Họ và tên» is often one heading over two columns, of which the second has none of its own."""
    beside = columns[Column.NAME] + 1
    if beside >= len(headings) or headings[beside].strip():
        return columns
    given = [row[beside] for row in rows if beside < len(row) and row[columns[Column.NAME]].strip()]
    if not given or sum(bool(re.fullmatch(r"\s*[^\W\d_]+\s*", cell)) for cell in given) * 2 < len(given):
        return columns
    parted = dict(columns)
    parted[Column.FAMILY], parted[Column.GIVEN] = parted.pop(Column.NAME), beside
    return parted


def _columns(row: Sequence[str]) -> dict[Column, int]:
    headings = [" ".join(re.sub(r"[^\w\s/-]", " ", text.folded(cell)).split()) for cell in row]
    parted = any(re.fullmatch(_HEADINGS[Column.FAMILY], heading) for heading in headings)
    columns: dict[Column, int] = {}
    for place, heading in enumerate(headings):
        for column, pattern in _HEADINGS.items():
            if heading == "ten" and column is (Column.NAME if parted else Column.GIVEN):
                continue  # «Tên» is a whole name, but beside «Họ và tên đệm» the last word of one
            if column not in columns and re.fullmatch(pattern, heading):
                columns[column] = place
                break
    return columns


def _name(said: Mapping[Column, str]) -> str:
    if Column.NAME in said:
        return said[Column.NAME]
    return f"{said.get(Column.FAMILY, '')} {said.get(Column.GIVEN, '')}".strip()


def _is_foot(name: str, said: Mapping[Column, str]) -> bool:
    """«Danh sách này có 35 em», «Người lập»: words below the table, which have neither a birth nor a class."""
    others = [value for column, value in said.items() if column in (Column.BIRTH, Column.SEX, Column.CLASS)]
    folded = text.folded(name)
    starts = ("danh sach", "tong", "nguoi lap", "hieu truong", "giao vien", "ngay", "ghi chu", "an dinh")
    return not any(others) and folded.startswith(starts)


def _pupil(line: int, name: str, said: Mapping[Column, str], title_class: str, year: int) -> Pupil:
    full_name = registration.name(name)
    birth_year = _birth_year(said.get(Column.BIRTH, ""), year)
    registration.ensure_birth_year(birth_year, year)
    representative = registration.representative(said.get(Column.REPRESENTATIVE, ""))
    agreed = text.folded(said.get(Column.CONSENT, "")) in _AGREED
    return Pupil(
        line=line,
        full_name=full_name,
        birth_year=birth_year,
        sex=_sex(said),
        school_class=registration.school_class(said.get(Column.CLASS, "") or title_class),
        representative=representative,
        consent=_consent(ages.band(birth_year, year), agreed=agreed),
    )


def _consent(age_band: AgeBand, *, agreed: bool) -> Consent:
    """Under 16 the representative's where the row says so, else awaited; others must have agreed themselves."""
    if age_band is AgeBand.CHILD:
        return Consent.REPRESENTATIVE if agreed else Consent.AWAITED
    if not agreed:
        raise Refused("own_consent_missing")
    return Consent.READER


def _birth_year(said: str, year: int) -> int:
    """The year in «12/05/2015», «2015», «2015-05-12»; two digits mean the last hundred years."""
    said = said.removesuffix(".0")
    if re.fullmatch(r"\d{4}", said):
        return int(said)
    if iso := _ISO.fullmatch(said):
        return _checked(int(iso[1]), int(iso[2]), int(iso[3]))
    if spoken := _DAY.fullmatch(said):
        told = int(spoken[3])
        if len(spoken[3]) == 2:
            told += year // 100 * 100 - (100 if told > year % 100 else 0)
        return _checked(told, int(spoken[2]), int(spoken[1]))
    raise Refused("birth_year_missing" if not said else "birth_year_not_understood")


def _checked(year: int, month: int, day: int) -> int:
    try:
        return date(year, month, day).year
    except ValueError:
        raise Refused("birth_year_not_understood") from None


def _sex(said: Mapping[Column, str]) -> Sex:
    if Column.SEX in said:
        return {"nam": Sex.MALE, "nu": Sex.FEMALE, "m": Sex.MALE, "f": Sex.FEMALE}.get(
            text.folded(said[Column.SEX]), Sex.UNKNOWN
        )
    if Column.GIRL in said:
        return Sex.FEMALE if said[Column.GIRL] else Sex.MALE
    return Sex.UNKNOWN
