"""How the words of a Hebrew source text are taken apart (:mod:`termlock.translate.semitic`)."""

from __future__ import annotations

from collections.abc import Iterator

from termlock.glossary.morphology.hebrew import CONSTRUCTS, SUFFIX_STEMS
from termlock.glossary.normalise import level
from termlock.translate.semitic import (
    BOUND,
    FUTURE,
    INFINITIVE,
    PLURAL,
    SINGLE,
    Ending,
    Grammar,
    Stem,
    reader,
)

_AFTER_SINGULAR = ("ו", "ה", "ם", "ן", "נו", "כם")  # ביתו, ביתה
_AFTER_PLURAL = ("ו", "ה", "הם", "הן", "נו", "כם")  # בתיו, בתיה
_PAST, _PRESENT = frozenset(["past", "passive"]), frozenset(["present", "passive"])


def _endings() -> Iterator[Ending]:
    yield Ending("ים", "", SINGLE, 1, "", "plural")  # אסירים
    yield Ending("ים", "ה", SINGLE, 1, "", "plural")  # קשים
    yield Ending("ים", "י", SINGLE, 1, "", "plural")  # ישראלים
    yield Ending("ות", "", SINGLE, 1, "", "plural")  # ישראליות
    yield Ending("ות", "ה", SINGLE, 1, "", "plural")  # ממשלות
    yield Ending("ות", "ת", SINGLE, 1, "", "plural")  # רכבות
    yield Ending("יות", "ית", SINGLE, 1, "", "plural")  # חזיות
    yield Ending("ויות", "ות", SINGLE, 1, "", "plural")  # התנחלויות
    yield Ending("ה", "", SINGLE, 1)  # גדולה
    yield Ending("ת", "", SINGLE, 1)  # ישראלית
    yield Ending("ת", "ה", SINGLE, 1)  # ממשלת
    yield Ending("י", "ים", PLURAL, 1)  # נציגי
    yield Ending("י", "", SINGLE, 1, "", "plural")  # חוקרי
    for pronoun in _AFTER_SINGULAR:
        yield Ending(pronoun, "", SINGLE | BOUND, 2, pronoun)  # משרדו, אביו
        yield Ending("ת" + pronoun, "ה", SINGLE, 2, pronoun)  # ממשלתו
    for pronoun in ("ם", "ן"):
        yield Ending(pronoun, "", PLURAL, 2, pronoun)  # זכויותם
    for pronoun in _AFTER_PLURAL:
        yield Ending("י" + pronoun, "ים", PLURAL, 2, pronoun)  # נציגיו
        yield Ending("י" + pronoun, "", PLURAL, 2, pronoun)  # תוצאותיו
        yield Ending("י" + pronoun, "", SINGLE, 2, pronoun, "plural")  # חוקריו
    for ending in ("ה", "ו", "תי", "נו"):
        yield Ending(ending, "", _PAST, 1, ending)  # אמרה, אמרו
    for ending, kept in (("תה", "ה"), ("ו", "ו"), ("יתי", "תי"), ("ינו", "נו")):
        yield Ending(ending, "", frozenset(["past-weak"]), 1, kept)  # דחתה, דחו
    for ending in ("ת", "ים", "ות", "ה"):
        yield Ending(ending, "", _PRESENT, 1)  # אומרת
    for ending in ("ים", "ות"):
        yield Ending(ending, "ה", _PRESENT, 1)  # דוחים
    yield Ending("ו", "", FUTURE, 1, "ו")  # ישמרו
    yield Ending("ו", "ה", frozenset(["future"]), 1, "ו")  # ידחו


# Futures that no rule derives: the past, and the stems after the letter of the person; levelled
_FUTURES = {
    "נתנ": ("יתנ", "תנ"),
    "הלכ": ("לכ", "ילכ"),
    "לקח": ("יקח", "קח"),
    "אמר": ("אמר",),
    "נסע": ("יסע", "סע"),
    "נפל": ("יפול", "פול", "יפל"),
    "יכל": ("וכל",),
}


def _verb(past: str, infinitive: str) -> Iterator[Stem]:
    """The stems of a verb by the shape of its past; both arguments are levelled."""
    yield Stem(past, "past")
    if past.endswith("ה"):
        yield Stem(past[:-1], "past-weak")
    if not infinitive.startswith("ל") or len(past) < 2:
        return
    yield Stem(infinitive[1:], "infinitive")
    weak = past.endswith("ה") and infinitive.endswith("ות")
    stem = infinitive[1:-2] + "ה" if weak else infinitive[1:]
    if infinitive.startswith("לה") and past[0] in "הנ" and len(past) > 3:
        stem = stem[1:]  # להתחיל יתחיל, להיפגש ייפגש
    if len(past) == 3 and past[0] not in "אינע" and past[1] not in "וי":
        yield Stem("נ" + past, "passive")  # נהרג
    elif infinitive.startswith("לה") and past[0] == "ה" and past[-2] == "י" and len(past) > 3:
        yield Stem("הו" + past[1:-2] + past[-1], "passive")  # הוקם, הוכרז
    elif len(past) == 4 and not infinitive.startswith("לה"):
        yield Stem(past[0] + "ו" + (past[2:] if past[1] == "י" else past[1:]), "passive")  # בוטל, פורסם
    yield from (Stem(s, "future") for s in _FUTURES.get(past, (stem,)))
    if past.startswith("י") and infinitive.endswith("ת") and not weak:
        yield from (Stem(s, "future") for s in (past, past[1:]))  # יישב, תשב
    if stem[-2:-1] == "ו" and len(stem) > 3:
        yield Stem(stem[:-2] + stem[-1], "future-weak")  # ישמרו
    if past.startswith("נ") and infinitive.startswith("לה"):
        yield Stem(past, "present")  # נפגש, נפגשת
    elif len(past) == 3 and past[1] not in "וי":
        yield Stem(past[0] + "ו" + past[1:], "present")  # אומר
    elif len(past) == 2:
        yield Stem(past, "present")  # קם
    else:
        yield Stem("מ" + stem, "present")  # מקבל, מודיע, מתנגד


_BOUND = {level(noun): stems for noun, stems in (*SUFFIX_STEMS.items(), *CONSTRUCTS.items())}


def _noun(parts: list[str]) -> Iterator[Stem]:
    """Stems that change before a pronoun (אביו), and the ו that is doubled inside a word (הוועדה)."""
    yield from (Stem(level(stem), "bound") for stem in _BOUND.get(parts[0], ()))
    for part, kind in zip(parts, ("single", "plural"), strict=False):
        if part[0] == "ו" and part[1:2] != "ו":
            yield Stem("ו" + part, kind)


_FUNCTION = """
טרם מלוא בעת כעבור משהו מישהו מיליונים שם כאן בעצם סמך של את על אל עם אם כי אשר לא כן גם רק או אבל אך אולם
אלא כדי כאשר כש מאז עד בין לפני אחרי לאחר תחת מול ליד נגד בעד למען בגלל לפי ללא בלי בתוך מתוך לתוך מן אצל
כלפי הוא היא הם הן אני אנחנו אנו אתה אתם זה זו זאת אלה אלו הזה הזאת הזו האלה האלו ההוא ההיא ההם כל כמה מה מי
איך למה היכן איפה יש אין היה הייתה היתה היו יהיה תהיה יהיו להיות הנה אז בו בה בהם בהן בנו לו לה להם להן לנו
לי לך לכם שלו שלה שלהם שלהן שלנו שלי שלך בינו סביבו לידו שכן מכל בכל לכל ככל לגבי בידי ידי אף שאף אליי עליי
מהם מהן אינו אינה אינם אינן איננו אינני שאינו שאינה שאינם שאינן היותו היותה שום כך כמו לעומת באמצעות במשך
במהלך בעקבות לקראת בשל עקב למרות לאורך ברחבי לצד באמצע מצד לידי לצורך לשם לעבר משום תמורת לדברי מפני מחוץ
לפחות במסגרת אילו בזכות מדי בצד עוד יותר ביותר באשר מאחורי סביב מעל מתחת האם זהו זוהי שניהם שתיהן פי מכיוון
לכן אחר אחרת אחרים אחרות אחד אחת שני שתי שניים שתיים שלושה שלוש שלושת ארבעה ארבע ארבעת חמישה חמש חמשת שישה
שש ששת שבעה שבע שמונה תשעה תשע עשרה עשר עשרת עשרים שלושים ארבעים חמישים שישים שבעים שמונים תשעים מאה מאות
אלף אלפי אלפים מיליון מיליוני מיליארד חצי שליש רבע
"""

# Prepositions and the like that pronouns are written with: שלו, ביניהם
_WITH_PRONOUNS = (
    "אות אית עלי אלי ממ ממנ ביני לפני אחרי בגלל בעקבות בעקבותי לעבר לדברי מול נגד כלפי בשביל למענ בפני מאחורי אצל מתוכ "
    "בתוכ עצמ כול"
)
_PRONOUNS = ("ו", "ה", "ם", "ן", "הם", "הן", "נו", "י", "ך", "כם")

GRAMMAR = Grammar(
    lang="he",
    article="ה",
    letters=((FUTURE, "יתנא"), (INFINITIVE, "ל")),
    first_person="נא",
    endings=_endings(),
    verb=_verb,
    noun=_noun,
    agreement="ים ות ה ת י",
    prepositions="ב ל מ ה ש כ על אל מן עם את כי",
    function=_FUNCTION,
    with_pronouns=_WITH_PRONOUNS,
    pronouns=_PRONOUNS,
    before_nouns="את של על אל בין כל לפני אחרי לאחר נגד תחת",
    before_verbs="כדי",
)
read = reader(GRAMMAR)
