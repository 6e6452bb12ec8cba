"""Arabic and Hebrew source words: a light analysis, and what the dictionary has for them.

A word is split into proclitics (the tables of :mod:`termlock.glossary.morphology`), a stem and an ending;
the stem is looked up among the principal parts of the dictionary, levelled. Nothing is generated but the
few stems of a verb from which its persons are spelled. What is split off and is not told by the equivalent
itself stays in the text as a token of its own: proclitics and the letter of the person before the
equivalent, pronouns and the ending of the person after it. Agreement (ة ات ים ות) and the construct state
are dropped; a plural and a past are shown by the equivalent::

    وبجنودهم → و ب soldiers هم        سيرفضونه → س ي reject ون ه        כשדחתה → כש rejected ה
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple
from weakref import WeakKeyDictionary

from termlock.glossary.morphology import MORPHOLOGIES
from termlock.glossary.normalise import INVISIBLE, LEVELLED, VOWELS
from termlock.translate import english
from termlock.translate.lexicon import CONTENT, Entry, Lexicon, Match

LONGEST = 4  # words of a phrase
SHORTEST = 3  # letters of a stem that may carry anything
MOST_SENSES = 3

_SKIPPED = f"{VOWELS}{INVISIBLE}"
_TOKEN = re.compile(f"[^\\W_][\\w{_SKIPPED}]*(?:[\"'][^\\W_][\\w{_SKIPPED}]*)*(?:(?<=[גזצתדחע])'(?!\\w))?")
_NOT_WRITTEN = re.compile(f'[{_SKIPPED}"]')
_GAP = re.compile(r"[ \u00a0]|[-\u05be\u2010\u2011]")
_LEVEL = str.maketrans({c: to for chars, to, _ in LEVELLED for c in chars})

SINGLE, PLURAL = frozenset(["single"]), frozenset(["plural"])
NOMINAL = frozenset(["single", "plural", "bound", "other"])
NAMED = frozenset(["name"])


# Words are ordered by their frequency in the dictionary; of names only the kind tells.
RARITIES = {"place": 0.7, "organisation": 1.2, "person": 1.0, "demonym": 0.3, "given": 1.6, "family": 1.8}
_RARITY_OF_PHRASES = 0.8


class Hit(NamedTuple):
    """A principal part, or a stem of one: of which entry it is, and what it tells."""

    entry: Entry
    rarity: float  # of its English word
    place: int  # the place of the equivalent in its row, 0 for the first
    kind: str  # single, plural, other; name; past, present, future, infinitive
    spelled: str  # as the dictionary has it, not levelled
    article: bool = False  # stands for a stem whose article is part of it


class Ending(NamedTuple):
    """A row of a table of endings: what the word ends in, what its stem ends in, of which kinds.

    ``number`` is what the ending tells, ``after`` what is kept of it in the text.
    """

    ending: str
    stem: str
    kinds: frozenset[str]
    cost: int
    after: str = ""
    number: str = ""


class Stem(NamedTuple):
    """Letters from which forms of a word are spelled, and the kind that tells which forms."""

    text: str
    kind: str


class Grammar:
    """What the analysis needs to know of a language: given as it is spelled, held levelled."""

    def __init__(
        self,
        *,
        lang: str,
        article: str,
        letters: tuple[tuple[frozenset[str], str], ...],  # kinds of verb stems, and the letters before them
        first_person: str,  # those that no ending follows
        endings: Iterable[Ending],
        verb: Callable[[str, str], Iterator[Stem]],
        noun: Callable[[list[str]], Iterator[Stem]],
        agreement: str,  # endings of the later words of a phrase
        prepositions: str,  # that end an equivalent and need not follow the word at once
        function: str,
        with_pronouns: str,  # function words that pronouns are written with: عليه, שלו
        pronouns: Iterable[str],
        before_nouns: str,  # no finite verb stands after them
        before_verbs: str,  # only a verb stands after them
    ) -> None:
        """Level the tables, and add the ending that every word may have: none."""
        self.lang, self.article = lang, article
        self.letters, self.first_person = letters, first_person
        self.endings = _table([Ending("", "", WHOLE, 0), *endings])
        self.verb, self.noun = verb, noun
        self.agreement = _agreement(agreement)
        self.prepositions = _words(prepositions)
        written_together = (a + b for a, b in product(with_pronouns.split(), pronouns))
        self.function = _words(function) | _words(" ".join(written_together))
        self.before_nouns, self.before_verbs = _words(before_nouns), _words(before_verbs)


class Split(NamedTuple):
    """A string of proclitics: its parts, which words may stand after it, what it costs."""

    parts: tuple[str, ...]
    kinds: frozenset[str]
    cost: int
    definite: bool = False


FUTURE = frozenset(["future", "future-weak"])
PAST = frozenset(["past", "past-weak"])
INFINITIVE = frozenset(["infinitive"])
VERBAL = PAST | FUTURE | INFINITIVE | {"present", "passive"}
BOUND = frozenset(["bound"])  # a stem of a noun that only stands before pronouns and in the construct state
_ANY = NOMINAL | NAMED | VERBAL
WHOLE = _ANY - {"past-weak", "future-weak"}  # a weak stem never stands without an ending


_COSTS = {"ك": 3, "כ": 3, "ف": 2}  # of proclitics that are rarer than the rest


def _splits(lang: str, article: str) -> dict[str, Split]:
    """Every string of proclitics of a language, from its morphology."""
    found = {"": Split((), _ANY, 0)}
    tables = MORPHOLOGIES[lang].proclitics
    for table, kinds in (("noun", NOMINAL | NAMED), ("verb", VERBAL)):
        for before, clitics in tables[table].items():
            if not before:
                continue
            known = found.get(before)
            if known:
                found[before] = known._replace(kinds=known.kinds | kinds)
                continue
            cost = 0 if clitics.parts == (article,) else sum(_COSTS.get(part, 1) for part in clitics.parts)
            found[before] = Split(clitics.parts, kinds, cost, bool(clitics.definite))
    return found


def _table(rows: Iterable[Ending]) -> dict[str, tuple[Ending, ...]]:
    """A table of endings by what a word ends in, levelled."""
    found: dict[str, tuple[Ending, ...]] = {}
    for row in rows:
        ending, stem = row.ending.translate(_LEVEL), row.stem.translate(_LEVEL)
        found[ending] = (*found.get(ending, ()), row._replace(ending=ending, stem=stem))
    return found


def _words(text: str) -> frozenset[str]:
    """The words of a closed list, levelled."""
    return frozenset(text.translate(_LEVEL).split())


def _agreement(endings: str) -> re.Pattern[str]:
    """What agreement adds to a word of three letters or more."""
    return re.compile(f"(?<=...)(?:{'|'.join(endings.translate(_LEVEL).split())})$")


class Analysis(NamedTuple):
    """One way to read a word: what stands before its stem, where the stem begins, the stem, the ending."""

    cost: int
    before: tuple[str, ...]
    definite: bool
    start: int
    base: str
    ending: Ending
    kinds: frozenset[str]


class Index:
    """The principal parts of one language in a dictionary."""

    def __init__(self, lexicon: Lexicon, grammar: Grammar) -> None:
        """Index the rows of ``lexicon``."""
        self.grammar = grammar
        self._splits = _splits(grammar.lang, grammar.article)
        self._longest = max(map(len, self._splits))
        self._ending = max(map(len, grammar.endings))
        self._forms: dict[str, list[Hit]] = {}
        self._loose: dict[str, list[Hit]] = {}  # looked up where the others have nothing
        self._phrases: dict[str, dict[tuple[str, ...], list[Hit]]] = {}
        self._readings: dict[str, tuple[tuple[Analysis, ...], tuple[Analysis, ...]]] = {}
        self._words: dict[tuple[str, frozenset[str]], Found | None] = {}
        rank = 0
        for variants in lexicon.entries:
            entry = variants[0]
            single = " " not in entry.english
            rank += single and not entry.is_name
            if entry.pos in CONTENT:
                common = 0.5 * math.log10(1 + rank / 100) if single else _RARITY_OF_PHRASES
                rarity = RARITIES.get(entry.pos, common)
                for place, parts in enumerate(entry.equivalents[grammar.lang]):
                    self._add(entry, rarity, place, parts)

    def _add(self, entry: Entry, rarity: float, place: int, parts: tuple[str, ...]) -> None:
        split = [[levelled(w) for w in _TOKEN.findall(part)] for part in parts]
        if entry.pos == "verb" and len(parts) > 1 and split[0] and split[1]:
            for stem in self.grammar.verb(split[0][0], split[1][0]):
                self._put([stem.text, *split[0][1:]], Hit(entry, rarity, place, stem.kind, parts[0]))
            return
        if entry.pos == "noun" and all(len(words) == 1 for words in split):
            for stem in self.grammar.noun([words[0] for words in split]):
                self._put([stem.text], Hit(entry, rarity, place, stem.kind, ""))
        for number, (part, words) in enumerate(zip(parts, split, strict=True)):
            if not words or (entry.pos == "phrase" and len(words) == 1):
                continue
            of_name = entry.is_name and entry.pos != "demonym"  # its equivalents are spellings, none is rarer
            hit = Hit(entry, rarity, 0 if of_name else place, _kind(entry, number), part)
            self._put(words, hit)
            bare = words[0].removeprefix(self.grammar.article)
            if bare != words[0] and len(bare) > 1 and (entry.is_name or len(words) > 1):
                self._put([bare, *words[1:]], hit._replace(article=True))

    def _put(self, words: list[str], hit: Hit) -> None:
        if len(words) > 1 and len(words[-1]) == 1:
            # a preposition that is written with the next word: أمسك ب
            words, hit = words[:-1], hit._replace(rarity=hit.rarity + 0.3)
        if len(words) == 1:
            self._forms.setdefault(words[0], []).append(hit)
            return
        if len(words) > LONGEST:
            return
        rest = self._rest(words)
        self._phrases.setdefault(words[0], {}).setdefault(rest, []).append(hit)
        if len(words) == 2 and words[1] in self.grammar.prepositions:
            self._loose.setdefault(words[0], []).append(hit)

    def proclitic(self, word: str) -> bool:
        """Whether a word is nothing but proclitics."""
        return bool(word) and word in self._splits

    def _rest(self, words: list[str]) -> tuple[str, ...]:
        """The later words of a phrase as they are compared; an idiom on a function word is not inflected."""
        idiom = words[0] in self.grammar.function
        return tuple(words[1:]) if idiom else tuple(self.reduced(w) for w in words[1:])

    def reduced(self, word: str) -> str:
        """A later word of a phrase without article and agreement."""
        bare = word.removeprefix(self.grammar.article)
        return self.grammar.agreement.sub("", bare if len(bare) >= SHORTEST else word)

    def analyses(self, word: str) -> tuple[tuple[Analysis, ...], tuple[Analysis, ...]]:
        """The ways to read a levelled word that lead to the dictionary, and those that lead to its phrases."""
        known = self._readings.get(word)
        if known is None:
            found = tuple(self._analyse(word))
            known = found, tuple(a for a in found if a.base in self._phrases)
            self._readings[word] = known
        return known

    def _analyse(self, word: str) -> Iterator[Analysis]:
        if word in self.grammar.function:
            yield Analysis(0, (), False, 0, word, self.grammar.endings[""][0], NOMINAL)
            return
        for start in range(min(self._longest, len(word) - 1) + 1):
            split = self._splits.get(word[:start])
            if split is None:
                continue
            bare = split.kinds - FUTURE - INFINITIVE
            yield from self._stems(word, start, split.parts, split.definite, bare, split.cost)
            for kinds, letters in self.grammar.letters:
                if kinds <= split.kinds and word[start] in letters:
                    stems = self._stems(word, start + 1, (*split.parts, ""), False, kinds, split.cost)
                    first_person = word[start] in self.grammar.first_person
                    yield from (a for a in stems if not (first_person and a.ending.ending))

    def _stems(
        self, word: str, start: int, before: tuple[str, ...], definite: bool, kinds: frozenset[str], cost: int
    ) -> Iterator[Analysis]:
        rest = word[start:]
        for length in range(min(self._ending, len(rest) - 2) + 1):
            for ending in self.grammar.endings.get(rest[len(rest) - length :], ()):
                base = rest[: len(rest) - length] + ending.stem
                if base in self._forms or base in self._phrases or base in self._loose:
                    yield Analysis(cost + ending.cost, before, definite, start, base, ending, kinds)

    def word(self, spelled: str, barred: frozenset[str] = frozenset()) -> Found | None:
        """What the dictionary has for a word as it is spelled in the text, but nothing of the ``barred`` kinds."""
        key = spelled, barred
        if key not in self._words:
            self._words[key] = self._word(spelled, barred)
        return self._words[key]

    def _word(self, spelled: str, barred: frozenset[str]) -> Found | None:
        flat = levelled(spelled)
        if flat in self.grammar.function:
            return None
        for table in (self._forms, self._loose):
            found = [
                (_score(hit, analysis) + strange, analysis, hit)
                for analysis in self.analyses(flat)[0]
                for hit in table.get(analysis.base, ())
                if _fits(hit, analysis, barred) and (strange := _estranged(hit, analysis, spelled)) < math.inf
            ]
            if found:
                best = _best(found, self.grammar.lang)
                return best if found[0][0] <= min(self.function(flat), LIMIT) else None
        return None

    def function(self, word: str) -> float:
        """How unlikely a levelled word is as a function word with proclitics (שבו, وفي); infinite if it is none."""
        if word in self.grammar.function or word in self._splits:
            return 0
        return min(
            (
                SPLITTING * split.cost
                for before, split in self._splits.items()
                if split.cost and word.startswith(before) and word[len(before) :] in self.grammar.function
            ),
            default=math.inf,
        )

    def phrase(self, flats: list[str]) -> Found | None:
        """What the dictionary has for levelled words that follow one another: the phrase that they make up."""
        heads = self.analyses(flats[0])[1]
        if not heads:
            return None
        rest = self._rest(flats)
        found = [
            (_score(hit, analysis), analysis, hit)
            for analysis in heads
            for hit in self._phrases[analysis.base].get(rest, ())
            if hit.kind in analysis.kinds & analysis.ending.kinds and (analysis.definite or not hit.article)
        ]
        return _best(found, self.grammar.lang) if found else None


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of a word or phrase, likeliest first, and the analysis that led to the first of them."""

    hits: tuple[tuple[Hit, Ending], ...]
    analysis: Analysis
    lang: str
    _senses: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)

    def senses(self, target: str) -> tuple[tuple[str, ...], ...]:
        """The target words of each meaning (see :func:`senses`)."""
        if target not in self._senses:
            self._senses[target] = senses(self.hits, self.lang, target)
        return self._senses[target]


Scored = tuple[float, Analysis, Hit]

LIMIT = 1.8  # a word whose best reading is less likely is left alone: on dev.tsv half of them are wrong
MARGIN = 0.6  # how much less likely than the best a reading may be to be offered beside it
LEFT_OUT = 0.7  # what a sign that the text leaves out makes a reading less likely
SPLITTING = 0.4  # what each part that is split off makes a reading less likely


def _score(hit: Hit, analysis: Analysis) -> float:
    """How unlikely a reading is: what must be split off, the place in its row, the rarity of the English word."""
    place = 0 if hit.entry.is_name else hit.place
    return SPLITTING * analysis.cost + 0.5 * place + hit.rarity


def _best(found: list[Scored], lang: str) -> Found:
    """The readings that come near the likeliest and split the word as it does."""
    found.sort(key=lambda f: f[0])
    least, best, _ = found[0]
    near = [
        f for f in found if f[0] <= least + MARGIN and f[1].before == best.before and f[1].start == best.start
    ]
    return Found(tuple((hit, analysis.ending) for _, analysis, hit in near), best, lang)


def _kind(entry: Entry, number: int) -> str:
    """The kind of a principal part that is no verb's."""
    if entry.pos == "demonym":
        return "single"
    if entry.is_name:
        return "name"
    if entry.pos in ("adv", "phrase"):
        return "other"
    return "plural" if number else "single"


def _fits(hit: Hit, analysis: Analysis, barred: frozenset[str]) -> bool:
    """Whether a principal part may carry what was split off; short ones carry nothing."""
    if hit.kind not in analysis.kinds or hit.kind not in analysis.ending.kinds:
        return False
    if hit.kind in barred and not analysis.start:
        return False
    if hit.article and not analysis.definite:
        return False
    if not analysis.start and not analysis.ending.ending:
        return True
    if hit.kind == "other":
        return not analysis.definite and not analysis.ending.ending
    if hit.kind in VERBAL:
        return len(analysis.base) > 1 and (hit.kind in FUTURE or len(hit.spelled) >= SHORTEST)
    with_article = not analysis.cost  # and nothing else
    return len(analysis.base) >= SHORTEST - with_article


def _estranged(hit: Hit, analysis: Analysis, spelled: str) -> float:
    """What the spelling makes a reading less likely: infinitely if it goes against the text (بدأ, not بدا; צה"ל).

    A hamza or a quotation mark that the text leaves out costs less.
    """
    if '"' in spelled and '"' not in hit.spelled:
        return math.inf
    if hit.kind in FUTURE or hit.article:
        return 0.0
    stem = plain(spelled)[analysis.start :]
    stem = stem[: len(stem) - len(analysis.ending.ending)]
    known = plain(hit.spelled)
    if any(seen in _HAMZAS and seen != letter for seen, letter in zip(stem, known, strict=False)):
        return math.inf
    left_out = any(letter in _HAMZAS and seen != letter for seen, letter in zip(stem, known, strict=False))
    return LEFT_OUT if left_out or ('"' in hit.spelled and '"' not in spelled) else 0.0


_HAMZAS = frozenset("أإآؤئ")


def plain(word: str) -> str:
    """A word without vowel marks and quotation marks."""
    return _NOT_WRITTEN.sub("", word)


def levelled(word: str) -> str:
    """A word as it is compared; quicker than ``normalise.level``, with the same result for a single word."""
    return plain(word).translate(_LEVEL)


def senses(hits: tuple[tuple[Hit, Ending], ...], source: str, target: str) -> tuple[tuple[str, ...], ...]:
    """The target words of each meaning, synonyms together.

    Two rows are of one meaning if they have an equivalent in the third language in common: كبير is *big*
    and *large*, both of them גדול.
    """
    (third,) = {"ar", "he"} - {source}
    groups: list[tuple[set[str], dict[str, None]]] = []
    for hit, ending in hits:
        sense = {parts[0] for parts in hit.entry.equivalents[third]}
        group = next((g for g in groups if g[0] & sense), None)
        if group is None:
            if len(groups) == MOST_SENSES:
                continue
            group = (set(), {})
            groups.append(group)
        group[0].update(sense)
        group[1].update(dict.fromkeys(_equivalents(hit, ending, target)))
    return tuple(tuple(words) for _, words in groups)


# How an English verb shows the kind of the form it stands for
INFLECTED: dict[str, Callable[[str], str]] = {
    "past": english.past,
    "past-weak": english.past,
    "passive": english.passive,
}


def _equivalents(hit: Hit, ending: Ending, target: str) -> list[str]:
    entry = hit.entry
    is_plural = hit.kind == "plural" or ending.number == "plural"
    if target == "en":
        if is_plural and entry.pos in ("noun", "title"):
            return [english.plural(entry.english)]
        return [INFLECTED.get(hit.kind, str)(entry.english)]
    equivalents = entry.equivalents[target]
    if entry.is_name:
        place = hit.place if entry.pos == "demonym" and hit.place < len(equivalents) else 0
        return [equivalents[place][0]]
    second = hit.kind not in INFLECTED and target == "ar" if entry.pos == "verb" else is_plural
    return [parts[-1] if second else parts[0] for parts in equivalents]


class Text:
    """The words of an Arabic or Hebrew text."""

    def __init__(self, text: str, target: str, index: Index) -> None:
        """Cut ``text`` into words."""
        self.text, self.target, self.index = text, target, index
        self.spans = [span for t in _TOKEN.finditer(text) for span in self._unquoted(*t.span())]
        self.flats = [levelled(text[start:end]) for start, end in self.spans]

    def _unquoted(self, start: int, end: int) -> list[tuple[int, int]]:
        """A proclitic before a quotation mark is a word of its own: ה"התנגדות", but not דו"ח."""
        before, quote, after = self.text[start:end].partition('"')
        if quote and len(after) >= SHORTEST and self.index.proclitic(levelled(before)):
            return [(start, start + len(before)), (start + len(before) + 1, end)]
        return [(start, end)]

    def at(self, index: int) -> Match | None:
        """The longest stretch that is known and begins at a word."""
        for length in range(self._reach(index), 1, -1):
            found = self.index.phrase(self.flats[index : index + length])
            if found:
                return self._match(found, index, length)
        found = self.index.word(self.text[slice(*self.spans[index])], self._barred(index))
        return self._match(found, index, 1) if found else None

    def _reach(self, index: int) -> int:
        """How many words a phrase that begins at a word may have."""
        most = min(LONGEST, len(self.spans) - index) if self.index.analyses(self.flats[index])[1] else 1
        return next((k for k in range(1, most) if not self._adjacent(index + k)), most)

    def _adjacent(self, index: int) -> bool:
        """Whether nothing but a space or a hyphen stands before a word."""
        return _GAP.fullmatch(self.text, self.spans[index - 1][1], self.spans[index][0]) is not None

    def _barred(self, index: int) -> frozenset[str]:
        """The kinds that cannot stand after the word before."""
        before = self.flats[index - 1] if index else ""
        if before in self.index.grammar.before_nouns:
            return FINITE
        return NOMINAL | NAMED if before in self.index.grammar.before_verbs else frozenset()

    def _match(self, found: Found, first: int, length: int) -> Match:
        analysis = found.analysis
        start, end = self.spans[first][0], self.spans[first + length - 1][1]
        bare, parts = self.text[start:end], analysis.before
        if found.hits[0][0].article and parts and parts[-1] == self.index.grammar.article:
            parts = parts[:-1]
        word = plain(self.text[start : self.spans[first][1]])
        if bare.startswith(word):
            bare = bare[analysis.start :]
        if parts and not parts[-1]:
            parts = (*parts[:-1], word[analysis.start - 1])  # the letter of the person, as it is spelled
        after = analysis.ending.after
        return Match(
            length,
            start,
            end,
            found.senses(self.target),
            bare,
            "".join(f"{part} " for part in parts),
            f" {after}" if after else "",
        )


FINITE = PAST | FUTURE | {"passive"}


def reader(grammar: Grammar) -> Callable[[str, str, Lexicon], Text]:
    """How texts of a language are read; the index of a lexicon is made once."""
    indexes: WeakKeyDictionary[Lexicon, Index] = WeakKeyDictionary()

    def read(text: str, target: str, lexicon: Lexicon) -> Text:
        index = indexes.get(lexicon)
        if index is None:
            index = indexes[lexicon] = Index(lexicon, grammar)
        return Text(text, target, index)

    return read
