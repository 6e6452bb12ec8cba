"""What a run of checks needs, read once: glossary, policy, tolerance, and a matcher for each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from termlock.glossary import policy as policies
from termlock.glossary.compiled import load, matcher
from termlock.glossary.concept import Glossary
from termlock.glossary.matching import Matcher
from termlock.glossary.policy import Policy
from termlock.qa import tolerance as tolerances
from termlock.qa.checking import Matchers
from termlock.qa.checks import Setting
from termlock.qa.tolerance import Tolerance

# name of a tolerance -> largest share of right translations that is still reported; None: as measured
TOLERANCES: Mapping[str, float | None] = {"strict": 1.0, "normal": None, "lenient": 0.002}


@dataclass(frozen=True)
class Preparation:
    """The ground on which texts of any languages are checked."""

    glossary: Glossary
    policy: Policy
    tolerance: Tolerance
    paths: tuple[Path, ...] = ()
    _matchers: dict[str, Matcher] = field(default_factory=dict, repr=False, compare=False)

    def setting(self, source_lang: str, target_lang: str) -> Setting:
        """The setting of the checks between two languages."""
        self.matchers(source_lang, target_lang)
        return Setting(self.glossary, source_lang, target_lang, self.policy, self.tolerance, self._matchers)

    def matchers(self, source_lang: str, target_lang: str) -> Matchers:
        """The matchers of two languages; each language is compiled or loaded once."""
        for lang in (source_lang, target_lang):
            if lang not in self._matchers:
                self._matchers[lang] = matcher(lang, self.paths)
        return Matchers(self._matchers[source_lang], self._matchers[target_lang])


def prepare(paths: Sequence[Path], policy: str, tolerance: str) -> Preparation:
    """Read glossaries and policy; ``tolerance`` is a name of :data:`TOLERANCES`.

    Raises:
        InputError: something cannot be read, or the policy names a concept that the glossary lacks.
    """
    glossary = load(paths)
    chosen = policies.load_for(policy, glossary)
    tolerated = tolerances.shipped()
    limit = TOLERANCES[tolerance]
    if limit is not None:
        tolerated = replace(tolerated, limit=limit)
    return Preparation(glossary, chosen, tolerated, tuple(paths))
