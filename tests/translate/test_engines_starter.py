"""The starter engine hands dictionary and locks to its model, and speaks of the words of the real source."""

from collections.abc import Sequence

from termlock.translate.engine import ATTENTION, INLINE, Candidate, LockedTerm, Request
from termlock.translate.engines.starter import StarterEngine
from termlock.translate.lexicon import Lexicon

LEXICON = Lexicon(
    [
        ("noun", "home", "بيت | بيوت", "בית | בתים"),
        ("noun", "strike", "غارة | غارات", "תקיפה | תקיפות"),
        ("verb", "strike", "ضرب | يضرب", "היכה | להכות"),
        ("place", "Khan Yunis", "خان يونس", "ח'אן יונס"),
    ]
)


class Echo:
    """A model that writes what it reads, each word linked to itself."""

    name = "echo"
    capabilities = frozenset({ATTENTION})

    def supports(self, source: str, target: str) -> bool:
        return True

    def count(self, text: str, source: str) -> int:
        return len(text.split())

    def comfortable(self, source: str) -> int:
        return 500

    def translate(self, requests: Sequence[Request], source: str, target: str) -> list[Candidate]:
        assert not any(r.locks for r in requests), "the model reads its locks in the text"
        return [Candidate(r.text, 0.0, tuple((k, k) for k in range(len(r.text.split())))) for r in requests]


def read(text: str, *locks: LockedTerm, source: str = "en", target: str = "ar") -> Candidate:
    (found,) = StarterEngine(Echo(), LEXICON).translate([Request(text, locks)], source, target)
    return found


def test_locks_and_dictionary_stand_in_what_the_model_reads() -> None:
    found = read("The captives came home.", LockedTerm(4, 12, "أسير"))
    assert found.text == "The ⟪أسير⟫ came بيت."


def test_the_alignment_is_between_words_of_the_real_source_and_of_the_output() -> None:
    source = "The strike on Khan Yunis ended."
    found = read(source)
    assert found.text == "The غارة on خان يونس ended."
    output = found.text.split()
    links = {(source.split()[s], output[t]) for s, t in found.alignment}
    assert ("The", "The") in links
    assert ("ended.", "ended.") in links
    assert {o for s, o in links if s == "Khan"} == {"خان", "يونس"}
    assert {o for s, o in links if s == "strike"} == {"غارة"}


def test_clitics_of_a_locked_word_stay_outside_the_brackets() -> None:
    found = read("وبالأسرى", LockedTerm(0, 8, "captive", ("و", "ب", "ال")), source="ar", target="en")
    assert found.text == "و ب ال ⟪captive⟫"


def test_another_dictionary_makes_another_engine_for_the_memory() -> None:
    other = Lexicon([("noun", "home", "منزل", "בית")])
    assert StarterEngine(Echo(), LEXICON).name != StarterEngine(Echo(), other).name
    assert StarterEngine(Echo(), LEXICON).name == StarterEngine(Echo(), LEXICON).name


def test_it_reads_locks_and_divides_long_sentences_sooner_than_its_model() -> None:
    engine = StarterEngine(Echo(), LEXICON)
    assert engine.capabilities == {INLINE, ATTENTION}
    assert engine.comfortable("en") < Echo().comfortable("en")
    assert not engine.supports("ar", "ar")


def test_proclitics_that_the_model_sets_apart_are_joined_to_their_words() -> None:
    found = read("he ال الأسرى و ال بيت.")
    assert found.text == "he الأسرى و البيت."
    assert ("he ال الأسرى و ال بيت.".split()[2], found.text.split()[1]) == ("الأسرى", "الأسرى")
    assert {t for s, t in found.alignment if s == 5} == {3}
