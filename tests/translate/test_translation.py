"""Segments become translations: divided, protected, remembered, their markup moved, their locks told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from termlock.glossary import compiled
from termlock.glossary.exchange import read
from termlock.glossary.policy import MIRROR
from termlock.translate.engine import Candidate, Request
from termlock.translate.lexicon import Lexicon
from termlock.translate.lock import Locksmith, Rung, locksmith
from termlock.translate.memory import Memory, Unit
from termlock.translate.segment import Markup, Segment
from termlock.translate.translation import Translated, Translator

CAPTIVES = "The captives came home."
HOME = "عاد الأسرى إلى بيوتهم."


@dataclass
class Phrasebook:
    """Translates by a table of texts; words are linked in order; what it does not know comes back as it is."""

    answers: Mapping[str, str]
    capabilities: frozenset[str] = frozenset()
    name: str = "phrasebook"
    most: int = 100
    asked: list[str] = field(default_factory=list)

    def supports(self, source: str, target: str) -> bool:
        return source != target

    def count(self, text: str, source: str) -> int:
        return len(text.split())

    def comfortable(self, source: str) -> int:
        return self.most

    def translate(self, requests: Sequence[Request], source: str, target: str) -> list[Candidate]:
        self.asked += [r.text for r in requests]
        found = []
        for request in requests:
            text = self.answers.get(request.text, request.text)
            found.append(Candidate(text, 0.0, tuple((k, k) for k in range(len(text.split())))))
        return found


@cache
def smith() -> Locksmith:
    glossary = read(compiled.shipped())
    return locksmith(glossary, MIRROR, compiled.matcher("en"), compiled.matcher("ar"), "en", "ar")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory(tmp_path / "memory.db") as opened:
        yield opened


def translated(
    segment: Segment | str,
    answers: dict[str, str] | None = None,
    most: int = 100,
    memory: Memory | None = None,
) -> tuple[Translated, Phrasebook]:
    engine = Phrasebook(answers or {}, most=most)
    one = segment if isinstance(segment, Segment) else Segment("L1S1", segment, 1)
    (found,) = Translator(engine, smith(), "en", "ar", memory=memory, context="test").translate([one])
    return found, engine


def test_a_segment_comes_back_with_the_place_of_each_lock() -> None:
    found, _ = translated(CAPTIVES, {CAPTIVES: HOME})
    (lock,) = found.locks
    assert (lock.concept, lock.rung, found.origin) == ("captive", Rung.FREE, "engine")
    assert CAPTIVES[lock.start : lock.end] == "captives"
    assert HOME[lock.target_start : lock.target_end] == lock.target == "الأسرى"


def test_a_long_sentence_is_divided_and_put_together_with_its_locks_in_place() -> None:
    first, second = "The mediators met in Doha on Sunday,", "while the captives came home."
    found, engine = translated(
        f"{first} {second}",
        {first: "التقى الوسطاء في الدوحة يوم الأحد،.", second: "فيما عاد الأسرى إلى بيوتهم."},
        most=8,
    )
    assert engine.asked == [first, second]
    assert found.rendering.text == "التقى الوسطاء في الدوحة يوم الأحد، فيما عاد الأسرى إلى بيوتهم."
    lock = next(e for e in found.locks if e.concept == "captive")
    assert f"{first} {second}"[lock.start : lock.end] == "captives"
    assert found.rendering.text[lock.target_start : lock.target_end] == "الأسرى"


def test_an_address_is_replaced_for_the_engine_and_put_back() -> None:
    source = "See https://example.org/a: the captives came home."
    found, _ = translated(
        source, {"See 4101: the captives came home.": "انظروا 4101: عاد الأسرى إلى بيوتهم."}
    )
    assert found.rendering.text == "انظروا https://example.org/a: عاد الأسرى إلى بيوتهم."
    (lock,) = found.locks
    assert source[lock.start : lock.end] == "captives"
    assert found.rendering.text[lock.target_start : lock.target_end] == "الأسرى"
    assert not found.warnings


def test_what_is_lost_is_said() -> None:
    found, _ = translated("See {name} and 12 camps.", {"See 4101 and 12 camps.": "انظروا المخيمات."})
    assert list(map(str, found.warnings)) == ["lost: {name}", "missing number: 12"]


def test_what_cannot_be_read_in_time_is_said() -> None:
    found, _ = translated(Segment("1", CAPTIVES, limit=8), {CAPTIVES: HOME})
    assert list(map(str, found.warnings)) == [f"too long: {len(HOME)} characters, 8 can be read"]


def test_markup_moves_with_its_words() -> None:
    segment = Segment("p1", CAPTIVES, 1, (Markup(4, 12, "<b>", "</b>"),))
    found, _ = translated(segment, {CAPTIVES: HOME})
    (mark,) = found.rendering.markup
    assert HOME[mark.start : mark.end] == "الأسرى"


def test_a_remembered_segment_is_not_translated_again(memory: Memory) -> None:
    first, _ = translated(CAPTIVES, {CAPTIVES: HOME}, memory=memory)
    second, engine = translated(CAPTIVES, memory=memory)
    assert engine.asked == []
    assert (second.origin, second.rendering.text) == ("memory", HOME)
    assert second.locks == first.locks


def test_a_translation_whose_lock_failed_is_not_remembered(memory: Memory) -> None:
    found, _ = translated(CAPTIVES, {CAPTIVES: ""}, memory=memory)
    assert [e.rung for e in found.unlocked] == [Rung.UNLOCKED]
    assert len(memory) == 0


def test_an_imported_unit_that_breaks_a_lock_is_not_used(memory: Memory) -> None:
    memory.add([Unit(CAPTIVES, "عاد الرهائن إلى بيوتهم.", "en", "ar", "", "")])
    found, engine = translated(CAPTIVES, {CAPTIVES: HOME}, memory=memory)
    assert engine.asked == [CAPTIVES]
    assert found.rendering.text == HOME


def test_an_imported_unit_that_holds_its_locks_is(memory: Memory) -> None:
    memory.add([Unit(CAPTIVES, HOME, "en", "ar", "", "")])
    found, _ = translated(CAPTIVES, memory=memory)
    assert [e.rung for e in found.locks] == [Rung.MEMORY]


def test_a_similar_unit_is_suggested_not_used(memory: Memory) -> None:
    memory.add([Unit("The captives came home late.", "عاد الأسرى إلى بيوتهم متأخرين.", "en", "ar", "", "")])
    found, engine = translated(CAPTIVES, {CAPTIVES: HOME}, memory=memory)
    assert engine.asked == [CAPTIVES]
    assert found.suggestion is not None
    assert found.suggestion.unit.source == "The captives came home late."


@pytest.mark.parametrize(
    "segment",
    [
        Segment("u1", CAPTIVES, 1, target=HOME, state="translated"),
        Segment("u2", CAPTIVES, 1, target=HOME, locked=True),
        Segment("u3", "  ", 1),
    ],
    ids=["finished", "locked", "blank"],
)
def test_what_a_bilingual_file_has_already_is_left_alone(segment: Segment) -> None:
    found, engine = translated(segment)
    assert (found.origin, engine.asked) == ("file", [])


def test_a_fuzzy_entry_is_translated() -> None:
    found, _ = translated(Segment("u", CAPTIVES, 1, target="قديم", state="fuzzy"), {CAPTIVES: HOME})
    assert found.rendering.text == HOME


def test_equal_segments_go_to_the_engine_once() -> None:
    engine = Phrasebook({CAPTIVES: HOME})
    found = list(
        Translator(engine, smith(), "en", "ar").translate([Segment("a", CAPTIVES), Segment("b", CAPTIVES)])
    )
    assert engine.asked == [CAPTIVES]
    assert [t.rendering.text for t in found] == [HOME, HOME]


def test_the_standard_spelling_of_a_name_never_takes_a_lock_away() -> None:
    source, answer = "Army Radio blamed IDF.", "إذاعة جيش الدفاع الإسرائيلي."
    names = Lexicon([("organisation", "Army Radio", "إذاعة الجيش الإسرائيلي", 'גלי צה"ל')])
    engine = Phrasebook({source: answer})
    (done,) = Translator(engine, smith(), "en", "ar", names=names).translate([Segment("1", source)])
    assert done.rendering.text == answer
    assert [e.rung for e in done.locks] == [Rung.FREE]
