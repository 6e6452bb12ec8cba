"""Arabic: number, case, state, clitics and agreement of nouns and adjectives.

Rules follow the spelling of unvowelled Modern Standard Arabic: only what letters show is
generated. Broken plurals come from the glossary, or for a bare lemma from the word list.
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

ARTICLE = "ال"

# Sound endings: (number, gender, case, state) -> what is put on the stem, with an example.
# "construct" also serves before a suffix: موظفو الوكالة, موظفوها.
SOUND: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("dual", "m", "nominative", "free", "ان", "أسير أسيران"),
    ("dual", "m", "oblique", "free", "ين", "أسير أسيرين"),
    ("dual", "m", "nominative", "construct", "ا", "رهينتا الحرب"),
    ("dual", "m", "oblique", "construct", "ي", "أسيري حرب"),
    ("plural", "m", "nominative", "free", "ون", "محتجز محتجزون"),
    ("plural", "m", "oblique", "free", "ين", "محتجز محتجزين"),
    ("plural", "m", "nominative", "construct", "و", "مقاتلو الحركة"),
    ("plural", "m", "oblique", "construct", "ي", "مقاتلي الحركة"),
    ("plural", "f", "", "both", "ات", "أسيرة أسيرات"),
)
# How the last letters change before an ending: pattern, before dual and suffixes, before ات, example
STEMS: tuple[tuple[str, str, str, str], ...] = (
    (r"اة$", "ات", "و", "قناة قناتان قنوات"),
    (r"ة$", "ت", "", "رهينة رهينتان, مستوطنة مستوطنات"),
    (r"(?<=[^ايوى])اء$", "اء", "اء", "نداء نداءات"),
    (r"ى$", "ي", "ي", "مستشفى مستشفيان مستشفيات"),
)
# Hamza on the line moves to a seat before a suffix: شركاء شركاؤه شركائه
HAMZA_SEATS = ("ؤ", "ئ")

_CONJUNCTIONS = ("", "و", "ف")
_PREPOSITIONS = ("", "ب", "ك", "ل")


def _proclitics() -> dict[str, dict[str, Clitics]]:
    bare = {c + p: Clitics(tuple(x for x in (c, p) if x)) for c, p in product(_CONJUNCTIONS, _PREPOSITIONS)}
    article = {
        c + p + ARTICLE: Clitics((*Clitics(tuple(x for x in (c, p) if x)).parts, ARTICLE), "yes")
        for c, p in product(_CONJUNCTIONS, ("", "ب", "ك"))
    }
    article |= {c + "لل": Clitics((*((c,) if c else ()), "ل", ARTICLE), "yes") for c in _CONJUNCTIONS}
    verb = {c + s: Clitics(tuple(x for x in (c, s) if x)) for c, s in product(("", "و", "ف"), ("", "س", "ل"))}
    return {
        "none": {"": Clitics()},
        "indefinite": bare,
        "definite": article,
        "noun": bare | article,
        # the article merges with ل and with a stem in ل: ل + ال + لاجئين = للاجئين
        "definite-lam": {
            c + "ل": Clitics((*((c,) if c else ()), "ل", ARTICLE), "yes") for c in _CONJUNCTIONS
        },
        "verb": verb,
    }


_PRONOUNS = ("ه", "ها", "هما", "هم", "هن", "كم", "نا", "ك")
_ENCLITICS = {"": Clitics()} | {p: Clitics((p,)) for p in _PRONOUNS}
_TANWIN = {"ا": Clitics((), "no")}


def stem(word: str, before_feminine_plural: bool = False) -> str:
    """``word`` as it stands before an ending: رهينة → رهينت, before ات رهين."""
    for pattern, general, feminine, _ in STEMS:
        if re.search(pattern, word):
            return re.sub(pattern, feminine if before_feminine_plural else general, word)
    return word


def gender(word: str) -> str:
    """The gender that the spelling of a citation form suggests."""
    verbal_noun = re.match(r"[إا].*اء$", word)  # إخلاء, احتواء
    return "f" if re.search(r"(ة|[^ا]اء|ى)$", word) and not verbal_noun else "m"


def noun(word: str, term: Term) -> Iterator[Form]:
    """The paradigm of a single noun: every number, case and state that spelling shows."""
    plurals, feminine = term.plural, term.feminine
    known = wordlist.lookup("ar", word) if not plurals else ()
    plurals = plurals or known
    kind = term.gender or gender(word)
    yield from _singular(word, "singular", kind)
    yield from _sound(word, "dual", kind)
    for plural in plurals:
        yield from _plural(plural, "m" if kind == "m" else "f")
    if not plurals:
        # no plural known: both sound plurals are possible
        yield from _sound(word, "plural", kind)
        yield from (replace(f, agrees=False) for f in _sound(word, "plural", "f" if kind == "m" else "m"))
    if feminine:
        yield from _singular(feminine, "singular", "f")
        yield from _sound(feminine, "dual", "f")
        for plural in term.feminine_plural or (stem(feminine, True) + "ات",):
            yield from _plural(plural, "f")


def _singular(word: str, number: str, kind: str) -> Iterator[Form]:
    """A form that takes suffixes as it is (singular or broken plural)."""
    if word.endswith(("ة", "ى")):
        yield Form(word, number, kind, left="noun")
        before = word[:-1] + ("ت" if word.endswith("ة") else "ا")
        yield Form(before, number, kind, "construct", left="indefinite", right="pronoun-only")
    elif word.endswith("اء"):
        yield Form(word, number, kind, left="noun", right="pronoun")
        for seat, case in zip(HAMZA_SEATS, ("nominative", "oblique"), strict=True):
            yield Form(word[:-1] + seat, number, kind, "construct", case, "indefinite", "pronoun-only")
    elif word.endswith("يء"):
        yield Form(word, number, kind, left="noun", right="pronoun")
        yield Form(word[:-1] + "ئ", number, kind, left="indefinite", right="tanwin-only")
    elif word.endswith(("ا", "و")):
        yield Form(word, number, kind, left="noun", right="pronoun-bare")
    else:
        yield Form(word, number, kind, left="noun", right="suffix")


def _sound(word: str, number: str, kind: str) -> Iterator[Form]:
    for n, g, case, state, ending, _ in SOUND:
        if n != number or (n == "plural" and g != kind):
            continue
        base = stem(word, before_feminine_plural=ending == "ات")
        if base.endswith("ي") and ending in ("ون", "و") and not word.endswith("ي"):
            continue
        free = state in ("free", "both")
        right = "none" if state == "free" else "pronoun-bare"
        yield Form(
            base + ending,
            number,
            kind if n == "dual" else g,
            "" if free else "construct",
            case,
            "noun" if free else "indefinite",
            right,
        )


def _plural(plural: str, kind: str) -> Iterator[Form]:
    """A listed plural: sound ones (ون, ات) in all their cases, broken ones like a singular."""
    if plural.endswith("ون") and len(plural) > 4:
        yield from _sound(plural[:-2], "plural", "m")
    elif plural.endswith("ات") and len(plural) > 4:
        yield Form(plural, "plural", "f", left="noun", right="pronoun-bare")
    else:
        yield from _singular(plural, "plural", kind)


def adjective(word: str, plural: tuple[str, ...] = ()) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """The agreement forms of an adjective: (number, gender) → (form, case), without the article."""
    base = word.removesuffix("ة")
    table: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
        ("singular", "m"): ((base, ""), (base + "ا", "oblique")),
        ("singular", "f"): ((base + "ة", ""),),
        ("dual", "m"): ((base + "ان", "nominative"), (base + "ين", "oblique")),
        ("dual", "f"): ((base + "تان", "nominative"), (base + "تين", "oblique")),
        ("plural", "m"): ((base + "ون", "nominative"), (base + "ين", "oblique"), (base + "ة", "")),
        ("plural", "f"): ((base + "ة", ""), (base + "ات", "")),
    }
    if plural:
        table["plural", "m"] += tuple((p, "") for p in plural)
    return table


def guess_pattern(parts: list[str]) -> tuple[str, ...]:
    """The patterns that the spelling of a multiword term allows, likeliest first."""
    if parts[0].startswith(ARTICLE):
        return ("N" + "".join("A" if p.startswith(ARTICLE) else "X" for p in parts[1:]),)
    kinds = []
    for part in parts[1:]:
        if part.startswith(ARTICLE):
            kinds.append("G")
        elif re.search(r"(ي|ية)$", part) and len(part) > 3:
            kinds.append("A")
        else:
            kinds.append("GA")
    return tuple("N" + "".join(p) for p in product(*kinds))[:4]


def phrase(term: Term) -> Iterator[Form]:
    """The paradigm of a multiword term, by its pattern."""
    parts = words(term.text)
    for pattern in (term.pattern,) if term.pattern else guess_pattern(parts):
        for plural in (False, True):
            texts = [words(p) for p in term.plural] if plural else [parts]
            if not plural and term.feminine:
                texts.append(words(term.feminine))
            if plural and term.feminine_plural:
                texts += [words(p) for p in term.feminine_plural]
            for text in texts:
                if len(text) == len(parts):
                    yield from _inflected_phrase(text, pattern, "plural" if plural else "singular", term)
                else:
                    yield from _fixed(" ".join(text), "plural" if plural else "singular")


def _inflected_phrase(parts: list[str], pattern: str, number: str, term: Term) -> Iterator[Form]:
    head, rest = parts[0], parts[1:]
    lexical_article = head.startswith(ARTICLE)
    bare = head.removeprefix(ARTICLE)
    kind = term.gender if number == "singular" and term.gender else gender(bare)
    if number == "plural":
        # people agree as people, things as a feminine singular: سجناء أمنيون, بؤر استيطانية
        kind = "m" if any(p.endswith("ون") for p in rest) else "f"
    for form in _head_forms(bare, number, kind, "G" in pattern):
        if "G" in pattern:
            yield from _construct_phrases(form, rest, pattern[1:])
        else:
            yield from _definite_phrases(form, rest, pattern[1:])
            # الفصل العنصري also stands without the article: نظام فصل عنصري
            yield from (
                replace(f, agrees=False) if lexical_article else f
                for f in _indefinite_phrases(form, rest, pattern[1:])
            )


def _head_forms(head: str, number: str, kind: str, genitive: bool) -> Iterator[Form]:
    """The head noun alone; before a complement only forms of the construct state."""
    if number == "plural":
        if head.endswith(("ون", "و")) and len(head) > 4:
            forms = list(_sound(head.removesuffix("ن").removesuffix("و"), "plural", "m"))
        else:
            forms = [Form(head, "plural", kind)]
            if not genitive and not head.endswith(("ة", "ات", "ء", "ى", "ا")):
                forms.append(Form(head + "ا", "plural", kind, "indefinite", "oblique"))
    else:
        forms = [Form(head, "singular", kind)]
        if not head.endswith(("ة", "ء", "ى", "ا")):
            forms.append(Form(head + "ا", "singular", kind, "indefinite", "oblique"))
        forms += _sound(head, "dual", kind)
    for form in forms:
        bound = form.state == "construct"
        sound_free = form.number != "singular" and form.case != "" and not bound
        if genitive and sound_free and form.text.endswith(("ان", "ون", "ين")):
            continue
        if not genitive and bound:
            continue
        yield form


def _phrases(
    form: Form, slots: list[list[str]], state: str, left: str, agrees: bool = True
) -> Iterator[Form]:
    """The form followed by every choice of the words in ``slots``."""
    for choice in product(*slots):
        text = " ".join([form.text, *choice])
        yield Form(text, form.number, form.gender, state, form.case, left, agrees=agrees)


def _definite_phrases(form: Form, rest: list[str], pattern: str) -> Iterator[Form]:
    """Head and adjectives with the article, or the head with a pronoun: السجين الأمني, سجينهم الأمني."""
    if form.state == "indefinite":
        return
    slots = [
        [_article(o) for o in _agreeing(w.removeprefix(ARTICLE), form)]
        if k == "A"
        else [_article(w) if k == "B" else w]
        for w, k in zip(rest, pattern, strict=True)
    ]
    yield from _phrases(form, slots, "definite", "definite")
    if not form.text.endswith(("ان", "ون", "ين", "اء", "ى", "ا")):
        for pronoun in _PRONOUNS:
            possessed = replace(form, text=stem(form.text) + pronoun)
            yield from _phrases(possessed, slots, "definite", "indefinite", agrees=False)


def _indefinite_phrases(form: Form, rest: list[str], pattern: str) -> Iterator[Form]:
    """Head and adjectives without the article: سجين أمني; a defective plural loses its ي: أراض محتلة."""
    slots = [
        _agreeing(w.removeprefix(ARTICLE), form) if k == "A" else [w.removeprefix(ARTICLE) if k == "B" else w]
        for w, k in zip(rest, pattern, strict=True)
    ]
    yield from _phrases(form, slots, "indefinite", "indefinite")
    # careless agreement, which is found but not given to a translation: case, and the article on the head only
    any_case = [
        _agreeing(w.removeprefix(ARTICLE), replace(form, case="")) if k == "A" else s
        for w, k, s in zip(rest, pattern, slots, strict=True)
    ]
    yield from _phrases(form, any_case, "indefinite", "noun", agrees=False)
    if re.fullmatch("..ا.ي", form.text):
        yield from _phrases(
            replace(form, text=form.text[:-1]), slots, "indefinite", "indefinite", agrees=False
        )


def _construct_phrases(form: Form, rest: list[str], pattern: str) -> Iterator[Form]:
    """Head and complement: definite and indefinite, and dissolved with ل (وقفا لإطلاق النار)."""
    last = pattern.rfind("G")

    def slots(definite: bool) -> list[list[str]]:
        found = []
        for index, (word, kind) in enumerate(zip(rest, pattern, strict=True)):
            plain = word.removeprefix(ARTICLE)
            if kind == "G" and index == last:
                found.append([_article(plain) if definite else plain])
            elif kind == "A":
                agreeing = _agreeing(plain, form)
                found.append([_article(o) for o in agreeing] if definite else agreeing)
            elif kind == "B":
                found.append([_article(plain) if definite else plain])
            else:
                found.append([word])
        return found

    lexical = rest[last].startswith(ARTICLE)
    if form.state != "indefinite":
        yield from _phrases(form, slots(definite=True), "definite", "indefinite")
        yield from _phrases(form, slots(definite=False), "indefinite", "indefinite", agrees=not lexical)
    if form.state != "construct":
        first = rest[0]
        joined = "لل" + first.removeprefix(ARTICLE) if last == 0 else "ل" + first
        dissolved = [[joined], *slots(definite=True)[1:]]
        yield from _phrases(form, dissolved, "indefinite", "indefinite", agrees=False)


def _article(word: str) -> str:
    return word if word.startswith(ARTICLE) else ARTICLE + word


def _agreeing(word: str, form: Form) -> list[str]:
    """The spellings of an adjective that agree with a head in number, gender and case."""
    if form.number == "plural" and not word.endswith(("ي", "ية", "ة")) and not _is_regular(word):
        return [word]
    base = word.removesuffix("ون") if form.number == "plural" else word
    options = adjective(base)[form.number, form.gender or "m"]
    same_case = [t for t, case in options if not case or not form.case or case == form.case]
    if form.number == "singular" and form.case != "oblique":
        same_case = [t for t in same_case if not t.endswith("ا")]
    return same_case or [word]


def _is_regular(word: str) -> bool:
    return word.endswith(("ون", "ين", "ات"))


def _fixed(text: str, number: str = "singular") -> Iterator[Form]:
    """A spelling that takes proclitics only; a leading article merges with ل."""
    if text.startswith(ARTICLE) and len(text) > 4:
        yield Form(text.removeprefix(ARTICLE), number, state="definite", left="definite")
    else:
        yield Form(text, number, left="indefinite")


def inflect(term: Term) -> Iterator[Form]:
    """All forms of an Arabic term; spelling variants of final ى and ة last."""
    forms = list(_paradigm(term))
    yield from forms
    for form in forms:
        if form.left == "definite" and form.text.startswith("ل"):
            yield replace(form, left="definite-lam")
        if form.text.endswith("ي") and len(form.text) > 3 and form.right in ("none", "suffix"):
            # Egyptian newsrooms write final ي without dots
            yield replace(form, text=form.text[:-1] + "ى", right="none", agrees=False)
        if term.loose_final and form.text.endswith(("ة", "ى")):
            yield replace(form, text=form.text[:-1] + {"ة": "ه", "ى": "ي"}[form.text[-1]], agrees=False)


def _paradigm(term: Term) -> Iterator[Form]:
    parts = words(term.text)
    if term.pos == "verb":
        yield Form(term.text, left="verb", right="pronoun-bare" if len(parts) == 1 else "none")
    elif term.pos == "name" or term.acronym:
        yield from _fixed(term.text)
        for plural in term.plural:
            yield from _fixed(plural, "plural")
    elif len(parts) > 1:
        yield from phrase(term)
    elif term.text.startswith(ARTICLE) and len(term.text) > 4:
        bare = replace(term, text=term.text.removeprefix(ARTICLE))
        yield from (
            replace(f, left="definite", right="none", state="definite")
            for f in noun(bare.text, bare)
            if f.state != "construct" and f.number == "singular"
        )
        for plural in term.plural:
            yield from _fixed(plural, "plural")
    elif term.pos == "adj":
        for (number, kind), options in adjective(term.text, term.plural).items():
            yield from (Form(t, number, kind, case=c, left="noun") for t, c in options)
    else:
        yield from noun(term.text, term)


ARABIC = Morphology(
    lang="ar",
    script=re.compile("[\u0620-\u064a\u0671-\u06d3]"),
    proclitics=_proclitics(),
    enclitics={
        "none": {"": Clitics()},
        "pronoun": _ENCLITICS,
        "pronoun-bare": _ENCLITICS,
        "pronoun-only": {k: v for k, v in _ENCLITICS.items() if k},
        "tanwin-only": _TANWIN,
        "suffix": _ENCLITICS | _TANWIN,
    },
    inflect=inflect,
)
