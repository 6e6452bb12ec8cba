"""What is said of the locks: nothing of a document commands the terminal, and no report of half a job is left."""

import io
import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from termlock.cli.lockreport import Summary, opened
from termlock.glossary import messages
from termlock.translate.lock import Rung
from termlock.translate.lockreport import LockEntry
from termlock.translate.segment import Rendering, Segment
from termlock.translate.shortfall import Code, Shortfall
from termlock.translate.translation import Translated

ENTRY = LockEntry(
    "captive", "captives\x1b[2J", 4, 16, "أسير", "", 0, 0, Rung.UNLOCKED, Shortfall(Code.NOT_CARRIED)
)
TRANSLATED = Translated(
    Segment("L1S1", "The captives came home.", 1),
    Rendering("عادوا."),
    (ENTRY,),
    warnings=(Shortfall(Code.LOST, ("`\x1b]0;title\x07`",)),),
)


def test_control_characters_of_a_document_do_not_reach_the_terminal() -> None:
    summary, written = Summary(), io.StringIO()
    summary.add("news\x1b[31m.txt", "en", "ar", TRANSLATED)
    summary.print(written)
    assert "captive" in written.getvalue()
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in written.getvalue() if c != "\n")


def test_what_failed_is_said_in_the_language_of_the_interface(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERMLOCK_LANG", "ar")
    messages.language.cache_clear()
    try:
        summary, written = Summary(), io.StringIO()
        summary.add("news.txt", "en", "ar", TRANSLATED)
        summary.print(written)
    finally:
        messages.language.cache_clear()
    assert "الترجمة لا تحمل المصطلح" in written.getvalue()
    assert "مفقود: " in written.getvalue()


def test_the_report_has_the_english_text(tmp_path: Path) -> None:
    path = tmp_path / "locks.jsonl"
    with ExitStack() as stack:
        opened(path, (), "mirror", stack)("news.txt", "en", "ar", TRANSLATED)
    line = json.loads(path.read_text(encoding="utf-8"))
    assert line["warnings"] == ["lost: `\x1b]0;title\x07`"]
    assert line["locks"][0]["reason"] == "the translation does not carry the term"


@pytest.mark.parametrize("name", ["locks.jsonl", "locks.html"])
def test_a_job_that_fails_leaves_no_report(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeyError), ExitStack() as stack:
        opened(tmp_path / name, (), "mirror", stack)("news.txt", "en", "ar", TRANSLATED)
        raise KeyError
    assert list(tmp_path.iterdir()) == []
