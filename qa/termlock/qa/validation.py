"""Check a whole project: find the pairs of its configuration, check each, apply waivers and baseline.

Nothing is reported before everything is checked, and the order of what is reported depends on the
configuration and the names of the files only, not on the number of processes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache as memo
from multiprocessing import get_context
from pathlib import Path

from termlock.glossary import policy as policies
from termlock.glossary.compiled import shipped
from termlock.glossary.concept import Place
from termlock.glossary.errors import InputError
from termlock.glossary.messages import _
from termlock.qa import baseline, cache, reading
from termlock.qa.baseline import Entry, Known
from termlock.qa.cache import Checked
from termlock.qa.checking import check
from termlock.qa.checks import Setting
from termlock.qa.config import MISSING_FILE, Config, Rule
from termlock.qa.finding import Finding, Severity
from termlock.qa.pair import Comparison
from termlock.qa.patterns import compiled, files, filled
from termlock.qa.preparation import Preparation, prepare
from termlock.qa.waivers import Waiving

WORTH = 40  # files that keep a further process busy for longer than it takes to start


@dataclass(frozen=True, slots=True)
class Job:
    """A pair of files, named relative to the configuration; ``target`` is "" for a bilingual file."""

    source: str
    target: str
    source_lang: str
    target_lang: str

    @property
    def reported(self) -> str:
        """The file that findings are about."""
        return self.target or self.source

    @property
    def names(self) -> tuple[str, ...]:
        """The files that are read."""
        return (self.source, self.target) if self.target else (self.source,)


@dataclass(frozen=True, slots=True)
class Gap:
    """A pair of which one file does not exist: the target, or the source where ``orphan``."""

    job: Job
    orphan: bool


@dataclass(frozen=True)
class Validation:
    """What is to be reported, what a baseline would record, and how many of its entries are stale."""

    comparisons: tuple[Comparison, ...]
    entries: tuple[Entry, ...]
    stale: int


def plan(config: Config, paths: Sequence[Path] = ()) -> list[Job | Gap]:
    """The pairs of a project in a stable order, restricted to those that ``paths`` name.

    Raises:
        InputError: a pattern matches no file, or a path belongs to no pair.
    """
    present = list(files(config.root))
    found: dict[tuple[str, str], Job | Gap] = {}
    for rule in config.rules:
        for item in _matches(rule, present):
            job = item.job if isinstance(item, Gap) else item
            found.setdefault((job.source, job.target), item)
    items = list(found.values())
    return _restricted(items, config.root, paths) if paths else items


def _matches(rule: Rule, present: Sequence[str]) -> Iterator[Job | Gap]:
    hits = [(name, m) for name in present if (m := compiled(rule.source).match(name))]
    if not rule.target:
        _demand(hits, rule, rule.source)
        to = rule.target_langs[0] if rule.target_langs else ""
        yield from (Job(name, "", rule.source_lang, to) for name, _match in hits)
        return
    patterns = {lang: rule.target.replace("{lang}", lang) for lang in rule.target_langs}
    targets = {lang: {n for n in present if compiled(p).match(n)} for lang, p in patterns.items()}
    translated = set().union(*targets.values())
    sources = [(name, match) for name, match in hits if name not in translated]
    _demand(sources, rule, rule.source)
    _demand(translated, rule, rule.target)
    for name, match in sources:
        for lang, pattern in patterns.items():
            target = filled(pattern, match, {})
            job = Job(name, target, rule.source_lang, lang)
            yield job if target in targets[lang] else Gap(job, orphan=False)
            targets[lang].discard(target)
    for lang, left in targets.items():
        for target in sorted(left):
            matched = compiled(patterns[lang]).match(target)
            if matched:
                yield Gap(Job(filled(rule.source, matched, {}), target, rule.source_lang, lang), orphan=True)


def _demand(found: object, rule: Rule, pattern: str) -> None:
    if not found:
        raise InputError(rule.place, f"no file matches {pattern!r}", "mend the pattern or the folder")


def _restricted(items: Sequence[Job | Gap], root: Path, paths: Sequence[Path]) -> list[Job | Gap]:
    chosen: set[int] = set()
    for path in paths:
        wanted = Path(os.path.relpath(path, root)).as_posix()
        hits = {k for k, item in enumerate(items) if any(_inside(n, wanted) for n in _named(item))}
        if not hits:
            known = path.exists() or path.is_symlink()
            problem = "belongs to no pair of the configuration" if known else "no such file or folder"
            raise InputError(str(path), problem, "name a source, a translation or a folder of them")
        chosen |= hits
    return [items[k] for k in sorted(chosen)]


def _named(item: Job | Gap) -> tuple[str, ...]:
    return item.job.names if isinstance(item, Gap) else item.names


def _inside(name: str, folder: str) -> bool:
    return name == folder or folder == "." or name.startswith(f"{folder}/")


def validate(
    config: Config, paths: Sequence[Path] = (), processes: int = 0, cached: bool = True, known: bool = True
) -> tuple[Validation, list[Checked]]:
    """Check the project; ``processes`` 0 chooses by the work there is, ``known`` uses the baseline.

    Raises:
        InputError: something cannot be read; nothing is reported then.
    """
    items = plan(config, paths)
    recorded = baseline.read(config.baseline) if config.baseline and known else []
    jobs = [item for item in items if isinstance(item, Job)]
    checked = dict(zip(jobs, check_all(config, jobs, processes, cached), strict=True))
    results = [
        (item.job.reported, _gap(item, config.root))
        if isinstance(item, Gap)
        else (item.reported, checked[item].comparison)
        for item in items
    ]
    return _judged(config, results, recorded, everything=not paths), list(checked.values())


def _gap(gap: Gap, root: Path) -> Comparison:
    """A finding at the file that exists."""
    job = gap.job
    source, target = str(root / job.source), str(root / job.target)
    if gap.orphan:
        text = _("{target} has no source: {source} does not exist")
        severity, remedy, file = Severity.WARNING, _("add the source or remove the translation"), target
    else:
        text = _("{source} is not translated: {target} does not exist")
        severity, remedy, file = Severity.ERROR, _("translate it"), source
    finding = Finding(
        MISSING_FILE,
        severity,
        text.format(source=source, target=target),
        remedy,
        file=file,
        line=1,
        source_lang=job.source_lang,
        target_lang=job.target_lang,
    )
    return Comparison(source, target, job.source_lang, job.target_lang, (), (finding,))


def _judged(
    config: Config,
    results: Sequence[tuple[str, Comparison]],
    recorded: Sequence[Entry],
    everything: bool,
) -> Validation:
    """Apply waivers, severities and baseline, in this order."""
    waiving, remembered = Waiving(config.waivers), Known(recorded)
    names = {name for name, _comparison in results}
    comparisons: list[Comparison] = []
    entries: list[Entry] = []
    for name, comparison in results:
        pairs = {p.number: p for p in reversed(comparison.pairs)}
        left = _weighed(config, waiving.keep(comparison.findings, name, pairs))
        entries += (baseline.entry(f, name, pairs.get(f.segment)) for f in left)
        comparisons.append(replace(comparison, findings=tuple(remembered.keep(left, name, pairs))))
    if unused := _weighed(config, waiving.unused(names, everything)):
        file = str(config.path)
        comparisons.append(Comparison(file, file, "", "", (), tuple(unused)))
    kept = [] if everything else [e for e in recorded if e.file not in names]
    return Validation(tuple(comparisons), (*entries, *kept), remembered.stale(names, everything))


def _weighed(config: Config, findings: Sequence[Finding]) -> list[Finding]:
    weights = [(f, config.severities.get(f.code, f.severity)) for f in findings]
    return [replace(f, severity=severity) for f, severity in weights if severity is not None]


def check_all(config: Config, jobs: Sequence[Job], processes: int, cached: bool) -> list[Checked]:
    """Each job's result, in order: from the cache, or checked in one or more processes.

    Raises:
        InputError: of the first job, in order, whose files cannot be read.
    """
    settings = (config.glossaries, config.policy, config.tolerance)
    shared, keys = "", list[str]()
    done: dict[int, Checked] = {}
    if cached:
        words = (repr(policies.load(config.policy)), config.tolerance)
        shared = cache.ground(config.glossaries or (shipped(),), words)
        keys = [_key(shared, config.root, job) for job in jobs]
        done = {k: hit for k, name in enumerate(keys) if (hit := cache.load(name))}
    todo = [k for k in range(len(jobs)) if k not in done]
    tasks = [(config.root, jobs[k], *settings) for k in todo]
    for k, outcome in zip(todo, _outcomes(tasks, processes), strict=True):
        if not isinstance(outcome, Checked):
            raise InputError(*outcome)
        done[k] = outcome
        if cached and _key(shared, config.root, jobs[k]) == keys[k]:
            cache.store(keys[k], outcome)
    if cached and todo:
        cache.prune()
    return [_renamed(done[k], config.root, job) for k, job in enumerate(jobs)]


def _key(shared: str, root: Path, job: Job) -> str:
    return cache.key(shared, [root / n for n in job.names], (job.source_lang, job.target_lang))


def _renamed(checked: Checked, root: Path, job: Job) -> Checked:
    """A cached result may come from a file of another name, or from another working directory."""
    found = checked.comparison
    file = str(root / job.reported)
    return replace(
        checked,
        comparison=replace(
            found,
            source_file=str(root / job.source),
            target_file=file,
            findings=tuple(replace(f, file=file) for f in found.findings),
        ),
    )


Task = tuple[Path, Job, tuple[Path, ...], str, str]
Outcome = Checked | tuple[Place, str, str]  # an error does not survive the way between processes as it is


def _outcomes(tasks: Sequence[Task], processes: int) -> Iterator[Outcome]:
    count = min(processes or min(os.cpu_count() or 1, len(tasks) // WORTH), len(tasks))
    if count < 2:
        yield from map(_outcome, tasks)
        return
    # spawned, not forked: what the parent holds (threads, locks) must not matter
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        try:
            yield from pool.map(_outcome, tasks, chunksize=max(1, len(tasks) // (count * 4)))
        except BrokenProcessPool:
            raise InputError("--jobs", "a process was killed", "use fewer processes") from None
        finally:
            pool.shutdown(cancel_futures=True)


def _outcome(task: Task) -> Outcome:
    try:
        return _check(*task)
    except InputError as error:
        return error.place, error.problem, error.remedy


def _check(root: Path, job: Job, glossaries: tuple[Path, ...], policy: str, tolerance: str) -> Checked:
    if job.target:
        source = reading.read(root / job.source, job.source_lang)
        target = reading.read(root / job.target, job.target_lang)
    else:
        source, target = reading.read_bilingual(root / job.source, job.source_lang, job.target_lang)
        if source.lang == target.lang:
            raise InputError(source.file, f"both sides are in {source.lang}", "set 'from' and 'to'")
    langs = (source.lang, target.lang)
    setting = _setting(glossaries, policy, tolerance, *langs)
    comparison = check(source, target, setting, _ground(glossaries, policy, tolerance).matchers(*langs))
    return Checked(comparison, (len(source.segments), len(target.segments)))


@memo
def _ground(glossaries: tuple[Path, ...], policy: str, tolerance: str) -> Preparation:
    return prepare(glossaries, policy, tolerance)


@memo
def _setting(
    glossaries: tuple[Path, ...], policy: str, tolerance: str, source_lang: str, target_lang: str
) -> Setting:
    return _ground(glossaries, policy, tolerance).setting(source_lang, target_lang)
