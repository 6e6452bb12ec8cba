"""What a translation must carry unchanged: addresses, code, placeholders."""

from __future__ import annotations

import re

_SIMPLE = re.compile(
    r"""
    (?P<code>`[^`\n]+`)
  | (?P<url>(?:https?|ftp|mailto|tel|file):[^\s<>"«»“”]+ | www\.[^\s<>"«»“”]+)
  | (?P<email>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})
  | (?P<mustache>\{\{[^{}\n]*\}\})
  | (?P<shell>[$%\#]\{[^{}\n]*\})
  | (?P<brace>\{[\w.:!\[\]-]*\} | \{\s*\w+\s*,\s*(?:number|date|time|spellout|ordinal|duration)\s*(?:,[^{}]*)?\})
  | (?P<icu>\{\s*\w+\s*,\s*(?:plural|select|selectordinal)\s*,)
  | (?P<printf>%(?:\(\w+\)|\d{1,2}\$)?[-+\#0]*(?:\d{1,4}|\*)?(?:\.(?:\d{1,4}|\*))?(?:hh|h|ll|l|z|j|t|L)?
        [diouxXeEfFgGcrsa@](?![^\W\d_])
        | %%)
  | (?P<tag></?[A-Za-z][^<>]{0,500}>)
  | (?P<entity>&(?:[A-Za-z][A-Za-z0-9]{1,31}|\#[0-9]{1,7}|\#x[0-9A-Fa-f]{1,6});)
  | (?P<mention>(?<![\w@])@\w[\w.]{0,40})
    """,
    re.VERBOSE,
)
_TRAILING = ".,;:!?؟،؛)]}'’…"
_OPENING = {")": "(", "]": "[", "}": "{"}
_BRACE = re.compile(r"[{}]")
_SELECTOR = re.compile(r"\s*(?:offset:\d+\s*)?(?:=\d+|\w+)\s*$")
_LONGEST_MESSAGE = 4_000  # characters


def protected(text: str) -> list[tuple[int, int]]:
    """The spans that a translation carries unchanged, in order, none touching another's inside.

    Of an ICU message (``{n, plural, one {# file} other {# files}}``) the syntax is protected, the words
    of its branches are not.
    """
    found: list[tuple[int, int]] = []
    at = 0
    while (match := _SIMPLE.search(text, at)) is not None:
        start, end = match.span()
        if match.lastgroup == "icu":
            spans, end = _message(text, start, end)
            found += spans
        else:
            if match.lastgroup in ("url", "email", "mention"):
                end = start + _bare(match[0])
            found.append((start, end))
        at = max(end, start + 1)
    return found


def _bare(address: str) -> int:
    """The length of an address without the punctuation of the sentence it stands in."""
    end = len(address)
    while end and address[end - 1] in _TRAILING:
        opening = _OPENING.get(address[end - 1])
        if opening and address.count(opening, 0, end) >= address.count(address[end - 1], 0, end):
            break
        end -= 1
    return end


def _message(text: str, start: int, head: int) -> tuple[list[tuple[int, int]], int]:
    """The syntax of an ICU message with branches, and where it ends."""
    spans: list[tuple[int, int]] = []
    depth, syntax = 1, start
    words = -1
    for brace in _BRACE.finditer(text, head, min(len(text), start + _LONGEST_MESSAGE)):
        at = brace.start()
        if brace[0] == "{":
            depth += 1
            if depth == 2 and _SELECTOR.search(text, max(head, at - 80), at):
                spans.append((syntax, at + 1))
                words = at + 1
            continue
        depth -= 1
        if depth == 1 and words >= 0:
            spans += [(s + words, e + words) for s, e in protected(text[words:at])]
            spans += [(i, i + 1) for i in range(words, at) if text[i] == "#"]
            syntax, words = at, -1
        if depth == 0:
            spans.append((syntax, at + 1))
            return _merged(spans), at + 1
    return [(start, head)], head


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
