"""What is said of the locks: nothing of a document commands the terminal, and no report of half a job is left."""

import io
from contextlib import ExitStack
from pathlib import Path

import pytest

from termlock.cli.lockreport import Summary, opened
from termlock.translate.lock import Rung
from termlock.translate.lockreport import LockEntry
from termlock.translate.segment import Rendering, Segment
from termlock.translate.translation import Translated

ENTRY = LockEntry("captive", "captives", 4, 12, "أسير", "", 0, 0, Rung.UNLOCKED, "said \x1b[2J so")
TRANSLATED = Translated(
    Segment("L1S1", "The captives came home.", 1),
    Rendering("عادوا."),
    (ENTRY,),
    warnings=("lost: `\x1b]0;title\x07`",),
)


def test_control_characters_of_a_document_do_not_reach_the_terminal() -> None:
    summary, written = Summary(), io.StringIO()
    summary.add("news\x1b[31m.txt", "en", "ar", TRANSLATED)
    summary.print(written)
    assert "captive" in written.getvalue()
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in written.getvalue() if c != "\n")


@pytest.mark.parametrize("name", ["locks.jsonl", "locks.html"])
def test_a_job_that_fails_leaves_no_report(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeyError), ExitStack() as stack:
        opened(tmp_path / name, (), "mirror", stack)("news.txt", "en", "ar", TRANSLATED)
        raise KeyError
    assert list(tmp_path.iterdir()) == []
