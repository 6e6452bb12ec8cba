"""Message catalogs: every message of the code is translated, and its placeholders are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import termlock
from termlock.glossary import messages
from termlock.glossary.messages import ISOLATE, POP, _

LANGUAGES = ("en", "ar", "he")
SCRIPTS = {"ar": re.compile("[\u0621-\u064a]"), "he": re.compile("[\u05d0-\u05ea]")}
# what a user types or a file holds: options, commands, TOML keys and tables
LITERALS = re.compile(
    r"(?<![\w-])--[a-z][a-z-]*|\btk [a-z]+(?: (?:get|list))?|^(?:# )?[a-z-]+ = |^# \[+\w+\]+", re.M
)
UNTRANSLATED = "a message that no catalog has"


@cache
def extracted() -> dict[str, str]:
    """Each message of the code that is tested, with the place where it is first used."""
    found: dict[str, str] = {}
    for root in termlock.__path__:
        for name, line, message, _comments, _context in extract_from_dir(
            root, [("**.py", "python")], keywords={"_": None}
        ):
            assert isinstance(message, str), f"{name}:{line}: {message!r} is no single message"
            found.setdefault(message, f"{name}:{line}")
    return found


@cache
def catalog(lang: str) -> Catalog:
    """The catalog of a language as it is shipped."""
    path = files("termlock.glossary") / "locale" / lang / "LC_MESSAGES" / "termlock.po"
    with path.open("rb") as file:
        return read_po(file, locale=lang)


def translations(lang: str) -> Iterator[tuple[str, str]]:
    """Message and translation, for the messages that have one."""
    for message in catalog(lang):
        if isinstance(message.id, str) and isinstance(message.string, str) and message.id and message.string:
            yield message.id, message.string


def placeholders(text: str) -> list[str]:
    """The names in braces, each as often as it is used."""
    return sorted(name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None)


def literals(text: str) -> list[str]:
    """What must stand in the translation as it is."""
    return sorted(LITERALS.findall(text))


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """An environment without a language, forgotten again afterwards."""
    for name in ("TERMLOCK_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    messages.language.cache_clear()
    yield monkeypatch
    messages.language.cache_clear()


def test_the_messages_of_all_four_rooms_are_extracted() -> None:
    rooms = {place.split(":")[0].split("/")[0] for place in extracted().values()}
    assert {"glossary", "translate", "qa", "cli"} <= rooms


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_is_translated(lang: str) -> None:
    known = dict(translations(lang))
    missing = [f"{place}: {message!r}" for message, place in extracted().items() if message not in known]
    assert not missing, f"{len(missing)} messages are missing in {lang}:\n" + "\n".join(missing)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_fuzzy_and_the_header_is_complete(lang: str) -> None:
    whole = catalog(lang)
    assert [m.id for m in whole if m.fuzzy] == []
    assert not whole.fuzzy
    assert str(whole.locale) == lang
    assert whole.charset == "utf-8"
    assert whole.num_plurals == {"en": 2, "ar": 6, "he": Catalog("he").num_plurals}[lang]


def test_english_is_the_message_itself() -> None:
    assert [(m, text) for m, text in translations("en") if m != text] == []


@pytest.mark.parametrize("lang", ["ar", "he"])
def test_placeholders_are_kept(lang: str) -> None:
    wrong = [(m, text) for m, text in translations(lang) if placeholders(m) != placeholders(text)]
    assert wrong == []


@pytest.mark.parametrize("lang", ["ar", "he"])
def test_options_commands_and_keys_are_kept(lang: str) -> None:
    wrong = [
        (m, literals(m), literals(text)) for m, text in translations(lang) if literals(m) != literals(text)
    ]
    assert wrong == []


@pytest.mark.parametrize("lang", ["ar", "he"])
def test_line_breaks_and_outer_spaces_are_kept(lang: str) -> None:
    def frame(text: str) -> tuple[int, int, int, int]:
        return (
            text.count("\n"),
            text.count("\n\n"),
            len(text) - len(text.lstrip()),
            len(text) - len(text.rstrip()),
        )

    assert [(m, text) for m, text in translations(lang) if frame(m) != frame(text)] == []


@pytest.mark.parametrize("lang", ["ar", "he"])
def test_translations_are_written_in_their_script_alone(lang: str) -> None:
    other = SCRIPTS["he" if lang == "ar" else "ar"]
    wrong = [t for _m, t in translations(lang) if not SCRIPTS[lang].search(t) or other.search(t)]
    assert wrong == []


@pytest.mark.parametrize("lang", ["ar", "he"])
def test_isolates_are_balanced_and_no_other_direction_marks_are_used(lang: str) -> None:
    for _message, text in translations(lang):
        marks = re.sub("[^\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]", "", text)
        assert marks == (ISOLATE + POP) * (len(marks) // 2), text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_environment_chooses_the_language(choose: pytest.MonkeyPatch, lang: str) -> None:
    choose.setenv("LANG", "ar_EG.UTF-8")
    choose.setenv("TERMLOCK_LANG", lang)
    assert messages.language() == lang
    assert _("Commands") == dict(translations(lang))["Commands"]


@pytest.mark.parametrize("code", ["fr_FR.UTF-8", "C", "POSIX", ""])
def test_other_environments_are_english(choose: pytest.MonkeyPatch, code: str) -> None:
    choose.setenv("LANG", code)
    assert _("Commands") == "Commands"


@pytest.mark.parametrize("code", ["he_IL.UTF-8", "he:en", "he"])
def test_a_locale_is_cut_down_to_its_language(choose: pytest.MonkeyPatch, code: str) -> None:
    choose.setenv("LANGUAGE", code)
    assert _("Commands") == "פקודות"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unknown_message_stays_english(choose: pytest.MonkeyPatch, lang: str) -> None:
    choose.setenv("TERMLOCK_LANG", lang)
    assert _(UNTRANSLATED) == UNTRANSLATED
