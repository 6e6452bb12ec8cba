"""What a check is: one small class, registered under the code it reports."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from termlock.glossary.concept import Glossary
from termlock.glossary.matching import Matcher, Occurrence, compile_terms
from termlock.glossary.messages import _, isolated
from termlock.glossary.policy import MIRROR, Policy
from termlock.qa.finding import Finding, Severity, Span
from termlock.qa.pair import SegmentPair
from termlock.qa.tolerance import Tolerance
from termlock.translate.slots import Relations, Resolver, Slots, answers, assign, relations, resolver

# Share of the segment's length that a term may have moved in translation to be taken for a swap.
NEARBY = 0.3


@dataclass(frozen=True)
class Setting:
    """What every check of one run shares: glossary, policy, languages and tolerance.

    ``matchers`` by language save compiling the glossary once more, where they are at hand.
    """

    glossary: Glossary
    source_lang: str
    target_lang: str
    policy: Policy = MIRROR
    tolerance: Tolerance = field(default_factory=Tolerance)
    matchers: Mapping[str, Matcher] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "resolve", resolver(self.glossary, self.policy, self.target_lang))
        related = relations(
            self.glossary,
            {
                lang: self.matchers.get(lang) or Matcher(compile_terms(self.glossary, lang))
                for lang in (self.source_lang, self.target_lang)
            },
        )
        object.__setattr__(self, "relations", related)

    resolve: Resolver = field(init=False, repr=False, compare=False)
    relations: Relations = field(init=False, repr=False, compare=False)

    def slots(self, pair: SegmentPair) -> Slots:
        """Which target term answers which source term of the pair.

        A source term without answer and a target term that answers nothing, neither of them accounted for
        by an ordinary word, are taken for each other: together they are a swap, also where the never list
        does not say so.
        """
        slots = assign(pair.source.occurrences, pair.target.occurrences, self.resolve, self.relations)
        if not slots.unmet or not slots.extra:
            return slots
        lang = self.target_lang
        strange = [
            t
            for t in slots.extra
            if not self.accounted_for(pair, t)
            and self.tolerance.reports("inserted", t.concept, lang, factor=3)
        ]
        # a second mention of what the source names once, where something else is missing: a conflation
        strange += [t for t in slots.extra if any(t.concept == held.concept for _, held in slots.held)]
        swaps = tuple(self._swaps(pair, slots.unmet, strange))
        return replace(
            slots,
            replaced=(*slots.replaced, *swaps),
            unmet=tuple(s for s in slots.unmet if s not in [source for source, _ in swaps]),
            extra=tuple(t for t in slots.extra if t not in [target for _, target in swaps]),
        )

    def _swaps(
        self, pair: SegmentPair, unmet: Sequence[Occurrence], strange: Sequence[Occurrence]
    ) -> Iterator[tuple[Occurrence, Occurrence]]:
        """Each source term without answer with a strange target term: of its own domain, or at its place."""
        left = list(strange)
        for source in unmet:
            at = source.start / max(len(pair.source.text), 1)
            for target in left:
                apart = abs(at - target.start / max(len(pair.target.text), 1))
                if self._domain(target) == self._domain(source) or apart < NEARBY:
                    left.remove(target)
                    yield source, target
                    break

    def _domain(self, occurrence: Occurrence) -> str:
        concept = self.glossary.by_id.get(occurrence.concept)
        return concept.domain if concept else ""

    def accounted_for(self, pair: SegmentPair, target: Occurrence) -> bool:
        """Whether something in the source explains a target term that answers no source term."""
        if any(answers(s, target, self.resolve, self.relations) for s in pair.source.occurrences):
            return True
        terms = self.terms(target.concept, self.source_lang)
        return self.tolerance.explains(
            pair.source.text, self.source_lang, terms, target.term, self.target_lang
        )

    def terms(self, concept_id: str, lang: str) -> list[str]:
        """The wordings of a concept in a language."""
        concept = self.glossary.by_id.get(concept_id)
        return [t.text for t in concept.terms_in(lang)] if concept else []

    def advice(self, concept_id: str) -> str:
        """The term to use for a concept, isolated; empty where the glossary has none."""
        approved = self.resolve(concept_id).approved
        return isolated(approved[0].text) if approved else ""


class Check(ABC):
    """A check looks at one aligned pair and yields findings; ``code`` names it everywhere.

    ``severity`` is the default; a configuration may change it. ``title`` says in one sentence when it
    fires, and is shown in reports.
    """

    code: ClassVar[str]
    title: ClassVar[str]
    severity: ClassVar[Severity] = Severity.ERROR

    def __init__(self, setting: Setting) -> None:
        """Keep what the run shares."""
        self.setting = setting

    @abstractmethod
    def check(self, pair: SegmentPair, slots: Slots) -> Iterable[Finding]:
        """The findings of one pair."""

    def finding(
        self,
        pair: SegmentPair,
        message: str,
        remedy: str = "",
        concept: str = "",
        instead: str = "",
        source: Occurrence | Span | None = None,
        target: Occurrence | Span | None = None,
    ) -> Finding:
        """A finding of this check at the target segment of ``pair``."""
        return Finding(
            self.code,
            self.severity,
            message,
            remedy,
            line=pair.target.line,
            segment=pair.number,
            concept=concept,
            instead=instead,
            source=_span(source),
            target=_span(target),
            source_lang=self.setting.source_lang,
            target_lang=self.setting.target_lang,
        )

    def exchange(self, pair: SegmentPair, message: str, source: Occurrence, target: Occurrence) -> Finding:
        """A finding that ``target`` stands in the place of ``source``; ``message`` may name its fields."""
        advice = self.setting.advice(source.concept)
        return self.finding(
            pair,
            message.format(
                number=pair.number,
                source=isolated(source.text),
                concept=source.concept,
                target=isolated(target.text),
                instead=target.concept,
            ),
            _("use {term}").format(term=advice) if advice else "",
            concept=source.concept,
            instead=target.concept,
            source=source,
            target=target,
        )


def _span(place: Occurrence | Span | None) -> Span | None:
    return Span(place.text, place.start, place.end) if isinstance(place, Occurrence) else place


CHECKS: dict[str, type[Check]] = {}


def register(check: type[Check]) -> type[Check]:
    """Class decorator: make a check known under its code."""
    CHECKS[check.code] = check
    return check
