"""The words that readers agree to, by version."""

import unicodedata

from kiosk.rules.consent import LATEST, VERSIONS
from kiosk.usecases.register_reader import CONSENT_TEXT


def test_readers_agree_to_the_newest_words() -> None:
    assert CONSENT_TEXT == LATEST
    assert sorted(VERSIONS) == list(range(1, LATEST + 1))


def test_each_version_says_what_why_how_long_and_which_rights() -> None:
    for version in VERSIONS.values():
        for text in version:
            assert len(text.terms) == 4
            words = " ".join(said for _, said in text.terms)
            for needed in ("năm sinh", "Không dùng vào việc khác", "rút lại sự đồng ý", "15 ngày", "2 ngày làm việc"):
                assert needed in words
            assert unicodedata.is_normalized("NFC", words + text.promise)
