"""Where sentences end in English, Arabic and Hebrew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termlock.translate.document.sentences import RULES, Rule, sentences


def marked(text: str, lang: str = "") -> str:
    """The text with ``|`` where a sentence ends."""
    for _, end in reversed(sentences(text, lang)[:-1]):
        text = text[:end] + "|" + text[end:]
    return text


@pytest.mark.parametrize("rule", RULES, ids=lambda r: f"{r.lang}-{r.stop.name}-{r.words.split()[0]}")
def test_every_row_of_the_table_holds(rule: Rule) -> None:
    plain = rule.example.replace("|", "")
    assert marked(plain, rule.lang) == rule.example
    assert marked(plain) == rule.example, "the same where no language is named"


@pytest.mark.parametrize(
    "text",
    [
        "The guns fell silent.| Nobody fired.",
        "Did it hold?| It did!| Really…| Yes.",
        "He said: “It is over.”| Then he left.",
        "“Is it over?” he asked.| Nobody answered.",
        "It rose 3.5 per cent to 1,250.75 at 8.30 on 15.1.2025.| It fell later.",
        "See https://example.org/a.b?c=d. or write to a.b@example.org.| Thanks.",
        "J. K. Rowling met J. Smith.| They spoke.",
        "1. The first item.| 2. The second.",
        "They agreed (the U.S. did not. Egypt did) to go on.| Then they left.",
        "(He was there. Then he was gone.)| Nobody saw it.",
        "أفرجت المقاومة عن ثلاثة أسرى.| وصلوا إلى القاهرة.",
        "هل صمد الاتفاق؟| نعم؛ لقد صمد.| ثم انتهى…",
        "قال: «انتهت الحرب.»| وغادر القاعة.",
        "ولد عام 1950 م.| ومات في القاهرة.",
        "وصل أ. محمد ود. أحمد إلى الدوحة.| لم يتحدثا.",
        "שלושה חטופים שבו הביתה.| הם במצב טוב.",
        "ד\"ר כהן ופרופ' לוי נפגשו בשעה 8.30.| מה סוכם?| לא ידוע.",
        "א. ב. יהושע כתב ספר.| הוא הצליח.",
        'צה"ל הודיע: "המבצע הסתיים."| הכוחות נסוגו.',
        "מוצרי Dr. PawPaw הגיעו לישראל.| הם נמכרים.",
        "ראו עמ' 12 בדו\"ח.| שם הכול כתוב.",
        "A mark stays with its stop.\u200f| Next.",
    ],
)
def test_sentences_of_the_three_languages(text: str) -> None:
    assert marked(text.replace("|", "")) == text


@given(st.text(alphabet=st.sampled_from("aA1 .!?؟…\"”»)(][\n\tאבگم؛'،U.S") | st.characters(), max_size=200))
def test_only_white_space_lies_between_sentences(text: str) -> None:
    spans = sentences(text)
    at = 0
    for start, end in spans:
        assert start < end
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@pytest.mark.parametrize(
    "unit", ["a.b.", "(", "[(", "? ", "J. ", "U.S. ", "د. ", '" ', "a. (b. ", "\u200f. "]
)
def test_a_long_line_takes_linear_time(unit: str) -> None:
    assert sentences(unit * 50_000)
