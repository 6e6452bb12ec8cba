"""English words: lemmas of what stands in a text, inflection of what is written into an annotation."""

import pytest

from termlock.translate.english import american, lemma, lemmas, passive, past, plural, without_possessive


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("captives", "captive"),
        ("said", "say"),
        ("broke", "break"),
        ("felt", "feel"),
        ("laid", "lay"),
        ("won", "win"),
        ("shook", "shake"),
        ("gone", "go"),
        ("wives", "wife"),
        ("thieves", "thief"),
    ],
)
def test_the_likeliest_lemma(word: str, expected: str) -> None:
    assert lemma(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("recognised", "recognize"),
        ("cancelled", "cancel"),
        ("labelled", "label"),
        ("meetings", "meeting"),
        ("stormings", "storming"),
        ("playing", "play"),
        ("lives", "live"),
        ("found", "found"),
    ],
)
def test_other_lemmas_are_offered_to_the_dictionary(word: str, expected: str) -> None:
    likely, others = lemmas(word)
    assert expected in (*likely, *others)


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("Israel's", ("Israel", "'s")),
        ("Israel’s", ("Israel", "’s")),
        ("Hamas", ("Hamas", "")),
        ("it's", ("it's", "")),
    ],
)
def test_a_possessive_is_split_off_and_a_contraction_is_not(token: str, expected: tuple[str, str]) -> None:
    assert without_possessive(token) == expected


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("reject", "rejected"),
        ("agree", "agreed"),
        ("deny", "denied"),
        ("kidnap", "kidnapped"),
        ("visit", "visited"),
        ("target", "targeted"),
        ("permit", "permitted"),
        ("break out", "broke out"),
        ("put", "put"),
    ],
)
def test_the_past_tense(verb: str, expected: str) -> None:
    assert past(verb) == expected


def test_the_passive_takes_the_participle() -> None:
    assert [passive(v) for v in ("publish", "take", "break out")] == [
        "was published",
        "was taken",
        "was broken out",
    ]


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("city", "cities"),
        ("thief", "thieves"),
        ("gunman", "gunmen"),
        ("human", "humans"),
        ("car bomb", "car bombs"),
        ("chief of staff", "chiefs of staff"),
    ],
)
def test_the_plural(noun: str, expected: str) -> None:
    assert plural(noun) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("organisation", "organization"), ("neighbours", "neighbors"), ("army", "army")],
)
def test_british_spelling_is_read_as_american(word: str, expected: str) -> None:
    assert american(word) == expected
