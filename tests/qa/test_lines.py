"""The lines of a file are those of its text, however long it is."""

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termlock.glossary.errors import InputError
from termlock.glossary.exchange import files
from termlock.qa import reading
from termlock.qa.lines import Lines

LINE = st.text(st.sampled_from("כן، لاa \t\u2028"), max_size=12)


@given(st.lists(LINE, min_size=1, max_size=40), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_lines_are_those_of_the_text_read_whole(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str, closed: bool, bom: bool
) -> None:
    text = end.join([*lines, "سطر"]) + (end if closed else "")
    path = tmp_path_factory.mktemp("lines") / "a.txt"
    path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "BLOCK", 16)
        found = Lines(path)
    whole = tuple(line.removesuffix("\r") for line in text.removesuffix("\n").split("\n"))
    assert tuple(found) == tuple(found[:]) == whole
    assert len(found) == len(whole)
    assert found[1:3] == whole[1:3]
    assert found[-1] == whole[-1]
    assert found[::-2] == whole[::-2]


def test_a_line_is_read_when_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("الأول\nالثاني\nالثالث\n", encoding="utf-8")
    found = Lines(path)
    assert found[1] == "الثاني"
    assert found[5:] == ()
    with pytest.raises(IndexError):
        found[3]


def test_a_fault_names_its_line_in_a_file_of_several_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "BLOCK", 8)
    path = tmp_path / "a.txt"
    path.write_bytes("واحد\nاثنان\nثلاثة\n".encode() + b"\xff\n")
    with pytest.raises(InputError, match=r"a\.txt:4: not UTF-8"):
        Lines(path)


@pytest.mark.parametrize("after", ["قصير\n", None])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, after: str | None) -> None:
    path = tmp_path / "a.txt"
    path.write_text("الأول\nالثاني\nالثالث\n", encoding="utf-8")
    found = Lines(path)
    if after is None:
        path.unlink()
    else:
        path.write_text(after, encoding="utf-8")
    with pytest.raises(InputError, match="changed while it was read; run the command again"):
        found[:]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("عاد الأسرى.\nالثاني\n",))
    writer.start()
    assert reading.read(pipe, "ar").segments == ("عاد الأسرى.", "الثاني")
    writer.join()
