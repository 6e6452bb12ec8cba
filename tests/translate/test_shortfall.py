"""What a translation falls short of, in words."""

import pytest

from termlock.translate.shortfall import Code, Shortfall


@pytest.mark.parametrize(
    ("code", "arguments", "text"),
    [
        (Code.NOT_CARRIED, (), "the translation does not carry the term"),
        (Code.NOT_PLACED, (), "no rendering of the source term could be placed in the translation"),
        (Code.LOST, ("{name}",), "lost: {name}"),
        (Code.MISSING_NUMBER, ("12",), "missing number: 12"),
        (Code.TOO_LONG, ("90", "80"), "too long: 90 characters, 80 can be read"),
    ],
)
def test_english_is_what_reports_have(code: Code, arguments: tuple[str, ...], text: str) -> None:
    assert str(Shortfall(code, arguments)) == text


def test_arguments_are_quoted_and_words_translated() -> None:
    lost = Shortfall(Code.LOST, ("a",))
    assert lost.text({"lost: {0}": "אבד: {0}"}.__getitem__, lambda argument: f"<{argument}>") == "אבד: <a>"
