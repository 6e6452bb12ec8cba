"""How the words of an Arabic source text are taken apart (:mod:`termlock.translate.semitic`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from termlock.translate.semitic import FUTURE, PAST, PLURAL, SINGLE, Ending, Grammar, Stem, reader

_PRONOUNS = ("ه", "ها", "هم", "هما", "هن", "نا", "كم")
_STRONG = frozenset(["past", "future"])


def _endings() -> Iterator[Ending]:
    yield Ending("ة", "", SINGLE, 1)  # كبيرة
    yield Ending("ات", "ة", SINGLE, 1, "", "plural")  # غارات
    yield Ending("ات", "", SINGLE, 1, "", "plural")  # اتصالات
    yield Ending("ون", "", SINGLE, 1, "", "plural")  # مسؤولون
    yield Ending("ين", "", SINGLE, 1, "", "plural")  # مسؤولين
    yield Ending("و", "", SINGLE, 1, "", "plural")  # مسؤولو الحزب
    yield Ending("ي", "", SINGLE, 2, "", "plural")  # مسؤولي الحزب
    yield Ending("ان", "", SINGLE, 1, "ان")  # عامان
    yield Ending("تان", "ة", SINGLE, 1, "ان")  # سنتان
    yield Ending("تين", "ة", SINGLE, 1, "ين")  # سنتين
    yield Ending("تا", "ة", SINGLE, 2, "ا")  # دولتا
    yield Ending("تي", "ة", SINGLE, 2, "ي")  # دولتي
    yield Ending("ا", "", SINGLE | PLURAL, 1)  # قرارا
    for pronoun in _PRONOUNS:
        yield Ending(pronoun, "", SINGLE | PLURAL, 2, pronoun)  # بيته
        yield Ending("ت" + pronoun, "ة", SINGLE | PLURAL, 2, pronoun)  # حكومته
        yield Ending("ات" + pronoun, "ة", SINGLE, 2, pronoun, "plural")  # غاراته
        yield Ending("ات" + pronoun, "", SINGLE, 2, pronoun, "plural")  # اتصالاته
        yield Ending("ي" + pronoun, "", SINGLE, 2, pronoun, "plural")  # موظفيه
        yield Ending("و" + pronoun, "", SINGLE, 2, pronoun, "plural")  # موظفوه
        yield Ending("ا" + pronoun, "ى", SINGLE | _STRONG, 2, pronoun)  # مستواه, أعطاه
        yield Ending("ئ" + pronoun, "ء", SINGLE | PLURAL, 2, pronoun)  # شركائه
        yield Ending("ؤ" + pronoun, "ء", SINGLE | PLURAL, 2, pronoun)  # شركاؤه
        yield Ending(pronoun, "", _STRONG, 2, pronoun)  # رفضه
        yield Ending("ت" + pronoun, "", PAST, 2, f"ت {pronoun}")  # رفضته
        yield Ending("و" + pronoun, "", PAST | FUTURE, 2, f"وا {pronoun}")  # رفضوه
        yield Ending("ون" + pronoun, "", FUTURE, 2, f"ون {pronoun}")  # يرفضونه
    for ending in ("ت", "وا"):
        yield Ending(ending, "", PAST, 1, ending)  # رفضت, رفضوا
    yield Ending("نا", "", frozenset(["past"]), 1, "نا")  # رفضنا
    for ending in ("ون", "وا"):
        yield Ending(ending, "", FUTURE, 1, ending)  # يرفضون
    for ending in ("ان", "ن"):
        yield Ending(ending, "", frozenset(["future"]), 2, ending)  # يرفضان


def _verb(past: str, present: str) -> Iterator[Stem]:
    """رفض يرفض; a last ا ى و ي falls before an ending: دعت, يعطون."""
    yield Stem(past, "past")
    if past[-1] in "اى":
        yield Stem(past[:-1], "past-weak")
    if present.startswith("ي") and len(present) > 2:
        yield Stem(present[1:], "future")
        if present[-1] in "يوى":
            yield Stem(present[1:-1], "future-weak")


def _noun(parts: list[str]) -> Iterator[Stem]:
    """A defective noun has its ي back where it is definite or bound: القاضي, أراضي الدولة."""
    single, *plurals = parts
    if (
        re.fullmatch(".{1,3}ا.", single)
        and plurals
        and plurals[0] in (single + "ون", single[0] + single[2:] + "اة")
    ):
        yield Stem(single + "ي", "single")
    yield from (Stem(plural + "ي", "plural") for plural in plurals if re.fullmatch("..ا.", plural))


_FUNCTION = """
بحسب جميع الجميع بموجب خارج قبالة عدم أيا غضون قبيل بعيد ماذا كلاهما بعدما تكن يكن كن تم يتم تزال يزال
يزالون الأولى الثلاثة لدن من إلى على في عن مع منذ حتى بين خلال بعد قبل عند لدى حول ضد دون بدون تحت فوق أمام
وراء خلف نحو عبر سوى غير إلا مثل أن إن أم ثم لكن بل إذا لو لولا لأن كما حيث عندما حينما بينما كي لكي حين إذ
إما أما قد فقد لقد لا لم لن ما هل سوف ليس ليست ليسوا إنما أي أية هو هي هم هن هما أنا نحن أنت أنتم هذا هذه
ذلك تلك هؤلاء أولئك هذان هاتان هذين هناك هنا الذي التي الذين اللذين اللذان اللتين اللتان اللواتي اللاتي كل
بعض كلا كلتا ممن مما عما فيما كان كانت كانوا كانا كانتا كنت كنا يكون تكون يكونوا أكون نكون ولكن بأن لماذا
كيف متى أين كم يا أو مهما كأن ريثما ذات ذوي ذوو إياه إياها لعل ليت حيال إزاء ضمن رغم برغم وفق وفقا بما لما
طوال طيلة أثناء بسبب بشأن إثر عقب بواسطة تجاه جراء داخل قرب مقابل آخر أخرى آخرون آخرين يمكن يجب ينبغي معظم
أجل أنه حدا بحلول بصرف واحد واحدة أحد إحدى اثنان اثنين اثنتين ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع
ثمانية ثماني ثمان تسعة تسع عشرة عشر عشرون عشرين ثلاثون ثلاثين أربعون أربعين خمسون خمسين ستون ستين سبعون
سبعين ثمانون ثمانين تسعون تسعين مئة مائة مئتي مئتين مئات ألف ألفين آلاف مليون ملايين مليار أول أولى نصف ثلث
ربع
"""
# Prepositions and the like that pronouns are written with: عليه, نفسها
_WITH_PRONOUNS = (
    "ل ب في من عن علي إلي لدي مع بين عند بعد قبل حول أن إن لكن "
    "كل نفس أنفس معظم جميع فوق تحت أمام ضد خلف عبر غير"
)

GRAMMAR = Grammar(
    lang="ar",
    article="ال",
    letters=((FUTURE, "يتنا"),),
    first_person="نا",
    endings=_endings(),
    verb=_verb,
    noun=_noun,
    agreement="ون ين ات تان تين ان ة ا",
    prepositions="ب ل ك على إلى من عن في مع بين أن",
    function=_FUNCTION,
    with_pronouns=_WITH_PRONOUNS,
    pronouns=(*_PRONOUNS, "ك", "ي"),
    before_nouns="من في على إلى عن مع بين بعد قبل منذ خلال ضد كل بعض أي هذا هذه",
    before_verbs="لم لن قد سوف لقد فقد كي",
)
read = reader(GRAMMAR)
