"""Where sentences end in English, Arabic and Hebrew.

``pysbd`` and ``sentencex`` were tried first: neither knows Arabic abbreviations (both end a sentence
after «د.» and inside «ق.م.»), ``pysbd`` knows no Hebrew and ends sentences inside web addresses. The
rules are one table, :data:`RULES`; a ``|`` in an example marks every place where a sentence ends.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum


class Stop(Enum):
    """What a full stop after a word means."""

    TITLE = "never ends a sentence"
    NUMBERED = "ends no sentence before a number"
    ACRONYM = "ends a sentence only before a word that usually begins one"
    STARTER = "usually begins a sentence"
    REPORT = "after a closing quote, goes on with the sentence"


@dataclass(frozen=True, slots=True)
class Rule:
    """Words of one language that a boundary depends on, and a sentence that shows it."""

    lang: str
    stop: Stop
    words: str
    example: str


RULES: tuple[Rule, ...] = (
    Rule(
        "en",
        Stop.TITLE,
        "Mr Mrs Ms Messrs Dr Prof Gen Lt Col Maj Capt Cpl Sgt Brig Adm Cmdr Det Insp",
        "Maj. Gen. Zamir met Dr. Smith.| He left.",
    ),
    Rule(
        "en",
        Stop.TITLE,
        "Sen Rep Gov Pres Amb Hon Rev Fr Rabbi Sr St Mt Ft Msgr",
        "Sen. Graham spoke at St. Porphyrius.| He left.",
    ),
    Rule("en", Stop.TITLE, "vs v cf viz ca approx e.g i.e", "Use aid, e.g. Flour, in Haaretz v. Al-Araby."),
    Rule(
        "en",
        Stop.NUMBERED,
        "No Nos Art Arts p pp vol vols Fig ch sec para res Res",
        "Resolution No. 242 and Art. 49 apply.| He said no.| They left.",
    ),
    Rule(
        "en",
        Stop.NUMBERED,
        "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec",
        "The talks of Sept. 5 failed.| They resume in Oct.| The envoy left.",
    ),
    Rule(
        "en",
        Stop.ACRONYM,
        "a.m p.m U.S U.N U.K E.U U.A.E D.C etc Inc Ltd Co Corp Jr Bros al",
        "U.S. National Security met at 5 p.m. Friday.| It failed in the U.S.| He left.",
    ),
    Rule(
        "en",
        Stop.STARTER,
        "The A An He She It They We I You This That These Those There But And In On At As If When While After Before",
        "He lives in the U.S.| There he works.",
    ),
    Rule(
        "en",
        Stop.STARTER,
        "For From Since With According However Meanwhile Both His Her Its Their Our Some Many No Not",
        "They met at 9 a.m.| Meanwhile, talks went on.",
    ),
    Rule(
        "ar",
        Stop.TITLE,
        "د أ م ا ش أ.د م.م ا.د السيد ق.م ب.م ص ج ط هـ تح",
        "قال د. أحمد لـ أ.د. سمير إن التفاوض مستمر.| ثم غادر.",
    ),
    Rule("ar", Stop.STARTER, "ثم وقال وأضاف وكان وقد وفي ولم وهو وهي", "وصل المهندس م. سمير.| وقال إنه باق."),
    Rule(
        "ar",
        Stop.REPORT,
        "قال قالت سأل سألت تساءل صاح هتف أضاف أضافت يقول تقول",
        "«متى ينتهي هذا؟» سأل الصحفي.| لم يجب أحد.",
    ),
    Rule("he", Stop.TITLE, "ת.ד ת.ז א.ג.נ ע.ר ח.פ ב.מ", "הוא גר ברח' הרצל, ת.ד. 12, תל אביב.| היא לא."),
    Rule(
        "he",
        Stop.REPORT,
        "אמר אמרה אמרו שאל שאלה שאלו תהה קרא קראה הוסיף הוסיפה השיב השיבה צעק צעקה",
        '"מה קרה?" שאל ד"ר כהן.| לא ידוע.',
    ),
)

_STOPS = re.compile(r"(?:[.!?؟…।。]+|[۔])([\"'”’»›)\]}״׳\u200e\u200f\u061c\u2069]*)(?=\s|$)")
_QUOTES = frozenset("\"'”’»›״׳")
_WORD_BEFORE = re.compile(
    r"(?:^|[\s(\[{“‘«‹\u200e\u200f-])[\"']?([^\s(\[{“‘«‹\u200e\u200f\"'][^\s(\[{“‘«‹\u200e\u200f]{0,15})$"
)
_WORD_AFTER = re.compile(r"\s*[\"'“‘«‹(\[\u200e\u200f\u2067\u2068]*([\w'’-]{0,40})")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_BRACKET = re.compile(r"[()\[\]{}]")
_ASIDE = 200  # characters; a longer bracket is a passage of its own


def _words(stop: Stop, lang: str) -> frozenset[str]:
    return frozenset(
        word
        for rule in RULES
        if rule.stop is stop and (lang in ("", rule.lang) or rule.lang == "en")
        for word in rule.words.split()
    )


_TABLE = {lang: {stop: _words(stop, lang) for stop in Stop} for lang in ("", "en", "ar", "he")}


def sentences(text: str, lang: str = "") -> list[tuple[int, int]]:
    """The spans of the sentences of a text; only white space lies between them.

    Without a language, or with one that has no rules of its own, the rules of all three apply. English words
    occur in every language.
    """
    table = _TABLE.get(lang.partition("-")[0], _TABLE[""])
    inside = _asides(text)
    starts = [start for start, _ in inside]
    found: list[tuple[int, int]] = []
    begin = len(text) - len(text.lstrip())
    for match in _STOPS.finditer(text):
        after = bisect_right(starts, match.start()) - 1
        if after >= 0 and match.start() < inside[after][1] and match.end() <= inside[after][1]:
            continue
        if _ends(text, match, begin, table):
            found.append((begin, match.end()))
            begin = match.end() + _space(text, match.end())
    last = len(text.rstrip())
    if begin < last:
        found.append((begin, last))
    return found


def _space(text: str, at: int) -> int:
    end = at
    while end < len(text) and text[end].isspace():
        end += 1
    return end - at


def _ends(text: str, match: re.Match[str], begin: int, table: dict[Stop, frozenset[str]]) -> bool:
    stop = text[match.start() : match.start(1)]
    following = _WORD_AFTER.match(text, match.end())
    word = following[1] if following else ""
    closed = not _QUOTES.isdisjoint(match[1])
    if closed and (word[:1].islower() or word in table[Stop.REPORT]):
        return False
    if word[:1].islower() and stop != "." and match.end() - match.start() > 1:
        return False
    if stop != ".":
        return not (word[:1].islower() and word[:1].isascii())
    if match[1]:
        return True
    return not word[:1].islower() and _full_stop(text, match.start(), begin, word, table)


def _full_stop(text: str, at: int, begin: int, word: str, table: dict[Stop, frozenset[str]]) -> bool:
    """Whether the single full stop at ``at`` ends a sentence, by the word before it and the word after."""
    window = max(begin, at - 24)
    before = _WORD_BEFORE.search(text[window:at])
    if before is None:
        return True
    previous = before[1]
    if previous.isdigit() and window + before.start(1) == begin:
        return False  # the number of a list item
    if previous in table[Stop.TITLE] or previous.removeprefix("و") in table[Stop.TITLE]:
        return previous == "م" and text[max(0, at - 3) : at - 2].isdigit()  # «1950 م.», the era
    if previous in table[Stop.NUMBERED]:
        return not word[:1].isdigit()
    if previous in table[Stop.ACRONYM] or _ACRONYM.fullmatch(previous):
        return word in table[Stop.STARTER]
    if len(previous) == 1 and previous.isalpha() and previous != "I":
        return word in table[Stop.STARTER]  # an initial
    return True


def _asides(text: str) -> list[tuple[int, int]]:
    """Brackets short enough to belong to the sentence around them, outermost first."""
    waiting: list[tuple[str, int]] = []
    found: list[tuple[int, int]] = []
    for match in _BRACKET.finditer(text):
        if match[0] in _BRACKETS:
            waiting.append((_BRACKETS[match[0]], match.start()))
        elif waiting and waiting[-1][0] == match[0]:
            start = waiting.pop()[1]
            if match.end() - start <= _ASIDE:
                while found and found[-1][0] > start:
                    found.pop()
                found.append((start, match.start()))
    return found
