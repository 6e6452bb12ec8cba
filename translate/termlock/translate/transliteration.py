"""Spell names that the lexicon does not know in the script of another language.

A name is a chain of pairs of letter chunks, ``sh:ش a: r:ر o:و n:ن`` (joint multigrams: Bisani & Ney 2008). How
likely a pair is depends, log-linearly, on the letters around it, the pairs before it and the letters that the
word has elsewhere (*kh* speaks for an Arabic name, *sch* for a German one). ``scripts/transliteration.py`` aligns
the names of the lexicon and learns the weights; a hand-written rule table per direction adds what was never seen.
Arabic spellings that are words or names of farahidi's lists (AlKhalil Morpho Sys 2) are preferred: many an Arabic
name is also a word, and its emphatic letters cannot be told from Latin ones.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import simplemma

from termlock.glossary.errors import InputError
from termlock.translate.document.sentences import sentences
from termlock.translate.lexicon import NAME_TYPES, TOKEN, Lexicon, plain

DATA = Path(str(files("termlock.translate"))) / "data" / "transliteration"
LANGUAGES = ("en", "ar", "he")
DIRECTIONS = tuple((s, t) for s in LANGUAGES for t in LANGUAGES if s != t)

Pair = tuple[str, str]  # a chunk of the source, and what it becomes
Chain = tuple[Pair, ...]
EDGE: Pair = ("", "")  # before and after a word

MEMORY = 3  # pairs before one that have a say
BEAM = 8
ATTESTED = 2.0  # what each list adds to the logarithm of a spelling's probability
ANSWERING = 1.0  # what each Hebrew letter costs that answers no letter of the Arabic spelling
UNLIKELY = -9.0  # logarithm of a pair's probability below which it is not followed
WINDOWS = tuple((b, a) for b in range(4) for a in range(5) if 1 <= b + a <= 5)
LONGEST = 3  # letters of a source chunk
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻʾʿ`´׳", "'"))
_LETTERS_WITHOUT_PARTS = str.maketrans(
    {"ł": "l", "ø": "o", "ß": "ss", "ı": "i", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "đ": "d", "ə": "a"}
)
_ARABIC_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_HEBREW_MARKS = re.compile("[\u0591-\u05c7]")
_HEBREW_UNIT = re.compile("[גדזחטסעצרת]'|.")
_FINAL = dict(zip("מנצכ", "םןץך", strict=True))
_NOT_FINAL = str.maketrans({v: k for k, v in _FINAL.items()})


def _latin(word: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", word.lower().translate(_LETTERS_WITHOUT_PARTS))
    return tuple(c for c in plain if "a" <= c <= "z" or c == "'")


def _arabic(word: str) -> tuple[str, ...]:
    return tuple(c for c in _ARABIC_MARKS.sub("", word).replace("ٱ", "ا") if c.isalpha())


def _hebrew(word: str) -> tuple[str, ...]:
    plain = _HEBREW_MARKS.sub("", word).translate(_NOT_FINAL)
    return tuple(u for u in _HEBREW_UNIT.findall(plain) if "א" <= u[0] <= "ת")


def _spell_hebrew(units: str) -> str:
    word = re.sub("ף(?=.)", "פ", units)
    return word[:-1] + _FINAL.get(word[-1], word[-1]) if word else word


_SPLIT: dict[str, Callable[[str], tuple[str, ...]]] = {"en": _latin, "ar": _arabic, "he": _hebrew}
_SPELL: dict[str, Callable[[str], str]] = {"en": str.capitalize, "ar": str, "he": _spell_hebrew}


def letters(word: str, lang: str) -> tuple[str, ...]:
    """The letters of a word as the model sees them.

    Latin ones without diacritics, Hebrew ones with their geresh and without final shapes.
    """
    return _SPLIT[lang](word.translate(_APOSTROPHES))


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Renderings of source chunks, the likeliest first; ``^`` and ``$`` mark the edges of the word."""

    renderings: dict[str, tuple[str, ...]]

    def at(self, chunk: str, first: bool, last: bool) -> tuple[str, ...]:
        """The renderings of a chunk at its place in the word."""
        for marked, there in ((f"^{chunk}", first), (f"{chunk}$", last)):
            if there and marked in self.renderings:
                return self.renderings[marked]
        return self.renderings.get(chunk, ())

    def apply(self, source: Sequence[str]) -> str:
        """The rendering by rule alone: the longest chunk at each place."""
        pieces, at = [], 0
        while at < len(source):
            for end in range(min(len(source), at + LONGEST), at, -1):
                found = self.at("".join(source[at:end]), at == 0, end == len(source))
                if found:
                    pieces.append(found[0])
                    break
            else:
                end = at + 1
            at = end
        return "".join(pieces)


@cache
def rules(source: str, target: str) -> Rules:
    """The hand-written table of a direction."""
    table = {}
    for line in (DATA / f"rules-{source}-{target}.tsv").read_text(encoding="utf-8").splitlines():
        chunk, renderings = line.split("\t")
        table[chunk] = tuple("" if r == "-" else r for r in renderings.split())
    return Rules(table)


Features = dict[str, float]


class Model:
    """A log-linear model of the next pair of a chain."""

    def __init__(self, weights: dict[Pair, Features], by_rule: Rules) -> None:
        """``weights`` of the features of each pair; those of ``EDGE`` are shared by all pairs."""
        self.weights = weights
        self.rules = by_rule
        self._renderings: dict[str, list[str]] = {}
        known = {pair: None for pair in weights if pair != EDGE}
        for chunk, renderings in by_rule.renderings.items():
            known |= {(chunk.strip("^$"), rendering): None for rendering in renderings}
        for chunk, rendering in sorted(known):
            self._renderings.setdefault(chunk, []).append(rendering)

    def candidates(self, source: Sequence[str], at: int) -> list[tuple[int, Pair]]:
        """The pairs that can come next, with the place where each ends."""
        found = []
        for end in range(at + 1, min(len(source), at + LONGEST) + 1):
            chunk = "".join(source[at:end])
            found += [(end, (chunk, rendering)) for rendering in self._renderings.get(chunk, ())]
        return found

    def decode(self, source: Sequence[str]) -> list[tuple[float, str]]:
        """Renderings of a word with the logarithms of their probabilities, the likeliest first."""
        size = len(source)
        beams: list[dict[tuple[Chain, str], float]] = [{} for _ in range(size + 1)]
        beams[0][((EDGE,) * MEMORY, "")] = 0.0
        for at in range(size):
            candidates = self.candidates(source, at)
            if not candidates:  # a letter that neither the table nor the rules know
                candidates = [(at + 1, (source[at], ""))]
            around = [*letters_around(source, at), *letters_anywhere(source)]
            alone = [
                _sum(self.weights.get(pair, {}), around)
                + _sum(self.weights.get(EDGE, {}), by_rule(self.rules, source, at, end, pair))
                for end, pair in candidates
            ]
            best = sorted(beams[at].items(), key=lambda item: (-item[1], item[0][1]))[:BEAM]
            for (history, output), score in best:
                scores = [
                    base
                    + _sum(self.weights.get(pair, {}), pairs_before(history, source, end))
                    + _sum(self.weights.get(EDGE, {}), spelled(history, pair))
                    for base, (end, pair) in zip(alone, candidates, strict=True)
                ]
                high = max(scores)
                total = high + math.log(sum(math.exp(x - high) for x in scores))
                for x, (end, pair) in zip(scores, candidates, strict=True):
                    if x - total > UNLIKELY:
                        _add(beams[end], ((*history[1:], pair), output + pair[1]), score + x - total)
        finished: dict[str, float] = {}
        for (_, output), score in beams[size].items():
            _add(finished, output, score)
        return sorted(((s, o) for o, s in finished.items()), key=lambda item: (-item[0], item[1]))


Key = TypeVar("Key")


def _add(scores: dict[Key, float], key: Key, score: float) -> None:
    """Add a probability, given by its logarithm, to what leads to the same result."""
    old = scores.get(key)
    if old is not None:
        score = max(old, score) + math.log1p(math.exp(-abs(old - score)))
    scores[key] = score


def _sum(weights: Features, features: Iterable[str]) -> float:
    return sum(weights.get(feature, 0.0) for feature in features)


def letters_around(source: Sequence[str], at: int) -> list[str]:
    """Features: the letters before and after a place, in windows of up to five letters."""
    padded = ("^", "^", "^", *source, "$", "$", "$", "$")
    return [f"{b}{''.join(padded[at + 3 - b : at + 3 + a])}" for b, a in WINDOWS]


@lru_cache(maxsize=64)
def letters_anywhere(source: tuple[str, ...]) -> list[str]:
    """Features: every two neighbouring letters of the word."""
    return [f"#{a}{b}" for a, b in pairwise(("^", *source, "$"))]


def pairs_before(history: Chain, source: Sequence[str], end: int) -> list[str]:
    """Features: the pairs before this one, what they spell, and the letters that come after it."""
    one, two, three = (f"{chunk}~{rendering}" for chunk, rendering in reversed(history))
    written = "".join(rendering for _, rendering in history)
    return [
        "bias",
        f"a{one}",
        f"b{two}~{one}",
        f"c{three}~{two}~{one}",
        f"d{written[-1:]}",
        f"e{written[-2:]}",
        f"f{written[-3:]}",
        f"g{not history[-1][1]}{not history[-2][1]}",
        f"h{written[-1:]}~{''.join(source[end : end + 1])}",
        f"i{one}~{''.join(source[end : end + 2])}",
    ]


def by_rule(table: Rules, source: Sequence[str], at: int, end: int, pair: Pair) -> list[str]:
    """Features shared by all pairs: what the rules say of it, and its size."""
    allowed = table.at(pair[0], at == 0, end == len(source))
    return [
        f"rule{pair[1] in allowed}{end - at}",
        f"first{allowed[:1] == (pair[1],)}",
        f"size{end - at}{len(pair[1])}",
    ]


def spelled(history: Chain, pair: Pair) -> list[str]:
    """Features shared by all pairs: the letters that the target would have in a row."""
    written = "".join(rendering for _, rendering in history)
    return [f"two{written[-2:]}~{pair[1]}", f"three{written[-3:]}~{pair[1]}"]


@cache
def model(source: str, target: str) -> Model:
    """The shipped model of a direction."""
    weights: dict[Pair, Features] = {}
    for line in (DATA / f"{source}-{target}.tsv").read_text(encoding="utf-8").splitlines():
        chunk, rendering, *cells = line.split("\t")
        weights[chunk, rendering] = {
            feature: int(tenths) / 10 for tenths, *features in map(str.split, cells) for feature in features
        }
    return Model(weights, rules(source, target))


@cache
def attested(lang: str) -> dict[str, int]:
    """Words that exist in a language, with the number of lists they are on; only Arabic has such lists."""
    path = DATA / f"words-{lang}.tsv"
    if not path.exists():
        return {}
    rows = (line.partition("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {word: int(lists or 1) for word, _, lists in rows}


def renderings(
    by: Model, source: Sequence[str], target: str, arabic: Sequence[tuple[float, str]] = ()
) -> list[tuple[float, str]]:
    """Spellings of a word's letters in language ``target`` with their scores, the best first.

    ``arabic`` are the scored Arabic spellings of the word. Where they are names, a Hebrew spelling should have
    the letters that answer theirs: in عدوان and עדואן what is no letter in English.
    """
    known = attested(target)
    names = [(score, word) for score, word in arabic[:3] if attested("ar").get(word, 0) > 1]
    scored = []
    for score, output in by.decode(source):
        differing = sum(
            math.exp(share - arabic[0][0]) * _differing(word, output) for share, word in names
        ) / max(1.0, sum(math.exp(share - arabic[0][0]) for share, _ in arabic[:3]))
        scored.append((score + ATTESTED * known.get(output, 0) - ANSWERING * differing, output))
    return sorted(scored, key=lambda item: (-item[0], item[1]))


def _differing(arabic: str, hebrew: str) -> int:
    """How many letters of an Arabic word have no answer in a Hebrew one, or the other way round."""
    theirs, ours = Counter(arabic), Counter(letters(hebrew, "he"))
    letter_by_letter = sum(abs(theirs[a] - ours[h]) for a, h in _ANSWERS.items())
    return letter_by_letter + abs(arabic[1:-1].count("ا") - hebrew[1:-1].count("א"))


_ANSWERS = {"ع": "ע", "ح": "ח", "خ": "ח'", "ط": "ט", "ت": "ת", "ق": "ק", "ك": "כ"}


@lru_cache(maxsize=50_000)
def transliterate(word: str, source: str, target: str) -> str:
    """One word of a name in the script of ``target``; a word without letters of ``source`` as it is.

    Raises:
        InputError: the languages are not two of English, Arabic and Hebrew.
    """
    if (source, target) not in DIRECTIONS:
        raise InputError(
            f"{source}-{target}",
            "names cannot be transliterated between these languages",
            "use two of en, ar, he",
        )
    found = letters(word, source)
    if not any(letter[0].isalpha() for letter in found):
        return word
    arabic = renderings(model("en", "ar"), found, "ar") if (source, target) == ("en", "he") else ()
    spellings = renderings(model(source, target), found, target, arabic)
    return _SPELL[target](next((output for _, output in spellings if output), word))


@dataclass(frozen=True, slots=True)
class Particle:
    """A small word of names: how it is spelled, and whether the next word is written together with it.

    ``instead`` is the spelling before the letters ``before`` (the Hebrew article before sun letters).
    """

    text: str
    joined: bool
    instead: str = ""
    before: str = ""

    def ahead_of(self, word: str) -> str:
        """The spelling that fits the next word."""
        return self.instead if word[:1] and word[0] in self.before else self.text


def _particle(cell: str) -> Particle:
    text, _, special = cell.partition("|")
    instead, _, before = special.partition("~")
    return Particle(text.rstrip("~"), text.endswith("~"), instead, before)


@cache
def particles(source: str, target: str) -> dict[tuple[str, str], Particle]:
    """Particles of ``target`` by the word of ``source`` and what stands between it and the next word."""
    found: dict[tuple[str, str], Particle] = {}
    for line in (DATA / "particles.tsv").read_text(encoding="utf-8").splitlines():
        cells = dict(zip(LANGUAGES, line.split("\t"), strict=True))
        ours, theirs = _particle(cells[source]), _particle(cells[target])
        for text in {ours.text, ours.instead} - {""}:
            bare = text.rstrip("-").lower()
            for joiner in ("-" if bare != text else "",) if ours.joined else (" ", "-"):
                found.setdefault((bare, joiner), theirs)
    return found


_WORD = re.compile(r"([^\s\-־–]+)([\s\-־–]*)")
_ARABIC_ARTICLE = re.compile(r"ال(?=\w{3})")
_ENGLISH_ARTICLE = re.compile(r"^(?:al|el|a[dnrstz]|ash|e[nsrz])-", re.IGNORECASE)
_ARTICLE = re.compile("^(?:ال|אל-|א-)")


def name(text: str, source: str, target: str, lexicon: Lexicon | None = None) -> str:
    """A name of one or more words in the script of ``target``, its particles in their usual spelling.

    Given and family names that ``lexicon`` knows take its spelling (from English only).

    Raises:
        InputError: the languages are not two of English, Arabic and Hebrew.
    """
    tokens = _tokens(text, source)
    output = ""
    for k in range(len(tokens) - 1, -1, -1):
        word, joiner = tokens[k]
        last = k == len(tokens) - 1
        particle = None if last else particles(source, target).get((word.lower(), joiner))
        space = "" if last or (particle and particle.joined) else " " if target == "ar" else joiner or " "
        if particle and particle.joined:
            output = _ARTICLE.sub("", output)
        spelling = particle.ahead_of(output) if particle else ""
        known = _in_lexicon(word, target, lexicon) if lexicon and source == "en" else ""
        if not last:  # Sheikh Jarrah is no family name with its article
            known = _ARTICLE.sub("", known)
        output = (spelling or known or transliterate(word, source, target)) + space + output
    return output


def _tokens(text: str, source: str) -> list[tuple[str, str]]:
    """The words of a name, the Arabic article apart, with what joins each to the next: blank, hyphen, nothing."""
    tokens = []
    for word, space in _WORD.findall(text.strip()):
        if source == "ar" and (article := _ARABIC_ARTICLE.match(word)):
            tokens.append((article.group(), ""))
            word = word[article.end() :]
        tokens.append((word, " " if space.isspace() else "-"))
    return tokens


def _in_lexicon(word: str, target: str, lexicon: Lexicon) -> str:
    """The first spelling of a given or family name; empty if there is no such name."""
    entries = lexicon.find([plain(word)], 0)[1]
    return next((e.equivalents[target][0][0] for e in entries if e.pos in ("given", "family")), "")


_SAID = frozenset(
    [
        *("said", "says", "told", "added", "adds", "stressed", "stated", "explained", "noted", "warned"),
        *("wrote", "claimed", "announced"),
    ]
)
_OPENING = "\"'“‘«([*_#>-"


def unknown_names(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Spans of names in an English text that the lexicon does not know; rather too few than too many.

    A name is a capitalised word that is no English word. At the beginning of a sentence a name or a verb of
    saying after it, or the same word elsewhere in the text, must speak for it.
    """
    tokens = list(TOKEN.finditer(text))
    words = [re.sub("['’]s$", "", token.group()) for token in tokens]
    known = _known(words, lexicon)
    small = {word for word, joiner in particles("en", "ar") if joiner == " "}
    strange = {
        k
        for k, word in enumerate(words)
        if not known[k] and word.lower() not in small and _strange(word, lexicon)
    }
    starts = {begin for begin, _ in sentences(text, "en")}
    first = {k for k in strange if _opens(text[: tokens[k].start()], starts)}
    sure = {words[k] for k in strange - first}
    found: list[tuple[int, int]] = []
    for k in sorted(strange):
        after = words[k + 1] if k + 1 < len(words) else ""
        named = k + 1 in strange or (bool(after) and known[k + 1] in NAME_TYPES)
        if k in first and not (words[k] in sure or named or after in _SAID):
            continue
        begin, end = tokens[k].start(), tokens[k].start() + len(words[k])
        if k and words[k - 1].lower() in small and (not known[k - 1] or k - 2 in strange):
            begin = tokens[k - 1].start()
        if found and text[found[-1][1] : begin] == " ":
            begin = found.pop()[0]
        found.append((begin, end))
    return found


def _opens(before: str, starts: set[int]) -> bool:
    """Whether what stands before a word is the end of a sentence or line, or the opening of a quotation."""
    outside = before.rstrip(_OPENING)
    return outside != before or len(outside) in starts or outside.endswith(("\n", ": "))


def _known(words: list[str], lexicon: Lexicon) -> list[str]:
    """Of each word the part of speech of the entry it belongs to; empty if the lexicon does not know it."""
    spelled = [plain(word) for word in words]
    known = [""] * len(words)
    at = 0
    while at < len(words):
        length, entries = lexicon.find(spelled, at)
        if length:
            known[at : at + length] = [entries[0].pos] * length
        at += max(length, 1)
    return known


def _strange(word: str, lexicon: Lexicon) -> bool:
    """Whether a word looks like a name that is neither English nor made of known parts."""
    bare = _ENGLISH_ARTICLE.sub("", word)
    parts = bare.split("-")
    return all(
        len(part) > 2
        and part[0].isupper()
        and not part[1:].isupper()
        and len(letters(part, "en")) == len(part)
        and not simplemma.is_known(part.lower(), "en")
        and (bare != word or not lexicon.find([plain(part)], 0)[0])
        for part in parts
    )
