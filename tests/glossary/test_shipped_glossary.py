"""The glossary that ships: complete, proven, and wide enough."""

from pathlib import Path

import pytest

from termlock.glossary.compiled import shipped
from termlock.glossary.concept import Example, Glossary
from termlock.glossary.exchange import read
from termlock.glossary.matching import Matcher, compile_terms
from termlock.glossary.validation import check

GLOSSARY = read(shipped())
MATCHERS = {lang: Matcher(compile_terms(GLOSSARY, lang)) for lang in ("en", "ar", "he")}
SEED = next((Path(__file__).parents[2] / "seeds").glob("*.txt"))

# The loaded expressions of the seed article, in its own words.
SEED_EXPRESSIONS = {
    "Israeli captives": "captive", "American hostage": "hostage", "Palestinian prisoners": "prisoner",
    "Israeli jails": "prisoner", "the resistance": "resistance", "Israeli occupation army": "occupation-army",
    "displacement": "displacement", "war of extermination": "war-of-extermination",
    "besieged Gaza Strip": "besieged", "ceasefire": "ceasefire", "truce": "truce",
    "second phase": "second-phase", "Gaza Strip": "gaza-strip", "Hamas": "hamas",
    "Hamas Movement": "hamas", "offensive plans": "offensive", "reserve soldiers": "reserve-soldier",
    "General Intelligence Service": "egyptian-intelligence", "unexploded ordnance": "unexploded-ordnance",
    "aid and relief": "humanitarian-aid", "chief of staff": "chief-of-staff",
    "Palestine Foundation": "palestine",
}  # fmt: skip

# The headwords of the International Press Institute's glossary (Vienna 2013).
HEADWORDS = """activity / action · aggression · apartheid · apartheid wall · buffer zone · caught in the crossfire ·
closure · development (of settlements) · disputed areas · the enemy · the entity ·
eternal capital of the Palestinian people · execution · Friday prayers at the Temple Mount · gang of settlers ·
the government of Tel Aviv · Green Line · Haram al-Ibrahimi · Haram al-Sharif · the Hebrew state · herd of settlers ·
heroic action · hero prisoners · Hilltop Youth · Historic Palestine · Holocaust · incitement ·
infrastructure of terror · innocent civilians · Israeli Arabs · Israeli Occupation Forces · Jerusalem ·
Jewish neighbourhood · Jewish State · jihad · Judea and Samaria · kidnap · Land of Israel · levelling lands ·
liquidation · martyr · martyrdom operation · measures · Middle East expert · military wing (of Hamas) ·
Minister of War · Minister of the Army · murdered · Nakba · Nazi · Neighbour Procedure · Occupation ·
Occupied Jerusalem · outpost · Palestinian resident · peaceful demonstration · popular resistance · price tag ·
resistance · riots / rioters · security measures · security prisoner · security wall · security fence ·
self-defence · separation barrier · settlement · settler · siege · Sons of Israel · Sons of Zion ·
surgical (strike) · targeted (strike) · Temple Mount · Territories · terrorism, terror · Tomb of the Patriarchs ·
united capital of Israel · Western Wall · Wailing Wall · Zionism · Zionist entity"""


def test_at_least_two_hundred_concepts_complete_in_three_languages() -> None:
    complete = [c for c in GLOSSARY if all(c.approved(lang) for lang in ("en", "ar", "he"))]
    assert len(complete) >= 200
    assert len(complete) == len(GLOSSARY)


def test_every_concept_is_described_and_shown() -> None:
    for concept in GLOSSARY:
        assert concept.definition, concept.id
        assert concept.framing, concept.id
        assert any(e.match for e in concept.examples), concept.id
        assert any(not e.match for e in concept.examples), concept.id


def test_the_check_finds_nothing_to_report() -> None:
    assert [str(p) for p in check(GLOSSARY)] == []


@pytest.mark.parametrize(
    ("concept", "lang", "example"),
    [(c.id, e.lang, e) for c in GLOSSARY for e in c.examples],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_example_runs(concept: str, lang: str, example: Example) -> None:
    found = [o.text for o in MATCHERS[lang].find(example.text) if concept in (o.concept, *o.alternatives)]
    assert found == list(example.match)


@pytest.mark.parametrize("expression", SEED_EXPRESSIONS)
def test_every_contested_expression_of_the_seed_article_is_covered(expression: str) -> None:
    article = SEED.read_text(encoding="utf-8")
    concepts = {c for o in MATCHERS["en"].find(article) for c in (o.concept, *o.alternatives)}
    assert SEED_EXPRESSIONS[expression] in concepts


@pytest.mark.parametrize("headword", [h.strip() for h in HEADWORDS.replace("\n", " ").split("·")])
def test_every_headword_of_the_published_glossary_is_found(headword: str) -> None:
    assert MATCHERS["en"].find(headword)


POLICY = Path(__file__).parents[3] / "shared/corpus/term-policy.tsv"


def wordings(cell: str) -> list[str]:
    without_notes = cell.split(" (")[0]
    return [v.strip() for part in without_notes.split(";") for v in part.split("/") if v.strip()]


@pytest.mark.skipif(not POLICY.exists(), reason="the corpus's term policy lies outside the project")
def test_the_wordings_of_the_corpus_policy_are_found_as_their_concepts() -> None:
    lost = []
    for line in POLICY.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        concept, *cells = line.split("\t")
        for lang, cell in zip(("en", "ar", "he"), cells, strict=True):
            for wording in wordings(cell):
                hits = MATCHERS[lang].find(wording)
                if concept not in {c for o in hits for c in (o.concept, *o.alternatives)}:
                    lost.append((concept, lang, wording))
    assert lost == []


def test_glossaries_are_ordered_collections() -> None:
    assert isinstance(GLOSSARY, Glossary)
    assert GLOSSARY.conflicts("captive") >= {"hostage", "abductee", "detainee"}
