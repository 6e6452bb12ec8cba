"""A whole project: which files are paired, what is reported, and what the cache and processes may not change."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from termlock.glossary.errors import InputError
from termlock.qa import cache, proposal, validation
from termlock.qa.config import load
from termlock.qa.finding import Finding
from termlock.qa.validation import Gap, Job, plan, validate

PAIRS = '[[pairs]]\nsource = "{source}"\ntarget = "{target}"\nfrom = "en"\nto = ["ar", "he"]\n'
USUAL = PAIRS.format(source="articles/{name}.en.txt", target="articles/{name}.{lang}.txt")
EN = "The captives returned to their homes on Tuesday.\nThe ceasefire began at dawn.\n"
AR = "عاد الأسرى إلى بيوتهم يوم الثلاثاء.\nبدأ وقف إطلاق النار فجرا.\n"
AR_DRIFTED = "عاد الرهائن إلى بيوتهم يوم الثلاثاء.\nبدأ وقف إطلاق النار فجرا.\n"
HE = "השבויים שבו לבתיהם ביום שלישי.\nהפסקת האש החלה עם שחר.\n"
HE_DRIFTED = "השבויים שבו לבתיהם ביום שלישי.\nההפוגה החלה עם שחר.\n"


def project(root: Path, files: dict[str, str], config: str = USUAL) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    path = root / "termlock.toml"
    path.write_text(config, encoding="utf-8")
    return path


@pytest.fixture
def drifted(tmp_path: Path) -> Path:
    files = {
        "articles/a.en.txt": EN,
        "articles/a.ar.txt": AR_DRIFTED,
        "articles/a.he.txt": HE,
        "articles/b.en.txt": EN,
        "articles/b.ar.txt": AR,
        "articles/b.he.txt": HE_DRIFTED,
    }
    return project(tmp_path, files)


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for results; compiled glossaries stay where they are."""
    place = tmp_path / "results"
    monkeypatch.setattr(cache, "folder", lambda: place)
    return place


def findings(config: Path, **options: object) -> list[Finding]:
    result, _checked = validate(load(config), **options)  # type: ignore[arg-type]
    return [f for c in result.comparisons for f in c.findings]


@pytest.mark.parametrize(
    ("source", "target", "files", "expected"),
    [
        (
            "{name}.en.txt",
            "{name}.{lang}.txt",
            ["a.en.txt", "a.ar.txt", "a.he.txt"],
            [("a.en.txt", "a.ar.txt"), ("a.en.txt", "a.he.txt")],
        ),
        (
            "{name}.txt",
            "{name}.{lang}.txt",
            ["a.txt", "a.ar.txt", "a.he.txt"],
            [("a.txt", "a.ar.txt"), ("a.txt", "a.he.txt")],
        ),
        (
            "en/{name}.txt",
            "{lang}/{name}.txt",
            ["en/a.txt", "ar/a.txt", "he/a.txt"],
            [("en/a.txt", "ar/a.txt"), ("en/a.txt", "he/a.txt")],
        ),
        (
            "{name}/{name}.en.txt",
            "{name}/{name}.{lang}.txt",
            ["a/a.en.txt", "a/a.ar.txt", "a/a.he.txt", "a/b.en.txt"],
            [("a/a.en.txt", "a/a.ar.txt"), ("a/a.en.txt", "a/a.he.txt")],
        ),
        (
            "**/{name}.en.txt",
            "**/{name}.{lang}.txt",
            ["x/y/a.en.txt", "x/y/a.ar.txt", "x/y/a.he.txt"],
            [("x/y/a.en.txt", "x/y/a.ar.txt"), ("x/y/a.en.txt", "x/y/a.he.txt")],
        ),
        (
            "20??/{name}.en.txt",
            "20??/{name}.{lang}.txt",
            ["2025/a.en.txt", "2025/a.ar.txt", "2025/a.he.txt"],
            [("2025/a.en.txt", "2025/a.ar.txt"), ("2025/a.en.txt", "2025/a.he.txt")],
        ),
    ],
)
def test_patterns(
    tmp_path: Path, source: str, target: str, files: list[str], expected: list[tuple[str, str]]
) -> None:
    config = project(tmp_path, dict.fromkeys(files, EN), PAIRS.format(source=source, target=target))
    jobs = plan(load(config))
    assert [(j.source, j.target) for j in jobs if isinstance(j, Job)] == expected
    assert len(jobs) == len(expected)


def test_names_with_the_characters_of_expressions(tmp_path: Path) -> None:
    files = {f"articles/غزة (1)+[x].{lang}.txt": EN for lang in ("en", "ar", "he")}
    assert len(plan(load(project(tmp_path, files)))) == 2


def test_hidden_folders_are_left_out(tmp_path: Path) -> None:
    files = {f"{f}articles/a.{lang}.txt": EN for lang in ("en", "ar", "he") for f in ("", ".git/")}
    config = project(tmp_path, files, PAIRS.format(source="**/{name}.en.txt", target="**/{name}.{lang}.txt"))
    assert {j.source for j in plan(load(config)) if isinstance(j, Job)} == {"articles/a.en.txt"}


@pytest.mark.parametrize(
    ("source", "target", "pattern"),
    [
        ("article/{name}.en.txt", "articles/{name}.{lang}.txt", "article/{name}.en.txt"),
        ("articles/{name}.en.txt", "translated/{name}.{lang}.txt", "translated/{name}.{lang}.txt"),
    ],
)
def test_a_pattern_that_matches_nothing_is_an_error(
    drifted: Path, source: str, target: str, pattern: str
) -> None:
    drifted.write_text(PAIRS.format(source=source, target=target), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        plan(load(drifted))
    assert str(caught.value).startswith(f"{drifted}:1: no file matches {pattern!r}")


def test_what_drifted_is_found_in_each_language(drifted: Path) -> None:
    found = findings(drifted, cached=False)
    assert [(f.code, f.concept, f.instead, Path(f.file).name, f.line) for f in found] == [
        ("swapped", "captive", "hostage", "a.ar.txt", 1),
        ("swapped", "ceasefire", "truce", "b.he.txt", 2),
    ]


def test_a_missing_translation_is_an_error_and_a_missing_source_a_warning(drifted: Path) -> None:
    root = drifted.parent / "articles"
    (root / "a.he.txt").unlink()
    (root / "b.en.txt").unlink()
    items = plan(load(drifted))
    assert [isinstance(i, Gap) for i in items] == [False, True, True, True]
    found = [f for f in findings(drifted) if f.code == "missing-file"]
    assert [(str(f.severity), Path(f.file).name, f.line) for f in found] == [
        ("error", "a.en.txt", 1),
        ("warning", "b.ar.txt", 1),
        ("warning", "b.he.txt", 1),
    ]
    assert "a.he.txt does not exist" in found[0].message


def test_severities(drifted: Path) -> None:
    drifted.write_text(USUAL + '[severity]\nswapped = "note"\n', encoding="utf-8")
    assert {str(f.severity) for f in findings(drifted)} == {"note"}
    drifted.write_text(USUAL + '[severity]\nswapped = "off"\n', encoding="utf-8")
    assert findings(drifted) == []


def test_waivers(drifted: Path) -> None:
    waiver = '[[waivers]]\ncode = "swapped"\nconcept = "captive"\ntext = "الرهائن"\nreason = "a quotation"\n'
    drifted.write_text(USUAL + waiver, encoding="utf-8")
    assert [f.concept for f in findings(drifted)] == ["ceasefire"]
    (drifted.parent / "articles/a.ar.txt").write_text(AR, encoding="utf-8")
    found = findings(drifted)
    assert [f.code for f in found] == ["swapped", "unused-waiver"]
    assert (found[1].file, found[1].line) == (str(drifted), 6)


def test_a_waiver_of_a_code_that_is_off_is_used(drifted: Path) -> None:
    more = '[severity]\nswapped = "off"\n[[waivers]]\ncode = "swapped"\nreason = "x"\n'
    drifted.write_text(USUAL + more, encoding="utf-8")
    assert findings(drifted) == []


def test_a_policy_of_the_house(drifted: Path) -> None:
    rules = "name: house\nconcepts:\n  captive: {render: hostage}\n"
    (drifted.parent / "house.yaml").write_text(rules, encoding="utf-8")
    drifted.write_text('policy = "house.yaml"\n' + USUAL, encoding="utf-8")
    found = findings(drifted)
    assert ("captive", "a.ar.txt") not in {(f.concept, Path(f.file).name) for f in found}
    assert {Path(f.file).name for f in found if f.concept == "captive"} == {
        "a.he.txt",
        "b.ar.txt",
        "b.he.txt",
    }


@pytest.mark.parametrize("path", ["articles/a.ar.txt", "articles/a.en.txt", "articles", "."])
def test_paths_restrict_the_run(drifted: Path, path: str) -> None:
    items = plan(load(drifted), [drifted.parent / path])
    assert len(items) == {"articles/a.ar.txt": 1, "articles/a.en.txt": 2}.get(path, 4)


@pytest.mark.parametrize("path", ["articles/c.ar.txt", "termlock.toml", "..", "article"])
def test_a_path_of_no_pair_is_an_error(drifted: Path, path: str) -> None:
    with pytest.raises(InputError, match=r"no such file|belongs to no pair"):
        plan(load(drifted), [drifted.parent / path])


def test_the_second_run_reads_the_cache_and_says_the_same(
    drifted: Path, empty_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = validate(load(drifted))
    assert len(list(empty_cache.glob("*.json"))) == 4
    monkeypatch.setattr(validation, "_check", lambda *_: pytest.fail("checked again"))
    assert validate(load(drifted)) == first


@pytest.mark.parametrize("change", ["source", "target", "policy", "tolerance", "language"])
def test_what_findings_depend_on_invalidates_the_cache(
    drifted: Path, empty_cache: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    validate(load(drifted))
    articles = drifted.parent / "articles"
    if change == "source":
        (articles / "a.en.txt").write_text(EN.replace("captives", "hostages"), encoding="utf-8")
        assert "captive" in {f.instead for f in findings(drifted)}
    elif change == "target":
        (articles / "a.ar.txt").write_text(AR, encoding="utf-8")
        assert [f.concept for f in findings(drifted)] == ["ceasefire"]
    elif change == "language":
        monkeypatch.setattr(cache, "language", lambda: "ar")
        validate(load(drifted))
        assert len(list(empty_cache.glob("*.json"))) == 8
    else:
        line = {"policy": 'policy = "house.yaml"\n', "tolerance": 'tolerance = "strict"\n'}[change]
        (drifted.parent / "house.yaml").write_text("name: house\n", encoding="utf-8")
        drifted.write_text(line + USUAL, encoding="utf-8")
        validate(load(drifted))
        assert len(list(empty_cache.glob("*.json"))) == 8


def test_severities_and_waivers_do_not_invalidate_the_cache(drifted: Path, empty_cache: Path) -> None:
    validate(load(drifted))
    drifted.write_text(USUAL + '[severity]\nswapped = "note"\n', encoding="utf-8")
    validate(load(drifted))
    assert len(list(empty_cache.glob("*.json"))) == 4


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"comparison": {}, "segments": [1, 2]}'])
def test_a_damaged_entry_is_made_anew(drifted: Path, empty_cache: Path, damage: str) -> None:
    first = validate(load(drifted))
    for path in empty_cache.glob("*.json"):
        path.write_text(damage, encoding="utf-8")
    assert validate(load(drifted)) == first
    assert all(json.loads(p.read_bytes()) for p in empty_cache.glob("*.json"))


def test_old_entries_are_removed_when_new_ones_are_made(drifted: Path, empty_cache: Path) -> None:
    empty_cache.mkdir()
    old = empty_cache / "old.json"
    old.write_text("{}", encoding="utf-8")
    os.utime(old, (0, 0))
    validate(load(drifted))
    assert not old.exists()


def test_without_cache_nothing_is_kept(drifted: Path, empty_cache: Path) -> None:
    validate(load(drifted), cached=False)
    assert not empty_cache.exists()


def test_processes_change_nothing(drifted: Path, empty_cache: Path) -> None:
    alone = validate(load(drifted), processes=1, cached=False)
    assert validate(load(drifted), processes=2, cached=False) == alone


def test_an_error_in_a_process_arrives_whole(drifted: Path, empty_cache: Path) -> None:
    (drifted.parent / "articles/b.he.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match=r"b\.he\.txt:1: not UTF-8; save the file as UTF-8"):
        validate(load(drifted), processes=2)


@pytest.mark.parametrize("cached", [True, False])
def test_a_file_that_vanishes_during_the_run(
    drifted: Path, empty_cache: Path, monkeypatch: pytest.MonkeyPatch, cached: bool
) -> None:
    planned = validation.plan

    def plan_then_lose(*arguments: object) -> object:
        items = planned(*arguments)  # type: ignore[arg-type]
        (drifted.parent / "articles/b.ar.txt").unlink()
        return items

    monkeypatch.setattr(validation, "plan", plan_then_lose)
    with pytest.raises(InputError, match=r"b\.ar\.txt: no such file or directory"):
        validate(load(drifted), cached=cached)


def test_a_file_that_changes_during_the_run_is_not_kept(
    drifted: Path, empty_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = validation._check

    def check_then_change(root: Path, job: Job, *rest: str) -> object:
        result = check(root, job, *rest)  # type: ignore[arg-type]
        (root / job.target).write_text(AR if job.target_lang == "ar" else HE, encoding="utf-8")
        return result

    monkeypatch.setattr(validation, "_check", check_then_change)
    assert len(findings(drifted)) == 2
    monkeypatch.undo()
    monkeypatch.setattr(cache, "folder", lambda: empty_cache)
    assert findings(drifted) == []


def test_a_bilingual_file(tmp_path: Path) -> None:
    catalog = (
        'msgid ""\nmsgstr ""\n"Language: ar\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "The captives returned to their homes."\nmsgstr "عاد الرهائن إلى بيوتهم."\n\n'
        'msgid "The ceasefire began at dawn."\nmsgstr "بدأ وقف إطلاق النار فجرا."\n'
    )
    config = project(tmp_path, {"po/ar.po": catalog}, '[[pairs]]\nfile = "po/*.po"\nfrom = "en"\n')
    (found,) = findings(config, cached=False)
    assert (found.code, found.concept, found.instead) == ("swapped", "captive", "hostage")
    assert found.line in (6, 7)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a.en.md", "a.ar.md", "a.he.md"], [("{name}.en.md", "{name}.{lang}.md", "en", ("ar", "he"))]),
        (["x/a_en.txt", "x/a_he.txt"], [("x/{name}_en.txt", "x/{name}_{lang}.txt", "en", ("he",))]),
        (["a.md", "a.ar.md", "b.md"], [("{name}.md", "{name}.{lang}.md", "en", ("ar",))]),
        (["a.ar.txt", "b.ar.txt", "a.he.txt"], [("{name}.ar.txt", "{name}.{lang}.txt", "ar", ("he",))]),
        (["po/ar.po", "po/he.po"], [("po/*.po", "", "", ())]),
        (["a.ar.txt"], []),
        (["readme.md"], []),
    ],
)
def test_proposals(tmp_path: Path, names: list[str], expected: list[tuple[object, ...]]) -> None:
    project(tmp_path, dict.fromkeys(names, EN))
    (tmp_path / "termlock.toml").unlink()
    found = proposal.propose(tmp_path)
    assert [(p.source, p.target, p.source_lang, p.target_langs) for p in found] == expected


def test_a_proposed_configuration_works(drifted: Path) -> None:
    drifted.unlink()
    path, pairs = proposal.write(drifted.parent)
    assert len(pairs) == 1
    assert [f.concept for f in findings(path)] == ["captive", "ceasefire"]


def test_a_proposal_overwrites_nothing(drifted: Path) -> None:
    with pytest.raises(InputError, match="exists already"):
        proposal.write(drifted.parent)
    drifted.unlink()
    (drifted.parent / "pyproject.toml").write_text("[tool.termlock]\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"has \[tool.termlock\] already"):
        proposal.write(drifted.parent)
