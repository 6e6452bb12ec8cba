"""English words of the dictionary: their lemma in a text, their inflection in an annotation.

simplemma knows the regular forms and most of the irregular ones; the tables hold what it does not
lemmatise, or inflects wrongly, and serve the other direction (*break* → *broke*) as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import simplemma

from termlock.glossary.morphology import english as morphology

# lemma, past, participle where it differs
_VERBS = """
arise arose arisen; awake awoke awoken; bear bore borne; beat beat beaten; become became; befall befell befallen;
begin began begun; bend bent; bite bit bitten; bleed bled; blow blew blown; break broke broken; breed bred;
bring brought; build built; buy bought; catch caught; choose chose chosen; cling clung; come came; creep crept;
deal dealt; dig dug; do did done; draw drew drawn; drink drank drunk; drive drove driven; eat ate eaten;
fall fell fallen; feed fed; feel felt; fight fought; find found; flee fled; fling flung; fly flew flown;
forbid forbade forbidden; foresee foresaw foreseen; forget forgot forgotten; forgive forgave forgiven;
freeze froze frozen; get got gotten; give gave given; go went gone; grow grew grown; hang hung; hear heard;
hide hid hidden; hold held; keep kept; kneel knelt; know knew known; lay laid; lead led; leave left; lend lent;
lie lay lain; light lit; lose lost; make made; mean meant; meet met; mislead misled; mistake mistook mistaken;
outgrow outgrew outgrown; overcome overcame; oversee oversaw overseen; overtake overtook overtaken;
overthrow overthrew overthrown; pay paid; prove proved proven; rebuild rebuilt; redraw redrew redrawn;
repay repaid; retake retook retaken; rethink rethought; ride rode ridden; ring rang rung; rise rose risen;
run ran; say said; see saw seen; seek sought; sell sold; send sent; shake shook shaken; shine shone; shoot shot;
show showed shown; shrink shrank shrunk; sing sang sung; sink sank sunk; sit sat; sleep slept; slide slid;
speak spoke spoken; spend spent; spin spun; spring sprang sprung; stand stood; steal stole stolen; stick stuck;
sting stung; strike struck stricken; strive strove striven; swear swore sworn; sweep swept; swell swelled swollen;
swim swam swum; swing swung; take took taken; teach taught; tear tore torn; tell told; think thought;
throw threw thrown; undergo underwent undergone; understand understood; undertake undertook undertaken;
undo undid undone; uphold upheld; wake woke woken; wear wore worn; weave wove woven; weep wept; win won;
withdraw withdrew withdrawn; withhold withheld; withstand withstood; write wrote written; be was been; have had;
bet bet; bid bid; broadcast broadcast; burst burst; cast cast; cost cost; cut cut; forecast forecast; hit hit;
hurt hurt; let let; put put; quit quit; read read; rid rid; set set; shed shed; shut shut; spread spread;
thrust thrust; upset upset
"""
_PLURALS = """
calf calves; child children; crisis crises; criterion criteria; elf elves; foot feet; goose geese; half halves;
hoof hooves; knife knives; leaf leaves; life lives; loaf loaves; mouse mice; ox oxen; phenomenon phenomena;
hero heroes; potato potatoes; tomato tomatoes; veto vetoes; cargo cargoes; echo echoes; torpedo torpedoes;
scarf scarves; self selves; shelf shelves; thief thieves; tooth teeth; wife wives; wolf wolves;
analysis analyses; hypothesis hypotheses; basis bases; axis axes; person people
"""
# forms that are as often another word's: the other lemmas that are looked up beside the table's
_ALSO = {
    "lives": ("live",),
    "leaves": ("leave",),
    "bases": ("base",),
    "axes": ("axe",),
    "people": ("people",),
}
# final consonants that double though the word has several syllables
_DOUBLING = re.compile(
    r"((?<!li)(?<!vo)mit(?<!vomit)|regret|refer|prefer|infer|defer|transfer|occur|recur|incur|concur|deter|"
    r"control|patrol|compel|expel|propel|rebel|repel|cancel|travel|label|fuel|signal|model|quarrel|tunnel|dial|"
    r"kidnap|equip|worship|program|begin|handicap|abet|acquit|allot|annul|enrol|fulfil|excel|shovel|channel|"
    r"level|marvel|counsel)$"
)
_AMERICAN = (
    (re.compile(r"(?<=[a-z]{2})is(e[ds]?|ing|ers?|ations?|ational)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{2}l)ys(e[ds]?|ing)$"), r"yz\1"),
    (re.compile(r"(?<=[a-z]{2})our(s|ed|ing|able|ful|ite|hood|less)?$"), r"or\1"),
    (re.compile(r"(?<=[a-z]{2}t)re(s|d)?$"), r"er\1"),
    (re.compile(r"(?<=[a-z]{2})ence(s|less)?$"), r"ense\1"),
    (re.compile(r"(?<=[aeiou]l)l(ed|ing|er|ers)$"), r"\1"),
    (re.compile(r"(?<=gra)mme(s|d)?$"), r"m\1"),
)
_POSSESSIVE = re.compile(r"(?<=\w)['’][sS]$")
# 's that is a verb
_CONTRACTIONS = frozenset(["it", "he", "she", "that", "there", "here", "what", "who", "where", "how", "let"])


def _forms() -> Iterator[tuple[str, tuple[str, ...]]]:
    for row in _VERBS.split(";"):
        base, *rest = row.split()
        yield base, tuple(rest)


PASTS: dict[str, str] = {base: forms[0] for base, forms in _forms()}
PLURALS: dict[str, str] = {row.split()[0]: row.split()[1] for row in _PLURALS.split(";")}
_PARTICIPLES = {base: forms[-1] for base, forms in _forms()}
PAST_FORMS: dict[str, str] = {form: base for base, forms in _forms() for form in forms if form != base}
_IRREGULAR = PAST_FORMS | {plural: single for single, plural in PLURALS.items()}


def without_possessive(word: str) -> tuple[str, str]:
    """A token and its possessive ending: *Israel's* → (Israel, 's); a contraction (*it's*) stays whole."""
    plain = _POSSESSIVE.sub("", word)
    if plain == word or plain.lower() in _CONTRACTIONS:
        return word, ""
    return plain, word[len(plain) :]


def american(word: str) -> str:
    """The American spelling of a British one, the word itself otherwise."""
    for pattern, replacement in _AMERICAN:
        if pattern.search(word):
            return pattern.sub(replacement, word)
    return word


@cache
def lemma(word: str) -> str:
    """The likeliest lemma of a token, in lower case."""
    plain = word.replace("’", "'")
    return _IRREGULAR.get(plain.lower()) or str(simplemma.lemmatize(plain, "en")).lower()


@cache
def lemmas(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Likely lemmas of a token, and what to try where a dictionary knows none of them."""
    low = word.replace("’", "'").lower()
    likely = dict.fromkeys((lemma(word), *_ALSO.get(low, ()), low))
    others = [*_stems(low)]
    others += [american(w) for w in (*likely, *others)]
    return tuple(likely), tuple(w for w in dict.fromkeys(others) if w not in likely)


def _stems(word: str) -> Iterator[str]:
    """What is left of a word without its regular endings: meetings, meeting; cancelled, cancel; playing, play."""
    for ending, replacements in (
        ("ies", ("y",)),
        ("es", ("", "e")),
        ("s", ("",)),
        ("ied", ("y",)),
        ("ed", ("", "e")),
        ("ing", ("", "e")),
        ("ings", ("", "e")),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            if stem[-1] == stem[-2] and ending in ("ed", "ing", "ings"):
                yield stem[:-1]
            yield from (stem + r for r in replacements)


@cache
def plural(noun: str) -> str:
    """The plural of a noun or noun phrase: thief → thieves, car bomb → car bombs, chief of staff → chiefs of staff."""
    head, preposition, complement = noun.partition(" of ")
    if preposition:
        return f"{plural(head)} of {complement}"
    before, _, last = noun.rpartition(" ")
    if last.endswith("man") and last not in ("human", "german", "roman", "ottoman", "shaman"):
        shown = last[:-2] + "en"
    else:
        shown = PLURALS.get(last.lower()) or morphology.apply(morphology.PLURALS, last)
    return f"{before} {shown}" if before else shown


@cache
def past(verb: str) -> str:
    """The past tense of a verb or verb phrase (its first word): break out → broke out."""
    first, _, rest = verb.partition(" ")
    if first in PASTS:
        shown = PASTS[first]
    elif first.endswith("e"):
        shown = first + "d"
    elif re.search("[^aeiou]y$", first):
        shown = first[:-1] + "ied"
    elif _DOUBLING.search(first) or re.fullmatch("[^aeiou]*[aeiou][bdgklmnprtvz]", first):
        shown = first + first[-1] + "ed"
    else:
        shown = first + "ed"
    return f"{shown} {rest}" if rest else shown


@cache
def passive(verb: str) -> str:
    """The passive of the past: break out → was broken out."""
    first, _, rest = verb.partition(" ")
    shown = f"was {_PARTICIPLES.get(first) or past(first)}"
    return f"{shown} {rest}" if rest else shown
