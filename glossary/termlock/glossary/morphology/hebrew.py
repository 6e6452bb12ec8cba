"""Hebrew: number, construct state, possessive suffixes, article and prefixes of nouns and adjectives.

One table per phenomenon, a real example in every row; what no rule derives is in ``IRREGULAR`` or in
the glossary. Spelling follows the Academy's plene rules (2017); the older defective spellings that
are still met are generated as variants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from termlock.glossary import wordlist
from termlock.glossary.concept import Term
from termlock.glossary.form import Clitics, Form
from termlock.glossary.morphology.base import Morphology, words

ARTICLE = "ה"

# Plural of nouns: ending, replacements in order of likelihood, gender of the singular, example
PLURALS: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    (r"ייה$", ("יות", "ייות"), "f", "ספרייה ספריות"),
    (r"יה$", ("יות",), "f", "בעיה בעיות"),
    (r"(?<=[^ו])ות$", ("ויות",), "f", "התנחלות התנחלויות"),
    (r"ית$", ("יות", "יתות"), "f", "תוכנית תוכניות, חזית חזיתות"),
    (r"ת$", ("ות", "תות", "תים"), "f", "רכבת רכבות, רשת רשתות"),
    (r"ה$", ("ות", "ים"), "f", "מפלגה מפלגות, מחנה: glossary says"),
    (r"אי$", ("אים",), "m", "עיתונאי עיתונאים"),
    (r"י$", ("ים", "יים"), "m", "ישראלי ישראלים"),
    (r"$", ("ים", "ות"), "m", "שבוי שבויים, מקום מקומות"),
)
# Plurals that change the stem: singular, plural, example of use in news
IRREGULAR: dict[str, tuple[str, ...]] = {
    "איש": ("אנשים",),
    "אישה": ("נשים",),
    "אשה": ("נשים",),
    "בן": ("בנים",),
    "בת": ("בנות",),
    "אב": ("אבות",),
    "אם": ("אימהות", "אמהות"),
    "אח": ("אחים",),
    "אחות": ("אחיות",),
    "עיר": ("ערים",),
    "בית": ("בתים",),
    "יום": ("ימים", "יומיים"),
    "שנה": ("שנים", "שנתיים"),
    "צד": ("צדדים",),
    "לב": ("לבבות", "ליבות"),
    "עם": ("עמים",),
    "מס": ("מיסים", "מסים"),
    "ראש": ("ראשים",),
    "שבוע": ("שבועות", "שבועיים"),
    "חודש": ("חודשים", "חודשיים"),
    "פעם": ("פעמים", "פעמיים"),
    "שעה": ("שעות", "שעתיים"),
    "מאה": ("מאות", "מאתיים"),
    "אלף": ("אלפים", "אלפיים"),
    "יד": ("ידיים", "ידות"),
    "עין": ("עיניים",),
    "רגל": ("רגליים",),
    "אוזן": ("אוזניים",),
    "גבול": ("גבולות",),
    "שם": ("שמות",),
    "אות": ("אותות", "אותיות"),
    "כלי": ("כלים",),
    "דלת": ("דלתות",),
    "מלחמה": ("מלחמות",),
    "תאריך": ("תאריכים",),
    "שולחן": ("שולחנות",),
    "מקום": ("מקומות",),
    "רחוב": ("רחובות",),
    "אור": ("אורות",),
    "כוח": ("כוחות",),
    "קול": ("קולות",),
    "מקור": ("מקורות",),
    "סוד": ("סודות",),
    "חלון": ("חלונות",),
    "אסון": ("אסונות",),
    "רעיון": ("רעיונות",),
    "ניסיון": ("ניסיונות",),
    "פתרון": ("פתרונות",),
    "יתרון": ("יתרונות",),
    "חשבון": ("חשבונות",),
    "ארון": ("ארונות",),
    "דור": ("דורות",),
    "ארץ": ("ארצות",),
    "נפש": ("נפשות",),
    "דרך": ("דרכים",),
    "אבן": ("אבנים",),
    "צומת": ("צמתים",),
    "אמת": ("אמיתות", "אמתות"),
    "אומה": ("אומות",),
    "קצה": ("קצוות",),
    "שדה": ("שדות",),
    "חוזה": ("חוזים",),
    "מחזה": ("מחזות",),
    "מילה": ("מילים", "מלים"),
    "תקווה": ("תקוות",),
    "מניה": ("מניות",),
    "אוניברסיטה": ("אוניברסיטאות",),
    "בת ערובה": ("בנות ערובה",),
    "תוצאה": ("תוצאות",),
    "דמות": ("דמויות",),
    "צורך": ("צרכים", "צורכים"),
    "אופן": ("אופנים",),
    "בוקר": ("בקרים",),
    "קושי": ("קשיים",),
    "חוק": ("חוקים",),
    "תוכן": ("תכנים",),
    "אורח": ("אורחים", "אורחות"),
}
# Singular construct states that change letters
CONSTRUCTS: dict[str, tuple[str, ...]] = {
    "אישה": ("אשת",),
    "אשה": ("אשת",),
    "אב": ("אבי",),
    "אח": ("אחי",),
    "פה": ("פי",),
    "בית": ("בית",),
    "מחנה": ("מחנה",),
    "מלחמה": ("מלחמת",),
    "משפחה": ("משפחת",),
    "בן": ("בן",),
    "יוצא": ("יוצא",),
}
# Stems before a possessive suffix that change letters: אב אביו, אישה אשתו
SUFFIX_STEMS: dict[str, tuple[str, ...]] = {
    "אב": ("אבי",),
    "אח": ("אחי",),
    "אישה": ("אשת",),
    "אשה": ("אשת",),
    "בת": ("בת", "בית"),
    "בן": ("בנ",),
    "פה": ("פי",),
    "צורך": ("צרכ", "צורכ"),
    "חודש": ("חודש", "חדש"),
    "בעל": ("בעל",),
    "מוות": ("מות",),
}
# Plural construct states that change letters
PLURAL_CONSTRUCTS: dict[str, str] = {"נשים": "נשות", "שנים": "שנות", "ימים": "ימי"}

_POSSESSIVE_SINGULAR = ("ו", "ה", "ם", "ן", "נו", "כם", "כן", "ך")
_POSSESSIVE_PLURAL = ("ו", "ה", "הם", "הן", "נו", "כם", "כן", "ך")
_SUBORDINATORS = ("", "ש", "כש", "לכש", "מש")
_PREPOSITIONS = ("", "ב", "כ", "ל", "מ")


def _flat(text: str) -> str:
    return text.translate(str.maketrans("ךםןףץ", "כמנפצ"))


def _proclitics() -> dict[str, dict[str, Clitics]]:
    indefinite: dict[str, Clitics] = {}
    definite: dict[str, Clitics] = {}
    for conjunction, subordinator, preposition in product(("", "ו"), _SUBORDINATORS, _PREPOSITIONS):
        before = conjunction + subordinator
        parts = tuple(p for p in (conjunction, subordinator, preposition) if p)
        swallows = preposition in ("ב", "כ", "ל") and preposition != ""
        indefinite.setdefault(before + preposition, Clitics(parts, "maybe" if swallows else ""))
        if swallows:
            # the article is in the vowel only: בבית = in a house, in the house
            definite.setdefault(before + preposition, Clitics((*parts, ARTICLE), "yes"))
        else:
            definite.setdefault(before + preposition + ARTICLE, Clitics((*parts, ARTICLE), "yes"))
    noun = definite | indefinite
    # ו is doubled inside a word: הוועדה, לוועדה; after a bare conjunction it is not
    doubled = {p: c for p, c in noun.items() if p and p != "ו"}
    construct = {p: replace(c, definite="") for p, c in indefinite.items()}
    return {
        "none": {"": Clitics()},
        "indefinite": construct,
        "definite": definite,
        "noun": noun,
        "doubled": doubled,
        "doubled-construct": {p: c for p, c in construct.items() if p and p != "ו"},
        "verb": {"": Clitics()}
        | {p: Clitics((p,)) for p in ("ו", "ש", "כש", "ה")}
        | {"וש": Clitics(("ו", "ש")), "שה": Clitics(("ש", "ה")), "וה": Clitics(("ו", "ה"))},
    }


_ENCLITICS = {
    "none": {"": Clitics()},
    "possessive": {"": Clitics()} | {_flat(p): Clitics((p,)) for p in _POSSESSIVE_SINGULAR},
    "possessive-only": {_flat(p): Clitics((p,)) for p in _POSSESSIVE_SINGULAR},
    "possessive-plural": {"": Clitics()} | {_flat(p): Clitics((p,)) for p in _POSSESSIVE_PLURAL},
    "possessive-plural-only": {_flat(p): Clitics((p,)) for p in _POSSESSIVE_PLURAL},
    "possessive-ot": {"": Clitics()} | {_flat(p): Clitics((p,)) for p in ("ם", "ן")},
}


# Nouns of agents by their pattern, which have a feminine in ת: שופט שופטת, מועמד מועמדת
_AGENT = re.compile("[א-ת]ו[א-ת][א-ת]|מ[א-ת]ו?[א-ת][א-ת]")


def gender(word: str) -> str:
    """The gender that the spelling of a citation form suggests."""
    return "f" if re.search(r"[הת]$", word) else "m"


def plurals(word: str) -> tuple[str, ...]:
    """The plurals of a noun: irregular, then from the word list, then by rule."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    known = wordlist.lookup("he", word)
    if known:
        return known
    for pattern, replacements, _, _ in PLURALS:
        if re.search(pattern, word):
            if pattern == "$":
                return tuple(_medial(word) + r for r in replacements)
            return tuple(re.sub(pattern, r, word) for r in replacements)
    return ()


_FINALS = dict(zip("ךםןףץ", "כמנפצ", strict=True))


def _medial(word: str) -> str:
    """``word`` as it is spelled before an ending: שלטון → שלטונ."""
    return word[:-1] + _FINALS.get(word[-1], word[-1])


def noun(word: str, term: Term) -> Iterator[Form]:
    """The paradigm of a single noun."""
    kind = term.gender or gender(word)
    if word.endswith("ים") and not term.plural and not wordlist.lookup("he", word):
        # plural only: פנים, חיים
        yield from _plural(word, kind)
        return
    yield from _singular(word, kind, term.construct)
    for plural in term.plural or plurals(word):
        yield from _plural(plural, kind)
    if term.feminine:
        yield from _singular(term.feminine, "f", ())
        for plural in term.feminine_plural or plurals(term.feminine):
            yield from _plural(plural, "f")
    elif not term.plural and word not in IRREGULAR and _AGENT.fullmatch(word):
        yield from (replace(f, agrees=False) for f in _singular(word + "ת", "f", ()))
        yield from (replace(f, agrees=False) for f in _plural(_medial(word) + "ות", "f"))


def _singular(word: str, kind: str, construct: tuple[str, ...]) -> Iterator[Form]:
    bound = CONSTRUCTS.get(word, ())
    stems = SUFFIX_STEMS.get(word, ())
    if word.endswith("ה") and len(word) > 2:
        yield Form(word, "singular", kind, left="noun")
        feminine = word[:-1] + "ת"
        yield Form(
            feminine,
            "singular",
            kind,
            "construct",
            left="indefinite",
            right="none" if stems else "possessive",
            agrees=kind == "f",
        )
        if word not in CONSTRUCTS and kind == "m":
            yield Form(
                word[:-1],
                "singular",
                kind,
                "construct",
                left="indefinite",
                right="possessive-only",
                agrees=False,
            )
    else:
        yield Form(word, "singular", kind, left="noun", right="none" if stems else "possessive")
    for text in (*bound, *construct):
        yield Form(text, "singular", kind, "construct", left="indefinite")
    for text in stems:
        yield Form(text, "singular", kind, "construct", left="indefinite", right="possessive-only")


def _plural(plural: str, kind: str) -> Iterator[Form]:
    if plural.endswith("ים"):
        yield Form(plural, "plural", kind, left="noun")
        bound = PLURAL_CONSTRUCTS.get(plural, plural[:-1])
        if bound.endswith("י"):
            yield Form(bound, "plural", kind, "construct", left="indefinite", right="possessive-plural")
        else:
            yield Form(bound, "plural", kind, "construct", left="indefinite", right="possessive-ot")
            yield Form(
                bound + "י", "plural", kind, "construct", left="indefinite", right="possessive-plural-only"
            )
    elif plural.endswith("ות"):
        yield Form(plural, "plural", kind, left="noun", right="possessive-ot")
        yield Form(
            plural + "י", "plural", kind, "construct", left="indefinite", right="possessive-plural-only"
        )
    else:
        yield Form(plural, "plural", kind, left="noun")


def adjective(word: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """The agreement forms of an adjective given in the masculine singular: (number, gender) → forms."""
    base = _medial(word)
    if word.endswith("י"):
        return {
            ("singular", "m"): (word,),
            ("singular", "f"): (word + "ת", word + "ה"),
            ("plural", "m"): (word + "ים", word + "ם"),
            ("plural", "f"): (word + "ות",),
        }
    if word.endswith("ה"):
        base = word[:-1]
    return {
        ("singular", "m"): (word,),
        ("singular", "f"): (base + "ה", base + "ת"),
        ("plural", "m"): (base + "ים",),
        ("plural", "f"): (base + "ות",),
    }


def guess_pattern(parts: list[str]) -> tuple[str, ...]:
    """The patterns that the spelling of a multiword term allows, likeliest first."""
    if len(parts) == 2 and parts[1].startswith(ARTICLE) and len(parts[1]) > 3:
        return ("NG",) if not parts[0].startswith(ARTICLE) else ("NA",)
    if len(parts) == 2:
        return ("NG", "NA")
    return ("N" + "X" * (len(parts) - 1),)


def phrase(term: Term) -> Iterator[Form]:
    """The paradigm of a multiword term, by its pattern."""
    parts = words(term.text)
    for pattern in (term.pattern,) if term.pattern else guess_pattern(parts):
        yield from _inflected_phrase(parts, pattern, "singular", term.gender or gender(parts[0]))
        given = term.plural or tuple(_phrase_plurals(parts, pattern))
        variants = [(p, "plural", term.gender or gender(parts[0])) for p in given]
        if term.feminine:
            variants.append((term.feminine, "singular", "f"))
        variants += [(p, "plural", "f") for p in term.feminine_plural]
        for text, number, kind in variants:
            if len(words(text)) == len(parts):
                yield from _inflected_phrase(words(text), pattern, number, kind)
            else:
                yield Form(text, number, kind, left="indefinite")


def _phrase_plurals(parts: list[str], pattern: str) -> Iterator[str]:
    """The plural of a phrase whose glossary entry lists none."""
    head = parts[0]
    lexical = head.startswith(ARTICLE) and any(p.startswith(ARTICLE) for p in parts[1:])
    if lexical:
        return
    for plural in plurals(head)[:2]:
        bound = plural[:-1] if "G" in pattern and plural.endswith("ים") else plural
        bound = PLURAL_CONSTRUCTS.get(plural, bound) if "G" in pattern else bound
        kind = "f" if plural.endswith("ות") and gender(head) == "f" else "m"
        rest = [
            adjective(w)["plural", kind][0] if k == "A" else w
            for w, k in zip(parts[1:], pattern[1:], strict=True)
        ]
        yield " ".join([bound, *rest])


def _inflected_phrase(parts: list[str], pattern: str, number: str, kind: str) -> Iterator[Form]:
    if "G" in pattern:
        yield from _construct_phrases(parts, pattern, number, kind)
    else:
        yield from _adjective_phrases(parts, pattern, number, kind)


def _adjective_phrases(parts: list[str], pattern: str, number: str, kind: str) -> Iterator[Form]:
    """A noun with adjectives: אסיר ביטחוני, האסיר הביטחוני, אסירם הביטחוני."""
    adjectives = [k in "AB" for k in pattern[1:]]
    articles = [_has_article(w) for w, a in zip(parts[1:], adjectives, strict=True) if a]
    lexical = parts[0].startswith(ARTICLE) and bool(articles) and all(articles)
    bare = [
        w.removeprefix(ARTICLE) if lexical and k in "NAB" else w for w, k in zip(parts, pattern, strict=True)
    ]
    definite = [ARTICLE + w if a else w for w, a in zip(bare[1:], adjectives, strict=True)]
    if not lexical:
        yield Form(" ".join(bare), number, kind, "indefinite", left="indefinite")
    yield Form(" ".join([bare[0], *definite]), number, kind, "definite", left="definite")
    for head in _possessed(bare[0], number):
        yield Form(" ".join([head, *definite]), number, kind, "definite", left="indefinite", agrees=False)
    if lexical:
        yield Form(" ".join(bare), number, kind, "indefinite", left="indefinite", agrees=False)
        # the article kept after a preposition: בהצבא הישראלי is careless, but it is said
        yield Form(" ".join([parts[0], *definite]), number, kind, "definite", left="indefinite", agrees=False)
    else:
        # the article on the adjective only: מבצע הצבאי
        yield Form(" ".join([bare[0], *definite]), number, kind, "definite", left="indefinite", agrees=False)


def _construct_phrases(parts: list[str], pattern: str, number: str, kind: str) -> Iterator[Form]:
    """A noun in the construct state: בן ערובה, בן הערובה, צבא הכיבוש הישראלי."""
    last = pattern.rfind("G")
    bound = _construct(parts[0], number)
    has_article = _has_article(parts[last])
    plain = [
        w.removeprefix(ARTICLE) if has_article and (i == last or k in "AB") else w
        for i, (w, k) in enumerate(zip(parts, pattern, strict=True))
    ]
    definite = [
        ARTICLE + w if i == last or k in "AB" else w
        for i, (w, k) in enumerate(zip(plain, pattern, strict=True))
    ]
    for head in dict.fromkeys([bound, parts[0]]):
        agrees = head == bound
        text = " ".join([head, *plain[1:]])
        yield Form(
            " ".join([head, *definite[1:]]), number, kind, "definite", left="indefinite", agrees=agrees
        )
        yield Form(text, number, kind, "indefinite", left="indefinite", agrees=agrees and not has_article)
        if len(parts) == 2:
            # colloquial: the article on the head (הבן ערובה); it is found, but a translation is not given it
            yield Form(text, number, kind, "definite", left="definite", agrees=False)


def _has_article(word: str) -> bool:
    """Whether the ה that opens a word is the article and not part of its stem (הכיבוש, but הפרדה, הומניטרית)."""
    if not word.startswith(ARTICLE) or len(word) < 4:
        return False
    stems = (word, re.sub("(ית|ים|יים|יות|ה|ת)$", "", word), re.sub("(ת|ים|ות)$", "", word))
    return word.startswith(ARTICLE * 2) or not any(wordlist.known("he", s) for s in stems)


def _possessed(head: str, number: str) -> Iterator[str]:
    """The head of a phrase with each possessive suffix: מעצר מעצרו, פעולות פעולותיהם."""
    if number == "singular":
        base = head[:-1] + "ת" if head.endswith("ה") else _medial(head)
        yield from (base + p for p in _POSSESSIVE_SINGULAR)
    elif head.endswith(("ים", "ות")):
        base = head[:-1] if head.endswith("ים") else head + "י"
        yield from (base + p for p in _POSSESSIVE_PLURAL)


def _construct(head: str, number: str) -> str:
    if number == "singular":
        bound = CONSTRUCTS.get(head, ())
        if bound:
            return bound[0]
        return head[:-1] + "ת" if head.endswith("ה") and gender(head) == "f" else head
    if head in PLURAL_CONSTRUCTS:
        return PLURAL_CONSTRUCTS[head]
    return head[:-1] if head.endswith("ים") else head


# Spelling variants that are still met: pattern, replacement, example. Applied to generated forms.
VARIANTS: tuple[tuple[str, str, str], ...] = (
    (r"(?<=\w)יי(?=\w)", "י", "עניין ענין"),
    (r"(?<=\w)וו(?=\w)", "ו", "אוויר אויר"),
    (r"ביטח", "בטח", "ביטחון בטחון"),
    (r"(?<=[^י])יה$", "ייה", "הלוויה הלווייה"),
)
# A ו that opens a word is doubled after a prefix: ועדה הוועדה, ועדת בוועדת
_DOUBLED = {"noun": "doubled", "definite": "doubled", "indefinite": "doubled-construct"}


def inflect(term: Term) -> Iterator[Form]:
    """All forms of a Hebrew term, spelling variants last."""
    forms = list(_paradigm(term))
    yield from forms
    for form in forms:
        if re.match("ו[^ו]", form.text) and form.left in _DOUBLED:
            yield replace(form, text="ו" + form.text, left=_DOUBLED[form.left])
        for pattern, replacement, _ in VARIANTS:
            variant = re.sub(pattern, replacement, form.text)
            if variant != form.text and not wordlist.known("he", variant):
                yield replace(form, text=variant, agrees=False)


def _paradigm(term: Term) -> Iterator[Form]:
    parts = words(term.text)
    article = term.text.startswith(ARTICLE) and (term.pos == "name" or len(parts) > 1)
    if term.pos == "verb":
        yield Form(term.text, left="verb")
    elif term.pos == "name" or term.acronym:
        left = "noun" if term.acronym and not term.text.startswith(ARTICLE) else "indefinite"
        yield Form(term.text, left=left)
        if article:
            # ב, כ, ל swallow the article of הכנסת: בכנסת
            yield Form(term.text.removeprefix(ARTICLE), state="definite", left="definite")
        for plural in term.plural:
            yield Form(plural, "plural", left="noun")
    elif len(parts) > 1:
        yield from phrase(term)
    elif term.pos == "adj":
        table = adjective(term.text)
        if term.feminine:
            table["singular", "f"] = (term.feminine,)
        if term.plural:
            table["plural", "m"] = term.plural
        for (number, kind), options in table.items():
            yield from (Form(t, number, kind, left="noun", agrees=t == options[0]) for t in options)
    else:
        yield from noun(term.text, term)


HEBREW = Morphology(
    lang="he",
    script=re.compile("[\u05d0-\u05ea]"),
    proclitics=_proclitics(),
    enclitics=_ENCLITICS,
    inflect=inflect,
)
