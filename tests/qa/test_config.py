"""What a configuration may say, and how a mistake in it is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from termlock.glossary.errors import InputError
from termlock.qa.config import Config, find, load
from termlock.qa.finding import Severity

PAIRS = (
    '[[pairs]]\nsource = "a/{name}.en.md"\ntarget = "a/{name}.{lang}.md"\nfrom = "en"\nto = ["ar", "he"]\n'
)


def written(folder: Path, text: str, name: str = "termlock.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_least_that_is_needed(tmp_path: Path) -> None:
    config = load(written(tmp_path, PAIRS))
    assert config.policy == "mirror"
    assert config.tolerance == "normal"
    assert config.fail_on == "error"
    assert config.baseline is None
    assert config.rules[0].target_langs == ("ar", "he")
    assert config.root == tmp_path


def test_everything(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text("name: house\n", encoding="utf-8")
    text = (
        'glossary = "desk.yaml"\npolicy = "house.yaml"\ntolerance = "strict"\nfail-on = "warning"\n'
        f'baseline = "old.json"\n{PAIRS}[[pairs]]\nfile = "po/*.po"\n'
        '[severity]\nquotes = "note"\nbidi = "off"\n'
        '[[waivers]]\ncode = "swapped"\nfile = "a/*.md"\nsegment = 3\nconcept = "captive"\ntext = "الأسرى"\n'
        'reason = "quoted"\n'
    )
    config = load(written(tmp_path, text))
    assert config.glossaries == (tmp_path / "desk.yaml",)
    assert config.policy == str(tmp_path / "house.yaml")
    assert config.baseline == tmp_path / "old.json"
    assert config.severities == {"quotes": Severity.NOTE, "bidi": None}
    assert config.rules[1].target == ""
    assert config.waivers[0].segment == 3
    assert config.waivers[0].place.line == 16


def test_pyproject(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n[tool.termlock]\nfail-on = "note"\n' + PAIRS.replace(
        "[[pairs]]", "[[tool.termlock.pairs]]"
    )
    assert load(written(tmp_path, text, "pyproject.toml")).fail_on == "note"


def test_the_nearest_configuration_holds(tmp_path: Path) -> None:
    inner = tmp_path / "site" / "articles"
    inner.mkdir(parents=True)
    outer = written(tmp_path, PAIRS)
    written(tmp_path / "site", "[project]\nname = 'no termlock here'\n", "pyproject.toml")
    assert find(inner) == outer
    nearer = written(tmp_path / "site", "[tool.termlock]\n", "pyproject.toml")
    assert find(inner) == nearer
    assert find(inner.parent) == nearer
    beside = written(tmp_path / "site", PAIRS)
    assert find(inner) == beside


def test_no_configuration(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="tk validate --init"):
        find(tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("polcy = 'mirror'\n" + PAIRS, 1, "unknown key 'polcy'; use glossary, policy"),
        (PAIRS + "\ntargets = 1\n", 7, "unknown key 'targets' in [pairs]"),
        (PAIRS + "[[waivers]]\ncode = 'swapped'\nreson = 'x'\n", 8, "unknown key 'reson' in [waivers]"),
        (
            PAIRS
            + "[[waivers]]\ncode = 'swapped'\nreason = 'x'\n[[waivers]]\ncode = 'missing'\nreson = 'x'\n",
            11,
            "unknown key 'reson'",
        ),
        (PAIRS + "[[waivers]]\ncode = 'swapped'\n", 6, "lacks 'reason'"),
        (PAIRS + "[[waivers]]\ncode = 'swapped'\nreason = ' '\n", 8, "'reason' is no text"),
        (PAIRS + "[[waivers]]\nreason = 'x'\n", 6, "lacks 'code'"),
        (PAIRS + "[[waivers]]\ncode = 'swaped'\nreason = 'x'\n", 7, "code = 'swaped'"),
        (
            PAIRS + "[[waivers]]\ncode = 'swapped'\nsegment = 0\nreason = 'x'\n",
            8,
            "'segment' is no number from 1 on",
        ),
        (PAIRS + "[severity]\nquote = 'note'\n", 7, "unknown key 'quote' in [severity]"),
        (PAIRS + "[severity]\nquotes = 'silent'\n", 7, "use one of: error, warning, note, off"),
        ("tolerance = 'lax'\n" + PAIRS, 1, "use one of: strict, normal, lenient"),
        ("fail-on = 3\n" + PAIRS, 1, "'fail-on' is no text"),
        ("glossary = [1]\n" + PAIRS, 1, "'glossary' is no list of texts"),
        ("policy = 'mirror'\n", 0, "no [[pairs]]"),
        ("pairs = 3\n", 1, "'pairs' is no array of tables"),
        ("severity = 3\n" + PAIRS, 0, "'severity' is no table"),
        (PAIRS.replace('"he"', '"fr"'), 5, "unknown language 'fr'"),
        (PAIRS.replace('"he"', '"en"'), 5, "'en' is the language of the source"),
        (PAIRS.replace('"en"\n', '"fr"\n'), 4, "from = 'fr'"),
        (PAIRS.replace("{lang}.md", "md"), 3, "no {lang} in 'target'"),
        (PAIRS.replace("{name}.en", "{title}.en"), 2, "{title} in 'source'"),
        (PAIRS.replace("a/{name}.en", "a/text.en"), 3, "{name} stands on one side only"),
        (PAIRS.replace('"a/{name}.en', '"a/**/{name}.en'), 3, "other wildcards than in 'source'"),
        (PAIRS.replace('source = "a', 'source = "../a'), 2, "leads out of the folder"),
        ("[[pairs]]\nfile = 'x.po'\nsource = 'y'\n", 3, "'source' beside 'file'"),
        ("[[pairs]]\nsource = 'y'\n", 1, "lacks 'target'"),
        ("a = = 1\n", 1, "invalid value"),
        ("[[pairs]\n", 1, ""),
    ],
)
def test_mistakes_name_the_line_and_the_remedy(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError) as caught:
        load(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}: " if line else f"{path}: ")
    assert said in message
    assert "\n" not in message


def test_a_mistake_in_pyproject_names_the_line(tmp_path: Path) -> None:
    path = written(tmp_path, "[project]\nname = 'x'\n\n[tool.termlock]\npolcy = 'x'\n", "pyproject.toml")
    with pytest.raises(InputError, match=r"pyproject.toml:5: unknown key 'polcy' in \[tool.termlock\]"):
        load(path)


def test_two_loads_are_equal(tmp_path: Path) -> None:
    path = written(tmp_path, PAIRS)
    assert isinstance(load(path), Config)
    assert load(path) == load(path)
