"""Names typed by screen keys, Telex and VNI: every Vietnamese syllable, every habit, and anything at all."""

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.spelling import Tone, person_name
from kiosk.text import is_printable
from tests.unit.syllables import TONES, Syllable, every_syllable
from ui.typing.draft import LONGEST, Draft
from ui.typing.marks import Way, struck

TELEX_TONES = dict(zip(TONES, ("", "f", "s", "x", "r", "j"), strict=True))
VNI_TONES = dict(zip(TONES, ("", "2", "1", "4", "3", "5"), strict=True))
TELEX_MARKS = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}
VNI_MARKS = {"â": "a6", "ê": "e6", "ô": "o6", "ă": "a8", "ơ": "o7", "ư": "u7", "đ": "d9"}


@lru_cache(maxsize=50_000)
def by_keyboard(keys: str, way: Way = Way.TELEX) -> Draft:
    return struck(by_keyboard(keys[:-1], way), keys[-1], way) if keys else Draft()


@lru_cache(maxsize=50_000)
def on_screen(keys: str) -> Draft:
    """Letters with their marks are keys of the board; a combining mark stands for a tone key."""
    if not keys:
        return Draft()
    before = on_screen(keys[:-1])
    return before.toned(Tone(keys[-1])) if keys[-1] in TONES else before.lettered(keys[-1])


def after_the_vowel(syllable: Syllable) -> Iterator[int]:
    """After how many letters the tone may be typed: behind the one that bears it in either tradition, or last."""
    for spelled in (syllable.stored, syllable.other):
        for at, letter in enumerate(spelled):
            if unicodedata.normalize("NFC", plain_letter(letter)) != letter:
                yield at + 1
    yield len(syllable.stored)


def plain_letter(letter: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", letter) if part not in TONES[1:])


def toneless(syllable: Syllable) -> str:
    return unicodedata.normalize("NFC", plain_letter(syllable.stored))


def screen_ways(syllable: Syllable) -> set[str]:
    letters = toneless(syllable)
    return {letters[:at] + syllable.tone + letters[at:] for at in after_the_vowel(syllable)}


def keyboard_ways(syllable: Syllable, marks: dict[str, str], tones: dict[str, str]) -> set[str]:
    """Marks at once or all at the end in any order, uo marked by one key or two; the tone behind its vowel or last."""
    letters, tone = toneless(syllable), tones[syllable.tone]
    at_once = [marks.get(letter, letter) for letter in letters]
    if marks is TELEX_MARKS and "oo" in letters:
        at_once[letters.index("oo")] = "oo"  # o three times is two
    ways = {"".join(at_once[:at]) + tone + "".join(at_once[at:]) for at in after_the_vowel(syllable)}
    bare = [marks[letter][0] if letter in marks else letter for letter in letters]
    if "ươ" in letters:
        second = letters.index("ươ") + 1
        short = [*at_once[: second - 1], "u", *at_once[second:]]
        ways |= {"".join(short) + tone, "".join([*at_once[:second], "o", *at_once[second + 1 :]]) + tone}
    if "oo" not in letters:
        for keys in permutations(sorted({marks[letter][1] for letter in letters if letter in marks})):
            end = "".join(keys)
            ways |= {"".join(bare[:at]) + tone + "".join(bare[at:]) + end for at in after_the_vowel(syllable)}
            ways.add("".join(bare) + end + tone)
    return ways


def brackets(syllable: Syllable) -> set[str]:
    """Telex has ơ and ư by one key each."""
    letters = toneless(syllable)
    if not {"ơ", "ư"}.intersection(letters):
        return set()
    keys = {"ơ": "[", "ư": "]"}
    marks = {**TELEX_MARKS, **keys}
    return {"".join(marks.get(letter, letter) for letter in letters) + TELEX_TONES[syllable.tone]}


WAYS: dict[str, tuple[Callable[[Syllable], set[str]], Callable[[str], Draft]]] = {
    "screen keys": (screen_ways, on_screen),
    "Telex": (lambda it: keyboard_ways(it, TELEX_MARKS, TELEX_TONES) | brackets(it), by_keyboard),
    "VNI": (lambda it: keyboard_ways(it, VNI_MARKS, VNI_TONES), lambda keys: by_keyboard(keys, Way.VNI)),
}


@pytest.mark.parametrize("how", WAYS)
def test_every_syllable_ends_in_one_form_however_it_is_typed(how: str) -> None:
    ways, typed = WAYS[how]
    wrong = [
        (keys, ended, wanted)
        for syllable in every_syllable()
        for wanted in [syllable.stored[0].upper() + syllable.stored[1:]]
        for keys in ways(syllable)
        if (ended := typed(keys).text) != wanted
    ]
    assert not wrong, f"{len(wrong)}: {wrong[:20]}"


def test_there_are_about_seventeen_thousand_of_them_and_each_is_tried_in_several_ways() -> None:
    syllables = every_syllable()
    assert len({spelled for syllable in syllables for spelled in syllable[:2]}) > 17_000
    for ways, _ in WAYS.values():
        assert sum(len(ways(syllable)) for syllable in syllables[:1_000]) > 1_500
    assert keyboard_ways(Syllable("đượ" + "c", "được", "\u0323"), TELEX_MARKS, TELEX_TONES) >= {
        "dduwowjc",
        "dduwowcj",
        "duocdwj",
        "duojcwd",
        "dduowcj",
        "dduwocj",
    }


def test_in_both_traditions_a_name_that_is_already_there_is_stored_in_one() -> None:
    for syllable in every_syllable():
        wanted = syllable.stored[0].upper() + syllable.stored[1:]
        assert (
            person_name(syllable.other)
            == person_name(syllable.stored.upper())
            == Draft.of(syllable.other).name
            == wanted
        )


def typed(keys: str, way: Way = Way.TELEX) -> str:
    return by_keyboard(keys, way).text


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("nguyeenx thij huowngf", "Nguyễn Thị Hường"),
        ("NGUYEENX THIJ HUOWNGF", "NGUYỄN THỊ HƯỜNG"),
        ("nguye6n4 thi5 hu7o7ng2", "Nguyễn Thị Hường"),  # VNI's digits are marks under Telex too
        ("h'hen niee", "H'Hen Niê"),
        ("kroong kpaw", "Krông Kpă"),
        ("ass aaa ddd laww ww", "As Aa Dd Law W"),  # a mark's key twice is the key itself
        ("asses", "Ases"),  # and stays so until the word ends
        ("hoafz", "Hoa"),
        ("hoaz", "Hoaz"),
        ("jean-luc o'neill", "Jean-Luc O'Neill"),
        ("dangd dawngf", "Đang Dằng"),
        ("quys gif giuwongf", "Quý Gì Giường"),
        ("catf", "Catf"),  # a stopped syllable bears no huyền, so this was a letter
        ("  a   b ", "A B "),
        ("'a--b", "A-B"),
        ("a1b2", "Áb"),
        ("marrian", "Marian"),
        ("kristines", "Kristines"),
        ("José Müller", "José Müller"),
        ("ngô t\u0300hi", "Ngô Thi"),  # a dead key's tone without a vowel has nothing to sit on
        ("hoa\u0300", "Hòa"),
    ],
)
def test_names_come_out_of_a_keyboard_as_they_are_written(keys: str, text: str) -> None:
    assert typed(keys) == text


def test_with_vni_letters_are_letters() -> None:
    assert typed("lewis jaffar sos", Way.VNI) == "Lewis Jaffar Sos"
    assert typed("d9o64 xoong1 a66", Way.VNI) == "Đỗ Xoóng A"


def test_a_tone_key_reaches_back_over_the_space() -> None:
    assert on_screen("nguyên \u0303").text == "Nguyễn "


def test_a_tone_key_marks_words_of_other_languages_too() -> None:
    assert on_screen("kro\u0301").text == "Kró"


def test_backspace_takes_the_last_key_back_be_it_a_mark_or_a_letter() -> None:
    draft = on_screen("hoan\u0300")
    assert draft.text == "Hoàn"
    steps = [draft := draft.erased() for _ in range(5)]
    assert [step.text for step in steps] == ["Hoan", "Hoa", "Ho", "H", ""]
    assert by_keyboard("aa").erased().text == "A"
    assert by_keyboard("huw").erased().text == "Hu"


def test_the_tone_moves_while_letters_are_erased_and_goes_with_its_own() -> None:
    draft = on_screen("ho\u0300an")
    assert [draft.text, draft.erased().text, draft.erased().erased().text] == ["Hoàn", "Hòa", "Hò"]
    assert on_screen("hoa\u0301i").erased().erased().text == "Hó"
    assert on_screen("quy\u0301n").erased().erased().text == "Qu"


def test_words_begin_with_capitals_unless_shift_says_otherwise() -> None:
    draft = Draft()
    for letter, capital in [("v", False), ("o", None), ("n", None), (" ", None), ("m", None), ("c", None), ("d", True)]:
        draft = draft.lettered(letter, capital=capital)
    assert draft.text == "von McD"
    assert draft.name == "von McD"


def test_a_letter_in_the_middle_is_mended_where_the_cursor_stands() -> None:
    draft = Draft.of("Nguyn Thị Hường").moved(4)
    assert draft.lettered("ê").text == "Nguyên Thị Hường"
    assert draft.lettered("ê").toned(Tone.NGA).text == "Nguyễn Thị Hường"
    assert struck(struck(struck(draft, "e", Way.TELEX), "e", Way.TELEX), "x", Way.TELEX).text == "Nguyễn Thị Hường"
    assert Draft.of("Lan").moved(99).cursor == 3
    assert Draft.of("Lan").moved(-1).cursor == 0


def test_a_name_has_an_end() -> None:
    draft = Draft.of("Lan " * LONGEST)
    assert len(draft.text) == len(draft.spaced().text) == len(draft.lettered("'").text) == LONGEST
    assert draft.toned(Tone.SAC).text.endswith(" Lán ")


KEYS = st.one_of(
    st.sampled_from([*"aeiouywsfrxjzdđăâêôơưAEOUWSDnghctpq[]{}0123456789 '-’`", *TONES]),
    st.characters(),
    st.text(max_size=3),
)


@given(
    st.lists(st.tuples(st.sampled_from(["key", "letter", "tone", "erase", "move", "vni"]), KEYS, st.integers(-2, 90)))
)
def test_random_keys_never_harm_the_text(strokes: list[tuple[str, str, int]]) -> None:
    draft = Draft()
    for what, key, number in strokes:
        match what:
            case "key":
                draft = struck(draft, key, Way.TELEX)
            case "vni":
                draft = struck(draft, key, Way.VNI)
            case "letter":
                draft = draft.lettered(key, capital=(None, True, False)[number % 3])
            case "tone":
                draft = draft.toned(list(Tone)[number % 6])
            case "erase":
                draft = draft.erased()
            case _:
                draft = draft.moved(number)
        assert unicodedata.is_normalized("NFC", draft.text)
        assert is_printable(draft.text)
        assert 0 <= draft.cursor <= len(draft.text) <= LONGEST
    assert person_name(draft.name) == draft.name


LATIN = st.characters(max_codepoint=0x24F) | st.characters(min_codepoint=0x1E00, max_codepoint=0x1EFF)


@given(st.text(LATIN | st.sampled_from(TONES[1:])))
def test_a_stored_name_is_stored_in_one_way(text: str) -> None:
    name = person_name(text)
    assert person_name(name) == name
    assert unicodedata.is_normalized("NFC", name)
