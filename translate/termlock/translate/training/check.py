"""Prove the corpus: ``python -m termlock.translate.training.check [FILE]...``.

One function per rule, registered with its code. A rule sees the rows that are checked, the rest of the
training part and the development part, and yields faults that name the row and what to do.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import click

from termlock.glossary import compiled
from termlock.glossary.concept import Glossary, Place
from termlock.glossary.errors import InputError
from termlock.glossary.exchange.files import read_text
from termlock.glossary.morphology import MORPHOLOGIES
from termlock.glossary.normalise import VOWELS
from termlock.glossary.policy import MIRROR
from termlock.translate.lexicon import COLUMNS, read_rows
from termlock.translate.lock import Locksmith, locksmith

RUN = 5  # words; rows that share many runs of so many words are one sentence with changes
SHORTEST = 8  # words; shorter rows may well say nearly the same
NEAR = 0.5  # share of its runs in one other row from which a row is no sentence of its own
LEAK = 0.3  # share of its runs in one row of the development part from which a row tells it
OPENING = 4  # words
OPENINGS = 6  # rows of a file that may begin alike
RATIO = (0.4, 1.6)  # words of the translation for one of the English
_CELLS = 4
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MARKS = re.compile(f"[{VOWELS}\u0640]")
_OTHER_DIGITS = re.compile(r"(?![0-9])\d")
# The Arabic and the Hebrew name write the day out
_WRITTEN_OUT = re.compile(r"October 7 attack")
_SEPARATOR = re.compile(r"(?<=\d)[,.](?=\d)")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a corpus file, and where it stands."""

    place: Place
    cells: tuple[str, ...]

    @property
    def origin(self) -> str:
        """The language in which the sentence was conceived."""
        return self.cells[0]

    def text(self, lang: str) -> str:
        """The sentence in one language."""
        return self.cells[COLUMNS[lang]]

    @property
    def words(self) -> list[str]:
        """The English words, without capitals and punctuation."""
        return _WORD.findall(self.text("en").casefold())


@dataclass(frozen=True)
class Corpus:
    """The lines to check, and the rows they must not repeat: the rest of the training part, and ``dev``."""

    lines: tuple[Row, ...]
    rest: tuple[Row, ...] = ()
    dev: tuple[Row, ...] = ()

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The lines that have all columns: what every rule but one looks at."""
        return _whole(self.lines)


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule finds: the row, what is wrong with it and what to do."""

    row: Row
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault with the code of its rule; a ``warning`` may be right on reading."""

    code: str
    severity: str
    place: Place
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.severity} {self.code}: {self.problem}; {self.remedy}"


Check = Callable[[Corpus], Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered check and how grave its faults are."""

    check: Check
    severity: str


RULES: dict[str, Rule] = {}


def rule(code: str, severity: str = "error") -> Callable[[Check], Check]:
    """Register a rule under its code."""

    def register(function: Check) -> Check:
        RULES[code] = Rule(function, severity)
        return function

    return register


def check(corpus: Corpus) -> list[Finding]:
    """All findings, in order of file and line."""
    found = [
        Finding(code, registered.severity, fault.row.place, fault.problem, fault.remedy)
        for code, registered in RULES.items()
        for fault in registered.check(corpus)
    ]
    return sorted(found, key=lambda f: (f.place.file, f.place.line))


def read(path: Path) -> list[Row]:
    """The lines of a corpus file that are not blank, complete or not.

    Raises:
        InputError: the file cannot be read.
    """
    return [
        Row(Place(str(path), number), tuple(cell.strip() for cell in line.split("\t")))
        for number, line in enumerate(read_text(path).split("\n"), 1)
        if line.strip()
    ]


def load(files: Sequence[Path], train: Path, dev: Path) -> Corpus:
    """The files to check, with the other files of ``train`` and with ``dev``; without files all of ``train``.

    Raises:
        InputError: a file cannot be read, or the folder has no corpus files.
    """
    folder = sorted(train.glob("*.tsv"))
    if not folder:
        raise InputError(str(train), "no *.tsv files", "name the folder of the training part with --train")
    chosen = {path.resolve() for path in files or folder}
    rest = [path for path in folder if path.resolve() not in chosen]
    # a development part that is itself checked does not leak into itself
    dev_files = [] if dev.resolve() in chosen else [dev]
    return Corpus(
        tuple(row for path in dict.fromkeys(files or folder) for row in read(path)),
        _whole(row for path in rest for row in read(path)),
        _whole(row for path in dev_files for row in read(path)),
    )


def _whole(lines: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(row for row in lines if len(row.cells) == _CELLS)


@rule("columns")
def columns(corpus: Corpus) -> Iterator[Fault]:
    """A line without the four columns."""
    for line in corpus.lines:
        if len(line.cells) != _CELLS:
            yield Fault(line, f"{len(line.cells)} columns, not 4", "write origin, English, Arabic, Hebrew")


@rule("origin")
def origins(corpus: Corpus) -> Iterator[Fault]:
    """An origin that is no language of the corpus."""
    for row in corpus.rows:
        if row.origin not in COLUMNS:
            yield Fault(row, f"origin {row.origin!r}", f"write {', '.join(COLUMNS)}")


@rule("script")
def scripts(corpus: Corpus) -> Iterator[Fault]:
    """A column without letters of its script, or with those of a language that has a column of its own."""
    strange = {"en": ("ar", "he"), "ar": ("he",), "he": ("ar",)}  # Latin letters may stand anywhere
    for row in corpus.rows:
        for lang, others in strange.items():
            text = row.text(lang)
            if not MORPHOLOGIES[lang].script.search(text):
                yield Fault(row, f"the {lang} column has no letter of its script", "put the text there")
            for other in others:
                if letter := MORPHOLOGIES[other].script.search(text):
                    yield Fault(
                        row, f"{letter[0]!r} ({other}) in the {lang} column", "write it in its script"
                    )


@rule("marks")
def marks(corpus: Corpus) -> Iterator[Fault]:
    """Vowel marks or tatweel."""
    for row in corpus.rows:
        for lang in ("ar", "he"):
            if mark := _MARKS.search(row.text(lang)):
                yield Fault(
                    row, f"U+{ord(mark[0]):04X} in the {lang} column", "write without vowel marks and tatweel"
                )


@rule("digits")
def digits(corpus: Corpus) -> Iterator[Fault]:
    """Digits other than 0-9."""
    for row in corpus.rows:
        for lang in COLUMNS:
            if digit := _OTHER_DIGITS.search(row.text(lang)):
                yield Fault(row, f"the digit {digit[0]} in the {lang} column", "use 0-9")


@rule("numbers")
def numbers(corpus: Corpus) -> Iterator[Fault]:
    """Numbers in digits that do not stand in all three languages."""
    for row in corpus.rows:
        found = {lang: _numbers(row.text(lang)) for lang in COLUMNS}
        if len(set(found.values())) > 1:
            shown = ", ".join(f"{lang} {' '.join(values) or '-'}" for lang, values in found.items())
            yield Fault(row, f"different numbers: {shown}", "write the same ones in all three")


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(sorted(re.findall(r"\d+", _SEPARATOR.sub("", _WRITTEN_OUT.sub("", text)))))


@rule("length", "warning")
def lengths(corpus: Corpus) -> Iterator[Fault]:
    """A translation that is far too short or too long: something was lost or added."""
    for row in corpus.rows:
        english = len(row.text("en").split())
        for lang in ("ar", "he"):
            ratio = len(row.text(lang).split()) / max(english, 1)
            if english > RUN and not RATIO[0] < ratio < RATIO[1]:
                yield Fault(row, f"{ratio:.2f} words in {lang} for one in English", "see what is missing")


@rule("same-english")
def same_english(corpus: Corpus) -> Iterator[Fault]:
    """The English of another row."""
    first = {tuple(row.words): row for row in corpus.rest}
    for row in corpus.rows:
        other = first.setdefault(tuple(row.words), row)
        if other is not row:
            yield Fault(row, f"the English of {_name(other)}", "delete one of them")


@rule("near-duplicate", "warning")
def near_duplicates(corpus: Corpus) -> Iterator[Fault]:
    """A row most of which stands in another one; of two that repeat each other the later."""
    rows = [row for row in (*corpus.rest, *corpus.rows) if len(row.words) >= SHORTEST]
    known = Shingles(rows)
    checked = {id(row) for row in corpus.rows}
    for number, row in enumerate(rows):
        if id(row) not in checked:
            continue
        shared = {
            other: share
            for other, share in known.sharing(known.runs[number], NEAR)
            # an equal row has a rule of its own; a later one that repeats this is reported itself
            if known.runs[other] != known.runs[number]
            and not (other > number and share * len(known.runs[number]) > NEAR * len(known.runs[other]))
        }
        if shared:
            other = max(shared, key=lambda k: shared[k])
            problem = f"{shared[other]:.0%} of it stands in {_name(rows[other])}"
            yield Fault(row, problem, "delete one of them or write another sentence")


@rule("leak")
def leaks(corpus: Corpus) -> Iterator[Fault]:
    """A row that tells what is in the development part."""
    held_out = Shingles(corpus.dev)
    for row in corpus.rows:
        shared = dict(held_out.sharing(runs(row.words), LEAK))
        if shared:
            other = max(shared, key=lambda k: shared[k])
            yield Fault(
                row, f"{shared[other]:.0%} of it stands in {_name(corpus.dev[other])}", "delete the row"
            )


@rule("opening", "warning")
def openings(corpus: Corpus) -> Iterator[Fault]:
    """Too many rows of a file that begin with the same words."""
    alike: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in corpus.rows:
        alike[row.place.file, *row.words[:OPENING]].append(row)
    for (_, *words), rows in alike.items():
        if len(rows) > OPENINGS:
            problem = f"{len(rows)} rows of the file begin with {' '.join(words)!r}"
            yield Fault(rows[OPENINGS], problem, "begin some in another way")


@rule("term", "warning")
def terms(corpus: Corpus) -> Iterator[Fault]:
    """A contested term that Arabic or Hebrew does not answer by the same concept."""
    for lang, smith in _locksmiths().items():
        for row in corpus.rows:
            locks = smith.locks(row.text("en"))
            if not locks:
                continue
            slots = smith.verify(locks, row.text(lang))
            wanted = {lock.source.concept: lock.terms[0].text for lock in locks}
            for term in slots.unmet:
                problem = f"{term.text!r} ({term.concept}) has no answer in {lang}"
                yield Fault(row, problem, f"write {wanted[term.concept]}, inflected")
            for term, answer in slots.replaced:
                problem = f"{term.text!r} ({term.concept}) is {answer.text!r} ({answer.concept}) in {lang}"
                yield Fault(row, problem, "keep the framing of the source")


@cache
def _locksmiths() -> dict[str, Locksmith]:
    """What finds the answers to English terms, by the language of the answer."""
    glossary, source = compiled.load(), compiled.matcher("en")
    return {
        lang: locksmith(glossary, MIRROR, source, compiled.matcher(lang), "en", lang) for lang in ("ar", "he")
    }


def _name(row: Row) -> str:
    return f"{Path(row.place.file).name}:{row.place.line}"


def runs(words: Sequence[str]) -> frozenset[int]:
    """The runs of five words, as hashes; a shorter text is one run."""
    return frozenset(hash(tuple(words[k : k + RUN])) for k in range(max(1, len(words) - RUN + 1)))


class Shingles:
    """Rows by the runs of words that stand in their English (Broder 1997)."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Index every run."""
        self.runs = [runs(row.words) for row in rows]
        self._standing: dict[int, list[int]] = defaultdict(list)
        for number, own in enumerate(self.runs):
            for run in own:
                self._standing[run].append(number)

    def sharing(self, own: frozenset[int], least: float) -> Iterator[tuple[int, float]]:
        """The numbers of the rows that have more than the share ``least`` of the runs, and the share.

        Such a row has one of the rarest runs, for the others alone are too few; so a set phrase that
        stands in a thousand rows leads to no comparison (prefix filtering: Bayardo et al. 2007).
        """
        enough = int(least * len(own)) + 1
        rarest = sorted(own, key=lambda run: len(self._standing.get(run, ())))[: len(own) - enough + 1]
        for number in sorted({n for run in rarest for n in self._standing.get(run, ())}):
            share = len(own & self.runs[number]) / len(own)
            if share > least:
                yield number, share


# Concepts whose framing in the glossary names one side as the one that uses the word, alone or with others,
# while the other side avoids it, rejects it or has a word of its own. Official titles are on neither side.
_SIDES = {
    "Israeli": """
        proxy terrorist idf terrorist-organization infrastructure-of-terror hilltop-youth lone-wolf saboteur
        hostage abductee security-prisoner unlawful-combatant hostage-deal kidnapping disengagement
        redeployment disarmament demilitarization delegitimization temple-mount western-wall
        tomb-of-the-patriarchs josephs-tomb rachels-tomb visit-to-the-mount islamism activity
        hamas-run-health-ministry jewish-state civil-administration cogat head-of-the-authority blockade
        closure humanitarian-zone state-land administrative-measures evacuation voluntary-emigration
        israeli-arabs palestinian-resident jewish-people aliyah demographic-threat disputed-territories
        the-territories judea-samaria gaza-envelope settlement-bloc jewish-neighbourhood applying-sovereignty
        security-fence united-jerusalem land-of-israel security-zone philadelphi-corridor terror-attack
        targeted-killing neutralization ground-maneuver military-operation riot self-defense deterrence
        swords-of-iron war-of-independence six-day-war yom-kippur-war second-lebanon-war cast-lead
        protective-edge guardian-of-the-walls independence-day rising-lion terror-tunnel
    """,
    "Palestinian and Arab": """
        resistance resistance-factions popular-resistance axis-of-resistance martyr occupation-army
        occupation-forces zionist-entity lebanese-resistance ansar-allah settler-gang captive
        political-prisoner prisoner-exchange capture arrest-campaign hero-prisoner calm al-aqsa
        haram-al-sharif buraq-wall ibrahimi-mosque bilal-mosque judaization storming-al-aqsa colonialism
        settler-colonialism apartheid-regime state-of-palestine palestinian-health-ministry
        government-of-tel-aviv hebrew-state occupation-authorities zionist-enemy minister-of-war
        army-minister occupation-prime-minister palestinian-president popular-committee occupation-police
        siege besieged occupying-power illegal-settlement confiscation-of-land impunity displacement
        forced-displacement palestinian-citizens-of-israel arabs-of-48 occupation occupied-territories
        occupied-west-bank colony colonist settlement-expansion annexation de-facto-annexation apartheid-wall
        apartheid 1967-borders occupied-jerusalem capital-of-palestine palestine historic-palestine
        occupied-interior forty-eight-lands occupied-golan salah-al-din-axis martyrdom-operation
        heroic-operation assassination field-execution war-of-extermination ethnic-cleansing
        collective-punishment starvation-policy aggression ground-invasion storming peaceful-demonstration
        war-on-gaza al-aqsa-flood nakba nakba-day naksa october-war july-war furqan-battle edge-eaten-crop
        sword-of-jerusalem al-aqsa-intifada great-march-of-return tripartite-aggression bulldozing
    """,
}
SIDES = {side: tuple(concepts.split()) for side, concepts in _SIDES.items()}
BALANCED = 0.1  # of the larger count: the two sides' framings stand in equal measure
_LENGTHS = (("under 10", 0, 9), ("10–21", 10, 21), ("22–45", 22, 45), ("over 45", 46, sys.maxsize))


def statistics(folder: Path, dev: Path) -> str:
    """The figures of a corpus folder (``train``, ``names``, ``lexicon``, ``readings-*.tsv``), in Markdown.

    Raises:
        InputError: a file of the corpus cannot be read.
    """
    corpus = load((), folder / "train", dev)
    glossary = compiled.load()
    found = compiled.matcher("en").find_in([row.text("en") for row in corpus.rows])
    counts = Counter(occurrence.concept for line in found for occurrence in line)
    lengths = [name for name, _, _ in _LENGTHS]
    parts = {
        "Size": _sizes(corpus),
        "Length": _distribution("words of the English", map(_length, corpus.rows), lengths),
        "Origin": _distribution("conceived in", (row.origin for row in corpus.rows), list(COLUMNS)),
        "Second readings": _readings(folder, len(corpus.rows)),
        "Lexicon and names": _lists(folder),
        "Contested terms by framing": _framings(counts),
        "Contested terms by concept": _concepts(glossary, counts),
    }
    return "\n\n".join(f"### {title}\n{text}" for title, text in parts.items())


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        f"| {' | '.join(f'{c:,}' if isinstance(c, int) else str(c) for c in line)} |" for line in lines
    )


def _sizes(corpus: Corpus) -> str:
    rows = []
    for name, part in (("train", corpus.rows), ("dev", corpus.dev)):
        words = [sum(len(row.text(lang).split()) for row in part) for lang in COLUMNS]
        rows.append([name, len({row.place.file for row in part}), len(part), *words])
    return _table(["part", "files", "sentences", "English words", "Arabic words", "Hebrew words"], rows)


def _length(row: Row) -> str:
    words = len(row.text("en").split())
    return next(name for name, least, most in _LENGTHS if least <= words <= most)


def _distribution(title: str, values: Iterable[str], order: Sequence[str]) -> str:
    counts = Counter(values)
    total = max(counts.total(), 1)
    return _table([title, "sentences", "share"], ([x, counts[x], f"{counts[x] / total:.0%}"] for x in order))


def _readings(folder: Path, sentences: int) -> str:
    """What the logs of the second readings say, and how much of the corpus they cover."""
    rows: list[list[object]] = []
    faults: Counter[str] = Counter()
    covered: dict[str, int] = {}
    for path in sorted(folder.glob("readings-*.tsv")):
        lines = read(path)
        for line in lines:
            if len(line.cells) != _CELLS or not (line.cells[1].isdigit() and line.cells[2].isdigit()):
                raise InputError(line.place, "no file, rows read, rows mended, faults", "mend the line")
            faults.update(kind.strip() for kind in line.cells[3].split(",") if kind.strip() != "none")
            covered[line.cells[0]] = int(line.cells[1])
        rows.append([path.name, len(lines), *(sum(int(line.cells[k]) for line in lines) for k in (1, 2))])
    read_again = sum(covered.values())
    commonest = "; ".join(f"{kind} ({count})" for kind, count in faults.most_common(8))
    return (
        _table(["second reading", "files", "rows read", "rows mended"], rows)
        + f"\n\nRead a second time: {len(covered):,} files, {read_again:,} rows, "
        + f"{read_again / max(sentences, 1):.0%} of the training part.\n"
        + f"Faults noted most often, with the number of files: {commonest}."
    )


def _lists(folder: Path) -> str:
    rows: list[list[object]] = []
    for name in ("lexicon", "names"):
        paths = sorted((folder / name).glob("*.tsv"))
        rows.append([name, len(paths), sum(1 for path in paths for _ in read_rows(path))])
    return _table(["list", "files", "rows"], rows)


def _framings(counts: Mapping[str, int]) -> str:
    """How often the English words things as one side does, and whether the two are in balance."""
    totals: dict[str, int] = {}
    rows: list[list[object]] = []
    for side, concepts in SIDES.items():
        used = Counter({concept: counts[concept] for concept in concepts if counts.get(concept)})
        totals[side] = used.total()
        often = ", ".join(f"{concept} {count}" for concept, count in used.most_common(8))
        rows.append([side, len(concepts), len(used), totals[side], often])
    more, less = sorted(totals, key=lambda side: totals[side], reverse=True)
    gap = (totals[more] - totals[less]) / max(totals[more], 1)
    verdict = "lie" if gap <= BALANCED else "do not lie"
    return (
        _table(["framing", "concepts", "of these used", "occurrences in the English", "most often"], rows)
        + f"\n\nThe two sides' framings {verdict} within {BALANCED:.0%} of each other: "
        + f"{less} {gap:.1%} below {more}."
    )


def _concepts(glossary: Glossary, counts: Mapping[str, int]) -> str:
    domains: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for concept in glossary:
        domains[concept.domain].append((counts.get(concept.id, 0), concept.id))
    rows = [
        [name, sum(n for n, _ in found), ", ".join(f"{i} {n}" for n, i in sorted(found, key=lambda x: -x[0]))]
        for name, found in domains.items()
    ]
    return _table(["domain", "occurrences", "by concept"], rows)


@click.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option(
    "--train",
    type=click.Path(path_type=Path),
    default=Path("seeds/corpus/train"),
    show_default=True,
    metavar="FOLDER",
    help="The training part, which the files must not repeat.",
)
@click.option(
    "--dev",
    type=click.Path(path_type=Path),
    default=Path("seeds/corpus/dev.tsv"),
    show_default=True,
    metavar="FILE",
    help="The development part, which must not leak into training.",
)
@click.option("--strict", is_flag=True, help="Let warnings fail too.")
@click.option("--statistics", "figures", is_flag=True, help="Print the figures of the corpus instead.")
def command(files: tuple[Path, ...], train: Path, dev: Path, strict: bool, figures: bool) -> None:
    """Check corpus files (without FILE the whole training part): format, numbers, repetitions, leaks, terms.

    Exit code 1 when there is an error, with --strict also for warnings; 2 on bad input.
    """
    try:
        if figures:
            click.echo(statistics(train.parent, dev))
            return
        corpus = load(files, train, dev)
        findings = check(corpus)
    except InputError as error:
        click.echo(f"check: {error}", err=True)
        sys.exit(2)
    for finding in findings:
        click.echo(str(finding))
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    click.echo(f"{len(corpus.lines):,} rows: {errors:,} errors, {warnings:,} warnings", err=True)
    sys.exit(1 if errors or (strict and warnings) else 0)


if __name__ == "__main__":
    command()
