"""The translation memory: what is found again, that nothing is lost, and TMX."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from termlock.glossary.errors import InputError
from termlock.translate import memory as module
from termlock.translate.memory import Match, Memory, Unit, default_path, read_tmx, words, write_tmx

STARTER = "starter 3f2a"
HOSTAGES = Unit("The hostages were freed.", "أُطلق سراح الرهائن.", "en", "ar")
RAID = Unit(
    "The army raided the camp at dawn.",
    "اقتحم الجيش المخيم فجرا.",
    "en",
    "ar",
    STARTER,
    '[{"concept":"raid"}]',
)
TALKS = Unit("Talks resume in Doha", "השיחות בדוחא מתחדשות", "en", "he", STARTER)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "memory.sqlite"


@pytest.fixture
def memory(path: Path) -> Iterator[Memory]:
    with Memory(path) as opened:
        yield opened


def refused(path: Path) -> str:
    with pytest.raises(InputError) as error:
        Memory(path)
    return str(error.value)


# --- the same text


def test_what_was_added_is_found_by_its_text(memory: Memory) -> None:
    memory.add([HOSTAGES, RAID, TALKS])
    assert len(memory) == 3
    found = memory.exact([RAID.source, HOSTAGES.source, "The army withdrew."], "en", "ar", STARTER)
    assert found == {RAID.source: RAID, HOSTAGES.source: HOSTAGES}
    assert memory.exact([TALKS.source], "en", "ar", STARTER) == {}
    assert memory.exact([TALKS.source], "he", "en", STARTER) == {}
    assert memory.exact([], "en", "ar", STARTER) == {}


def test_it_is_there_when_the_memory_is_opened_again(path: Path) -> None:
    with Memory(path) as memory:
        memory.add([RAID])
    with Memory(path) as memory:
        assert list(memory.units()) == [RAID]


def test_a_machine_unit_counts_for_its_own_engine_and_glossary_only(memory: Memory) -> None:
    memory.add([RAID])
    assert memory.exact([RAID.source], "en", "ar", "starter 77c0") == {}


def test_a_human_unit_counts_for_every_engine_and_wins(memory: Memory) -> None:
    checked = replace(RAID, target="اقتحم الجيش المخيّم عند الفجر.", context="", locks="")
    for order in ([RAID, checked], [checked, RAID]):
        memory.clear()
        memory.add(order)
        for context in (STARTER, "starter 77c0", ""):
            assert memory.exact([RAID.source], "en", "ar", context) == {RAID.source: checked}


def test_a_unit_of_the_same_text_direction_and_context_is_replaced(memory: Memory) -> None:
    memory.add(
        [RAID, replace(RAID, target="first"), replace(RAID, source=f" {RAID.source}\n", target="second")]
    )
    assert len(memory) == 1
    found = memory.exact([RAID.source], "en", "ar", STARTER)[RAID.source]
    assert (found.source, found.target) == (f" {RAID.source}\n", "second")
    assert len(memory.fuzzy(RAID.source, "en", "ar", STARTER)) == 1


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("الأسرى", unicodedata.normalize("NFD", "الأسرى")),
        ("שָׁלוֹם", unicodedata.normalize("NFD", "שָׁלוֹם")),
        ("Talks resume", "\u00a0 Talks resume\n"),
    ],
)
def test_the_same_text_is_equal_in_nfc_without_outer_white_space(
    memory: Memory, stored: str, asked: str
) -> None:
    unit = Unit(stored, "t", "xx", "yy")
    memory.add([unit])
    assert memory.exact([asked, stored], "xx", "yy", "") == {asked: unit, stored: unit}


@pytest.mark.parametrize("asked", ["talks resume", "Talks  resume", "Talks resume.", "Talks"])
def test_other_differences_make_another_text(memory: Memory, asked: str) -> None:
    memory.add([Unit("Talks resume", "t", "en", "ar")])
    assert memory.exact([asked], "en", "ar", "") == {}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=6, max_size=6))
def test_every_text_is_given_back_as_it_was(memory: Memory, texts: list[str]) -> None:
    unit = Unit(*texts)
    memory.clear()
    memory.add([unit])
    assert list(memory.units()) == [unit]
    assert memory.exact([unit.source], unit.source_lang, unit.target_lang, unit.context) == {
        unit.source: unit
    }


def test_any_number_of_texts_is_one_question(memory: Memory) -> None:
    units = [Unit(f"Day {number}", f"اليوم {number}", "en", "ar") for number in range(40_000)]
    memory.add(units)
    assert memory.exact([u.source for u in units], "en", "ar", "") == {u.source: u for u in units}


def test_a_unit_that_no_file_can_hold_is_left_out(memory: Memory) -> None:
    memory.add([replace(RAID, target="\ud800"), HOSTAGES])
    assert list(memory.units()) == [HOSTAGES]
    assert memory.exact(["\ud800"], "en", "ar", "") == {}
    assert memory.fuzzy("\ud800 were freed.", "en", "ar", "") == []


# --- similar texts


def test_words_keep_their_vowel_marks_and_inner_quotation_marks() -> None:
    assert words('צה"ל ד״ר שָׁלוֹם.') == ['צה"ל', "ד״ר", "שָׁלוֹם", "."]
    assert words("أُطلق سراح «الرهائن»، don’t!") == ["أُطلق", "سراح", "«", "الرهائن", "»", "،", "don’t", "!"]
    assert words(" \n") == []


def test_one_word_of_eight_changed(memory: Memory) -> None:
    memory.add([HOSTAGES, RAID])
    asked = "The army raided the village at dawn."
    assert memory.fuzzy(asked, "en", "ar", STARTER) == [Match(RAID, 1 - 1 / 8)]
    assert memory.fuzzy(asked, "en", "ar", STARTER, at_least=0.9) == []
    assert memory.fuzzy(asked, "en", "he", STARTER) == []
    assert memory.fuzzy(asked, "en", "ar", "starter 77c0") == []


def test_the_same_text_is_one_and_other_white_space_a_little_less(memory: Memory) -> None:
    memory.add([RAID, replace(RAID, source=RAID.source.replace(" ", "  "))])
    assert [m.score for m in memory.fuzzy(f"{RAID.source} ", "en", "ar", STARTER)] == [1.0, 0.99]


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("Israel attacked Hezbollah", "Hezbollah attacked Israel"),
        ("They did attack", "They did not attack"),
        ("اقتحم الجيش المخيم", "اقتحم المستوطنون المخيم"),
    ],
)
def test_another_order_or_a_not_is_no_match(memory: Memory, stored: str, asked: str) -> None:
    memory.add([Unit(stored, "t", "xx", "yy")])
    assert all(match.score <= 0.75 for match in memory.fuzzy(asked, "xx", "yy", ""))


def test_best_first_and_no_more_than_asked_for(memory: Memory) -> None:
    sources = [f"{RAID.source[:-1]}{' again' * extra}." for extra in range(5)]
    memory.add([replace(RAID, source=source) for source in reversed(sources)])
    found = memory.fuzzy(RAID.source, "en", "ar", STARTER, at_least=0.5, limit=4)
    assert [m.unit.source for m in found] == sources[:4]
    assert [m.score for m in found] == [1.0, 1 - 1 / 9, 1 - 2 / 10, 1 - 3 / 11]


def test_of_the_same_source_the_human_unit_is_given(memory: Memory) -> None:
    checked = replace(RAID, target="اقتحم الجيش المخيّم عند الفجر.", context="")
    memory.add([checked, RAID])
    assert memory.fuzzy("The army raided the camp at noon.", "en", "ar", STARTER) == [
        Match(checked, 1 - 1 / 8)
    ]


@pytest.mark.parametrize("asked", ["", " ", "freed", "٭ ٭ ٭", '" OR word:*', "x " * 3000])
def test_any_text_may_be_asked_for(memory: Memory, asked: str) -> None:
    memory.add([HOSTAGES, RAID])
    assert memory.fuzzy(asked, "en", "ar", STARTER) == []


def test_long_texts_too(memory: Memory) -> None:
    many = [f"word{number}" for number in range(5000)]
    unit = Unit(" ".join(many), "t", "en", "ar")
    memory.add([unit])
    many[::5] = ["other"] * 1000
    assert memory.fuzzy(" ".join(many), "en", "ar", "") == [Match(unit, 0.8)]


SENTENCES = st.lists(
    st.sampled_from(["the", "army", "raided", "a", "camp", "at", "dawn", ".", ","]), max_size=9
).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SENTENCES, max_size=25, unique=True), SENTENCES, st.sampled_from([0.3, 0.5, 0.75, 0.9, 1.0]))
def test_the_index_hides_no_match(memory: Memory, stored: list[str], asked: str, at_least: float) -> None:
    memory.clear()
    memory.add([Unit(source, "t", "en", "ar") for source in stored])
    scores = {s: Levenshtein.normalized_similarity(asked.split(), s.split()) for s in stored}
    expected = {s: score for s, score in scores.items() if asked.split() and score >= at_least}
    found = memory.fuzzy(asked, "en", "ar", "", at_least, limit=99)
    assert {m.unit.source: m.score for m in found} == pytest.approx(expected)


# --- removing


def test_remove_forgets_one_context(memory: Memory) -> None:
    memory.add([HOSTAGES, RAID, TALKS])
    assert memory.counts() == {("en", "ar", ""): 1, ("en", "ar", STARTER): 1, ("en", "he", STARTER): 1}
    assert memory.remove(STARTER) == 2
    assert list(memory.units()) == [HOSTAGES]
    assert memory.fuzzy(RAID.source, "en", "ar", STARTER) == []
    memory.add([RAID])
    assert memory.fuzzy(RAID.source, "en", "ar", STARTER) == [Match(RAID, 1.0)]


def test_clear_leaves_no_word_in_the_folder(memory: Memory, path: Path) -> None:
    memory.add([HOSTAGES, RAID])
    assert memory.clear() == 2
    assert len(memory) == 0
    assert memory.fuzzy(RAID.source, "en", "ar", STARTER) == []
    left = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"hostages" not in left
    memory.add([RAID])
    assert len(memory) == 1


def test_units_by_direction_and_beyond_one_page(memory: Memory) -> None:
    many = [Unit(f"Day {number}", f"יום {number}", "en", "he") for number in range(2500)]
    memory.add([HOSTAGES, *many])
    assert list(memory.units("en", "he")) == many
    assert list(memory.units(target_lang="ar")) == [HOSTAGES]
    assert list(memory.units("ar")) == []
    for unit in memory.units("en", "ar"):
        memory.add([replace(unit, target="while it is read")])


# --- what can go wrong


def test_the_folder_is_made_for_its_user_alone(memory: Memory, path: Path) -> None:
    assert path.is_file()
    if os.name == "posix":
        assert path.parent.stat().st_mode & 0o777 == 0o700


def test_an_empty_file_becomes_a_memory(tmp_path: Path) -> None:
    (tmp_path / "memory").touch()
    with Memory(tmp_path / "memory") as memory:
        memory.add([RAID])


def test_no_memory(tmp_path: Path) -> None:
    text = tmp_path / "article.txt"
    text.write_text("The hostages were freed. " * 100, encoding="utf-8")
    assert refused(text).startswith(f"{text}: is no translation memory; name another file with --memory")
    assert "is no file" in refused(tmp_path)
    assert "its folder cannot be made" in refused(text / "memory.sqlite")
    assert text.read_text(encoding="utf-8").startswith("The hostages")
    if Path("/dev/null").exists():
        assert "is no file" in refused(Path("/dev/null"))


def test_the_database_of_another_program_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE unit (id)")
    db.close()
    before = path.read_bytes()
    assert "is the database of another program" in refused(path)
    assert path.read_bytes() == before


def test_a_newer_layout(memory: Memory, path: Path) -> None:
    memory._db.execute("PRAGMA user_version = 99")
    assert "was made by a newer termlock; bring termlock up to date" in refused(path)


def test_a_damaged_memory(path: Path) -> None:
    with Memory(path) as memory:
        memory.add([replace(RAID, source=f"{number} {RAID.source}") for number in range(500)])
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xaa" * 40_000)
    with pytest.raises(InputError, match=r"is damaged; restore a copy"), Memory(path) as memory:
        list(memory.units())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_memory_is_refused_at_once(path: Path) -> None:
    Memory(path).close()
    path.chmod(0o444)
    assert "is read-only; make file and folder writable" in refused(path)


def test_a_memory_that_becomes_read_only(memory: Memory) -> None:
    memory._db.execute("PRAGMA query_only = 1")
    with pytest.raises(InputError, match="is read-only; make file and folder writable"):
        memory.add([RAID])


def test_a_full_disk_loses_nothing_that_was_there(memory: Memory) -> None:
    memory.add([RAID])
    pages = memory._db.execute("PRAGMA page_count").fetchone()[0]
    memory._db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(InputError, match="the disk is full; free some space"):
        memory.add([HOSTAGES, *(Unit(f"Day {n}", "اليوم " * 50, "en", "ar") for n in range(500))])
    assert list(memory.units()) == [RAID]
    memory._db.execute("PRAGMA max_page_count = 100000")
    memory.add([HOSTAGES])
    assert len(memory) == 2


def test_a_memory_that_stays_locked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT", 0.05)
    with Memory(path) as one, Memory(path) as other:
        with one._writing():
            assert len(other) == 0  # readers need not wait
            with pytest.raises(InputError, match="is locked by another process; wait until it has finished"):
                other.add([RAID])
        other.add([RAID])


def test_all_or_nothing(memory: Memory) -> None:
    def units() -> Iterator[Unit]:
        yield RAID
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        memory.add(units())
    assert len(memory) == 0


# --- several processes, and one that is killed

WRITER = """
import sys
from pathlib import Path
from termlock.translate.memory import Memory, Unit

path, name, batches, size = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
with Memory(path) as memory:
    for batch in range(batches):
        memory.add([Unit(f"{name} {batch} {n} the army raided", "اقتحم", "en", "ar", name) for n in range(size)])
        print(batch, flush=True)
"""


def writer(path: Path, name: str, batches: int, size: int) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", WRITER, str(path), name, str(batches), str(size)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


def test_four_processes_write_one_memory_and_none_loses_a_unit(path: Path) -> None:
    # the memory does not exist yet: they also compete for making it
    writers = [writer(path, name, 50, 10) for name in "abcd"]
    assert [process.communicate()[1] or process.returncode for process in writers] == [0] * 4
    with Memory(path) as memory:
        assert memory.counts() == {("en", "ar", name): 500 for name in "abcd"}
        assert len(memory.fuzzy("a 7 7 the army raided", "en", "ar", "a")) == 3


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_what_was_added_survives_kill_9(path: Path) -> None:
    chance = random.Random(20)
    for name in map(str, range(10)):
        process = writer(path, name, 100_000, 20)
        assert process.stdout
        reported = process.stdout.readline()  # from here on it adds
        time.sleep(chance.uniform(0, 0.15))
        process.kill()
        reported += process.communicate()[0]
        done = {int(line) for line in reported.splitlines()}
        with Memory(path) as memory:
            number = memory.counts()["en", "ar", name]
            assert number % 20 == 0, "half a batch"
            assert number // 20 in (len(done), len(done) + 1), "one batch may be stored but not yet reported"
            last = f"{name} {max(done)} 19 the army raided"
            assert last in memory.exact([last], "en", "ar", name)
            assert memory._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            memory._db.execute("INSERT INTO word (word) VALUES ('integrity-check')")


# --- where it lies


def test_the_default_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("TERMLOCK_MEMORY", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for platform, folder in {"linux": ".local/share", "darwin": "Library/Application Support"}.items():
        monkeypatch.setattr(sys, "platform", platform)
        assert default_path() == tmp_path / folder / "termlock" / "memory.sqlite"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "AppData"))
    assert default_path() == tmp_path / "AppData" / "termlock" / "memory.sqlite"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert default_path() == tmp_path / "xdg" / "termlock" / "memory.sqlite"
    monkeypatch.setenv("TERMLOCK_MEMORY", str(tmp_path / "mine"))
    assert default_path() == tmp_path / "mine"


# --- TMX


def tmx(path: Path, body: str, srclang: str = "en", doctype: str = "") -> Path:
    path.write_text(
        f'<?xml version="1.0"?>{doctype}<tmx version="1.4"><header srclang="{srclang}"/><body>{body}</body></tmx>',
        encoding="utf-8",
    )
    return path


def tuv(**variants: str) -> str:
    return "".join(f'<tuv xml:lang="{k.replace("_", "-")}"><seg>{v}</seg></tuv>' for k, v in variants.items())


XML_TEXT = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\t\n\r"
    )
).filter(str.strip)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.builds(Unit, XML_TEXT, XML_TEXT, st.just("en"), st.sampled_from(["ar", "he"]), XML_TEXT, XML_TEXT)
    )
)
def test_what_is_written_is_read_again(tmp_path: Path, units: list[Unit]) -> None:
    assert write_tmx(tmp_path / "a.tmx", units) == len(units)
    assert list(read_tmx(tmp_path / "a.tmx")) == units


def test_regions_and_old_codes(tmp_path: Path) -> None:
    body = f"<tu>{tuv(en_US='camp', ar_SA='مخيم', ar_EG='معسكر', iw='מחנה', fr='camp')}</tu>"
    assert list(read_tmx(tmx(tmp_path / "a.tmx", body, "en-us"))) == [
        Unit("camp", "مخيم", "en", "ar"),
        Unit("camp", "מחנה", "en", "he"),
    ]


def test_the_source_language_of_header_and_unit(tmp_path: Path) -> None:
    body = f'<tu>{tuv(en="camp", ar="مخيم")}</tu><tu srclang="ar">{tuv(en="tent", ar="خيمة")}</tu>'
    assert list(read_tmx(tmx(tmp_path / "a.tmx", body))) == [
        Unit("camp", "مخيم", "en", "ar"),
        Unit("خيمة", "tent", "ar", "en"),
    ]
    body = f"<tu>{tuv(en='camp', ar='مخيم')}</tu>"
    assert list(read_tmx(tmx(tmp_path / "a.tmx", body, "*all*"))) == [
        Unit("camp", "مخيم", "en", "ar"),
        Unit("مخيم", "camp", "ar", "en"),
    ]
    assert list(read_tmx(tmx(tmp_path / "a.tmx", body, "fr"))) == []
    body = f"<tu>{tuv(en_GB='tyre', en_US='tire', ar='إطار')}</tu>"
    assert [u.source for u in read_tmx(tmx(tmp_path / "a.tmx", body, "en-US"))] == ["tire"]


def test_inline_codes_are_left_out_and_their_words_kept(tmp_path: Path) -> None:
    source = 'The <bpt i="1">&lt;b&gt;</bpt><hi>raid</hi><ept i="1">&lt;/b&gt;</ept> on<ph><sub>x</sub></ph> &amp;#'
    body = f"<tu><note>n</note><prop type='p'>q</prop>{tuv(en=source, ar='<![CDATA[<المداهمة>]]>')}</tu>"
    assert list(read_tmx(tmx(tmp_path / "a.tmx", body))) == [Unit("The raid on &#", "<المداهمة>", "en", "ar")]


def test_units_without_text_or_translation_are_left_out(tmp_path: Path) -> None:
    body = f"<tu>{tuv(en='camp')}</tu><tu>{tuv(en='camp', ar=' ')}</tu><tu>{tuv(en='', ar='مخيم')}</tu><tu/>"
    assert list(read_tmx(tmx(tmp_path / "a.tmx", body))) == []


def test_a_document_type_that_names_tmx_is_read_and_not_loaded(tmp_path: Path) -> None:
    path = tmx(
        tmp_path / "a.tmx",
        f"<tu>{tuv(en='camp', ar='مخيم')}</tu>",
        doctype='<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
    )
    assert len(list(read_tmx(path))) == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "broken XML: no element found"),
        ("plain text", "broken XML: syntax error"),
        ("<html/>", "<html> is not TMX; name a TMX file"),
        ("<tmx><body>\n<tu>", "a.tmx:2: broken XML: no element found"),
        ("<tmx>&camp;</tmx>", "broken XML: undefined entity"),
        ('<!DOCTYPE tmx [<!ENTITY camp "x">]><tmx>&camp;</tmx>', "a document type declaration (DTD)"),
        ('<!DOCTYPE tmx SYSTEM "file:///etc/passwd"><tmx/>', "a document type declaration (DTD)"),
        ('<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx>&camp;</tmx>', "the entity &camp; is unknown"),
        ('<?xml version="1.0" encoding="klingon"?><tmx/>', "an unknown encoding; save the file as UTF-8"),
        ("<tmx>" + "<a>" * 300, "more than 250 elements within one another"),
    ],
)
def test_what_is_no_tmx_is_refused_in_one_line(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        list(read_tmx(path))
    assert problem in str(error.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        list(read_tmx(tmp_path / "none.tmx"))
    with pytest.raises(InputError, match="is a directory"):
        list(read_tmx(tmp_path))


def test_a_file_is_read_as_a_stream(tmp_path: Path) -> None:
    body = "".join(f"<tu>{tuv(en=f'Day {n}', ar=f'اليوم {n}')}</tu>" for n in range(2000))
    path = tmx(tmp_path / "a.tmx", body)
    path.write_bytes(path.read_bytes() + b"<")
    units = read_tmx(path)
    assert next(units) == Unit("Day 0", "اليوم 0", "en", "ar")
    with pytest.raises(InputError, match="broken XML"):
        list(units)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1256"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.tmx"
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    body = f"<tmx><header srclang='en'/><body><tu>{tuv(en='camp', ar='مخيم')}</tu></body></tmx>"
    path.write_bytes((declared + body).encode(encoding))
    assert list(read_tmx(path)) == [Unit("camp", "مخيم", "en", "ar")]
