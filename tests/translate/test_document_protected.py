"""What a translation carries unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termlock.translate.document.protected import protected


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("See https://example.org/a?b=1.", ["https://example.org/a?b=1"]),
        ("(see http://x.y/z_(w)) now", ["http://x.y/z_(w)"]),
        ("انظر www.example.org؛ ثم اكتب إلى a.b@example.co.il،", ["www.example.org", "a.b@example.co.il"]),
        ("שלום %s, יש לך %(n)d הודעות ו־%1$s", ["%s", "%(n)d", "%1$s"]),
        ("50% of 100%, 5 % done", []),
        (
            "Hello {name}, {0} and {{ user }} and ${home} and %{x}",
            ["{name}", "{0}", "{{ user }}", "${home}", "%{x}"],
        ),
        ("Run `ls -l` now", ["`ls -l`"]),
        ("A <b>bold</b> &amp; word<br/>", ["<b>", "</b>", "&amp;", "<br/>"]),
        ("@handle wrote", ["@handle"]),
        ("a { b } c < d > e", []),
        ("{when, date, short} at {n, number}", ["{when, date, short}", "{n, number}"]),
        (
            "{n, plural, one {# captive of {who}} other {# captives}} left",
            ["{n, plural, one {", "#", "{who}", "} other {", "#", "}}"],
        ),
        ("{a, select, male {He} other {They}}", ["{a, select, male {", "} other {", "}}"]),
    ],
)
def test_addresses_code_and_placeholders(text: str, spans: list[str]) -> None:
    assert [text[start:end] for start, end in protected(text)] == spans


@given(
    st.text(alphabet=st.sampled_from("{},#%sd $(`<>/@&;.aא plural select other{n, plural,one{"), max_size=120)
)
def test_spans_are_in_order_and_apart(text: str) -> None:
    at = 0
    for start, end in protected(text):
        assert at <= start < end <= len(text)
        at = end


@pytest.mark.parametrize(
    "unit", ["{a, plural,", "<a ", "%", "a@", "{", "`", "&#", "http://", "{n, plural, one {"]
)
def test_a_long_line_takes_no_quadratic_time(unit: str) -> None:
    protected(unit * 4_000)
