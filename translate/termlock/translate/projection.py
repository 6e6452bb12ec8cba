"""Move inline markup from a source text to its translation, along the engine's word alignment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from termlock.translate.repair import words
from termlock.translate.segment import Markup

Links = Iterable[tuple[int, int]]


def project(markup: Sequence[Markup], source: str, target: str, alignment: Links) -> tuple[Markup, ...]:
    """Each piece of markup around the target words that its source words are linked to, none lost or doubled.

    A point goes before the translation of the word that follows it. Where nothing is linked, the place
    in the target is taken in proportion.
    """
    if not markup:
        return ()
    links = list(alignment)
    source_words, target_words = words(source), words(target)
    moved = []
    for mark in markup:
        if mark.start == mark.end:
            at = _point(mark.start, source, target, source_words, target_words, links)
            moved.append(Markup(at, at, mark.before, mark.after))
        else:
            start, end = _pair(mark, source, target, source_words, target_words, links)
            moved.append(Markup(start, end, mark.before, mark.after))
    return tuple(moved)


Spans = list[tuple[int, int]]


def _pair(
    mark: Markup,
    source: str,
    target: str,
    source_words: Spans,
    target_words: Spans,
    links: Sequence[tuple[int, int]],
) -> tuple[int, int]:
    inside = {k for k, (s, e) in enumerate(source_words) if s < mark.end and mark.start < e}
    if len(inside) == len(source_words) or not target_words:
        return 0, len(target)
    others = {t for s, t in links if s not in inside}
    linked = sorted({t for s, t in links if s in inside and t < len(target_words)})
    # a word that is linked outside as well belongs there if the markup has words of its own
    own = [t for t in linked if t not in others] or linked
    if not own:
        place = _proportional(mark.start, source, target, target_words)
        return place, max(place, _proportional(mark.end, source, target, target_words))
    run = _longest_run(own)
    start, end = target_words[run[0]][0], target_words[run[-1]][1]
    return _within(source[mark.start : mark.end], target, start, end)


def _longest_run(numbers: Sequence[int]) -> list[int]:
    """The longest run of words that lie together; one word may be missing inside it."""
    best: list[int] = []
    run: list[int] = []
    for number in numbers:
        run = [*run, number] if run and number - run[-1] <= 2 else [number]
        if run[-1] - run[0] > (best[-1] - best[0] if best else -1):
            best = run
    return best


def _within(marked: str, target: str, start: int, end: int) -> tuple[int, int]:
    """The span without punctuation at its ends, unless the marked source has some there."""
    if marked[-1:].isalnum():
        while end > start and not target[end - 1].isalnum():
            end -= 1
    if marked[:1].isalnum():
        while start < end and not target[start].isalnum():
            start += 1
    return start, end


def _point(
    offset: int,
    source: str,
    target: str,
    source_words: Spans,
    target_words: Spans,
    links: Sequence[tuple[int, int]],
) -> int:
    if offset <= 0:
        return 0
    if offset >= len(source.rstrip()) or not target_words:
        return len(target)
    behind = next((k for k, (s, _) in enumerate(source_words) if s >= offset), None)
    linked = [t for s, t in links if s == behind and t < len(target_words)]
    if linked:
        return target_words[min(linked)][0]
    before = max((k for k, (_, e) in enumerate(source_words) if e <= offset), default=None)
    linked = [t for s, t in links if s == before and t < len(target_words)]
    if linked:
        return target_words[max(linked)][1]
    return _proportional(offset, source, target, target_words)


def _proportional(offset: int, source: str, target: str, target_words: Spans) -> int:
    """The beginning of the target word nearest to the same share of the text."""
    wanted = offset * len(target) / max(len(source), 1)
    return min((s for s, _ in [*target_words, (len(target), 0)]), key=lambda at: abs(at - wanted))
