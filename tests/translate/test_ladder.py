"""The lock ladder with an engine that does as it is told: each rung, and never silently unlocked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import pytest

from termlock.glossary import compiled
from termlock.glossary.exchange import read
from termlock.glossary.policy import MIRROR
from termlock.translate.engine import ATTENTION, CONSTRAINTS, INLINE, Candidate, Request
from termlock.translate.ladder import spellings, translate
from termlock.translate.lock import Locksmith, Rung, locksmith


@cache
def smith(lang: str) -> Locksmith:
    glossary = read(compiled.shipped())
    return locksmith(glossary, MIRROR, compiled.matcher("en"), compiled.matcher(lang), "en", lang)


@dataclass
class Scripted:
    """An engine whose answers are written down: the first for free decoding, the second under constraints."""

    free: Candidate
    constrained: Candidate | None = None
    capabilities: frozenset[str] = frozenset()
    name: str = "scripted"
    requests: list[Request] = field(default_factory=list)

    def supports(self, source: str, target: str) -> bool:
        return True

    def count(self, text: str, source: str) -> int:
        return len(text.split())

    def comfortable(self, source: str) -> int:
        return 100

    def translate(self, requests: Sequence[Request], source: str, target: str) -> list[Candidate]:
        self.requests += requests
        return [self.constrained if r.require and self.constrained else self.free for r in requests]


SOURCE = "The captives came home in the evening."


def run(engine: Scripted, lang: str = "ar", source: str = SOURCE) -> tuple[str, list[Rung]]:
    (result,) = translate([source], engine, smith(lang), "en", lang)
    return result.text, [lock.rung for lock in result.locks]


def test_a_free_translation_that_keeps_the_term_holds_on_the_free_rung() -> None:
    assert run(Scripted(Candidate("عاد الأسرى إلى بيوتهم مساء."))) == (
        "عاد الأسرى إلى بيوتهم مساء.",
        [Rung.FREE],
    )


def test_an_engine_that_reads_locks_inline_is_given_them() -> None:
    engine = Scripted(Candidate("عاد الأسرى إلى بيوتهم مساء."), capabilities=frozenset({INLINE}))
    assert run(engine)[1] == [Rung.INLINE]
    (lock,) = engine.requests[0].locks
    assert (SOURCE[lock.start : lock.end], lock.text) == ("captives", "أسير")


def test_a_failing_segment_is_decoded_again_with_every_form_allowed_and_the_intruder_closed() -> None:
    engine = Scripted(
        Candidate("عاد الرهائن إلى بيوتهم مساء."),
        Candidate("عاد الأسرى إلى بيوتهم مساء."),
        frozenset({CONSTRAINTS}),
    )
    assert run(engine) == ("عاد الأسرى إلى بيوتهم مساء.", [Rung.CONSTRAINED])
    request = engine.requests[1]
    assert {"الأسرى", "والأسرى", "أسيران"} <= set(request.require[0])
    assert "وبالأسرى" not in request.require[0]  # legal, but nothing to be forced on a translation
    assert "الرهائن" in request.forbid


def test_an_intruder_is_replaced_in_its_place_with_its_prefixes() -> None:
    text, rungs = run(
        Scripted(Candidate("التقى الوزير بالرهائن مساء.")), source="The minister met the captives."
    )
    assert (text, rungs) == ("التقى الوزير بالأسرى مساء.", [Rung.REPAIRED])


def test_hebrew_keeps_the_article_and_the_prefix() -> None:
    text, rungs = run(Scripted(Candidate("השר נפגש אתמול ובני הערובה חזרו.")), "he", "The captives returned.")
    assert rungs == [Rung.REPAIRED]
    assert "והשבויים חזרו" in text


def test_without_an_intruder_the_alignment_tells_the_place() -> None:
    candidate = Candidate("عاد الناس إلى بيوتهم مساء.", alignment=((1, 1), (2, 0), (3, 3), (6, 4)))
    text, rungs = run(Scripted(candidate, capabilities=frozenset({ATTENTION})))
    assert (text, rungs) == ("عاد الأسرى إلى بيوتهم مساء.", [Rung.REPAIRED])


def test_what_cannot_be_held_is_said_with_its_reason() -> None:
    (result,) = translate([SOURCE], Scripted(Candidate("")), smith("ar"), "en", "ar")
    (lock,) = result.locks
    assert lock.rung is Rung.UNLOCKED
    assert lock.reason


def test_a_rung_that_loses_another_lock_is_not_taken() -> None:
    engine = Scripted(
        Candidate("قال جيش الاحتلال إن الرهائن عادوا."),
        Candidate("قال الجيش إن الأسرى عادوا."),
        frozenset({CONSTRAINTS}),
    )
    text, rungs = run(engine, source="The occupation army said the captives had returned.")
    assert rungs == [Rung.FREE, Rung.REPAIRED]
    assert text == "قال جيش الاحتلال إن الأسرى عادوا."


def test_unlocked_translation_leaves_the_engine_alone_and_reports() -> None:
    engine = Scripted(Candidate("عاد الرهائن."), Candidate("عاد الأسرى."), frozenset({CONSTRAINTS, INLINE}))
    (result,) = translate([SOURCE], engine, smith("ar"), "en", "ar", locked=False)
    assert result.text == "عاد الرهائن."
    assert [k.rung for k in result.locks] == [Rung.UNLOCKED]
    assert len(engine.requests) == 1


@pytest.mark.parametrize(
    ("lang", "concept", "expected"),
    [
        ("ar", "captive", {"أسير", "الأسرى", "للأسرى"}),
        ("he", "hostage", {"בני הערובה", "לבני הערובה", "בן ערובה"}),
    ],
)
def test_the_spellings_offered_to_a_decoder(lang: str, concept: str, expected: set[str]) -> None:
    term = read(compiled.shipped())[concept].approved(lang)[0]
    assert expected <= set(spellings(term, lang))


def test_a_forced_translation_that_the_model_finds_much_worse_gives_way_to_a_repair() -> None:
    engine = Scripted(
        Candidate("عاد الرهائن إلى بيوتهم مساء.", -0.3),
        Candidate("أسرى أسرى أسرى مساء.", -3.0),
        frozenset({CONSTRAINTS}),
    )
    assert run(engine) == ("عاد الأسرى إلى بيوتهم مساء.", [Rung.REPAIRED])


def test_where_no_repair_is_possible_the_forced_translation_is_better_than_none() -> None:
    engine = Scripted(Candidate("", -0.3), Candidate("عاد الأسرى.", -3.0), frozenset({CONSTRAINTS}))
    assert run(engine) == ("عاد الأسرى.", [Rung.CONSTRAINED])


def test_a_term_that_is_also_an_ordinary_word_counts_where_a_lock_asks_for_it() -> None:
    source = "Returnees said they were questioned for hours."
    assert run(Scripted(Candidate("قال العائدون إنهم استجوبوا ساعات.")), source=source)[1] == [Rung.FREE]
