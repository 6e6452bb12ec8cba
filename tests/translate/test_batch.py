"""Columns become translated columns, in Ray and in Hugging Face datasets; a job that was killed goes on."""

import io
import json
import os
import pickle
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

ray = pytest.importorskip("ray", reason="the extra `batch` is not installed")
pytest.importorskip("ray.data", reason="the extra `batch` is not installed")
datasets = pytest.importorskip("datasets", reason="the extra `batch` is not installed")

import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

from termlock.glossary.errors import InputError  # noqa: E402
from termlock.translate import batch, starter  # noqa: E402
from termlock.translate.batch import Outcome, TranslateBatch, translate_dataset, translate_files  # noqa: E402
from termlock.translate.job import Recipe  # noqa: E402
from termlock.translate.segment import Segment  # noqa: E402

tiny = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("tiny.py"))))

LOCKED = "The army entered the settlement of the settlers."
TEXTS = [LOCKED, None, "Residents fled the village.", "  ", ""]


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    try:
        starter.folder("starter")
        return Recipe("starter", "en", "ar")
    except FileNotFoundError:
        return Recipe(str(tiny.marian(tmp_path_factory.mktemp("models") / "marian")), "en", "ar")


@pytest.fixture(scope="module")
def translate(recipe: Recipe) -> TranslateBatch:
    return TranslateBatch(recipe, threads=1)


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    # CPUs are only counted: two for the workers, the others for reading, filtering, dividing and writing
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    ray.init(
        "local",
        num_cpus=2 + batch.SPARE,
        object_store_memory=100 * 2**20,
        include_dashboard=False,
        logging_level="ERROR",
        log_to_driver=False,
    )
    yield
    ray.shutdown()


def write_jsonl(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def numbered(numbers: range) -> list[dict[str, Any]]:
    """Rows of which every tenth has a contested term: a random model needs long to hold one."""
    texts = (f"Residents fled village {k}." if k % 10 else f"The settlement {k}." for k in numbers)
    return [{"id": f"s{k}", "text": text} for k, text in zip(numbers, texts, strict=True)]


def ids(output: Path, name: str = "id") -> list[Any]:
    return sorted(pq.read_table(output / "translations", columns=[name])[name].to_pylist())


def test_columns_are_kept_and_the_translation_is_added(recipe: Recipe, translate: TranslateBatch) -> None:
    made = translate({"text": TEXTS, "desk": list("abcde")})
    assert made["text"] == TEXTS
    assert made["desk"] == list("abcde")
    [own] = recipe.translator().batch([Segment("1", LOCKED)])
    assert made["translation"][0] == own.rendering.text
    assert made["locks"][0] == [entry.record() for entry in own.locks] != []
    assert made["held"][0] is all(entry.held for entry in own.locks)
    assert made["warnings"][0] == list(map(str, own.warnings))
    assert made["origin"] == ["engine", "", "engine", "", ""]


def test_null_and_blank_texts_have_an_empty_translation(translate: TranslateBatch) -> None:
    made = translate({"text": [None, " ", ""]})
    assert made["translation"] == ["", "", ""]
    assert made["held"] == [True, True, True]
    assert made["locks"] == made["warnings"] == [[], [], []]


@pytest.mark.parametrize("texts", [TEXTS, [None, None], []])
def test_an_arrow_table_comes_back_from_parquet_as_it_was_written(
    translate: TranslateBatch, texts: list[str | None]
) -> None:
    made = translate(pa.table({"text": texts, "n": pa.array(range(len(texts)), pa.int64())}))
    assert [made.schema.field(name) for name in batch.COLUMNS] == list(batch.added())
    assert made.schema.field("text").type == pa.string()
    file = io.BytesIO()
    pq.write_table(made, file)
    assert pq.read_table(file).equals(made)
    assert made.to_pydict() == translate({"text": texts, "n": list(range(len(texts)))})


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"texte": ["a"]}, "has no column 'text'"),
        ({"text": ["a"], "translation": ["b"]}, "has a column 'translation' already"),
        ({"text": [7]}, "a column of text is needed, this has int"),
    ],
)
def test_other_columns_are_refused(
    translate: TranslateBatch, columns: dict[str, list[Any]], problem: str
) -> None:
    for given in (columns, pa.table(columns)):
        with pytest.raises(InputError, match=problem):
            translate(given)


def test_a_copy_in_another_process_has_an_engine_of_its_own(translate: TranslateBatch) -> None:
    small = pickle.dumps(translate)
    assert len(small) < 2000
    assert pickle.loads(small)({"text": [LOCKED]}) == translate({"text": [LOCKED]})


def test_a_node_with_another_model_or_glossary_is_refused(recipe: Recipe) -> None:
    with pytest.raises(InputError, match="are not those of the job; install the same termlock"):
        TranslateBatch(recipe, context="marian@123 456")


def test_an_input_error_comes_whole_from_another_process() -> None:
    error = pickle.loads(pickle.dumps(InputError("news.jsonl", "is broken", "mend it")))
    assert (str(error), error.remedy) == ("news.jsonl: is broken; mend it", "mend it")


@pytest.mark.parametrize("processes", [None, 2])
def test_a_hugging_face_dataset_is_mapped(
    recipe: Recipe, translate: TranslateBatch, processes: int | None
) -> None:
    # the first batch has no locks at all: the type of its column must not be guessed from it
    rows = {"text": [None, "", *TEXTS], "n": list(range(7))}
    made = translate_dataset(datasets.Dataset.from_dict(rows), recipe, batch_size=2, num_proc=processes)
    assert made.to_dict() == translate(rows)
    assert made.data.schema.field("locks").type == batch.added().field("locks").type


def test_files_are_translated_once_and_locks_are_reported(
    cluster: None, recipe: Recipe, translate: TranslateBatch, tmp_path: Path
) -> None:
    rows = [*numbered(range(12)), {"id": "s12", "text": None}, {"id": "s13", "text": "2026-11-24"}]
    given, output = write_jsonl(tmp_path / "news.jsonl", rows), tmp_path / "out"
    outcome = translate_files([given], str(output), recipe, shard=5)
    made = pq.read_table(output / "translations").sort_by("id").to_pylist()
    expected = sorted(rows, key=lambda row: str(row["id"]))
    columns = translate({name: [row[name] for row in expected] for name in ("id", "text")})
    assert made == [{name: columns[name][k] for name in columns} for k in range(14)]
    locks = pq.read_table(output / "locks").to_pylist()
    reported = ("concept", "source", "target", "rung", "reason")
    flat = [
        {"id": row["id"]} | {name: lock[name] for name in reported} for row in made for lock in row["locks"]
    ]
    assert sorted(locks, key=repr) == sorted(flat, key=repr) != []
    assert outcome == Outcome(14, len(flat), sum(lock["rung"] == "unlocked" for lock in flat))

    with pytest.raises(InputError, match="was made with another model, glossary and policy; name another"):
        translate_files([given], str(output), replace(recipe, locked=False))


def test_a_folder_of_parquet_with_numbers_for_ids(cluster: None, recipe: Recipe, tmp_path: Path) -> None:
    folder = tmp_path / "shards"
    folder.mkdir()
    for k in range(2):
        table = pa.table({"number": [10 * k, 10 * k + 1], "headline": ["Residents fled.", "The army left."]})
        pq.write_table(table, folder / f"{k}.parquet")
    translate_files([str(folder)], str(tmp_path / "out"), recipe, "headline", "number", workers=1)
    assert ids(tmp_path / "out", "number") == [0, 1, 10, 11]


def test_what_a_worker_finds_wrong_is_told_in_one_line(cluster: None, recipe: Recipe, tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "news.jsonl", [*numbered(range(2)), {"text": "no id"}])
    with pytest.raises(InputError, match="id: some rows have no id"):
        translate_files([given], str(tmp_path / "out"), recipe, workers=1)
    Path(given).write_text('{"id": "a", "text": "b"}\n{"id": \n', encoding="utf-8")
    with pytest.raises(InputError, match="has a line that is not JSON"):
        translate_files([given], str(tmp_path / "other"), recipe, workers=1)


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({}, "missing.jsonl: no such file or folder"),
        ({"a.csv": "id,text\n"}, "a.csv: is of no known kind"),
        ({"a.jsonl": '{"id": 1, "text": "x"}\n', "b.parquet": ""}, "b.parquet: is of another kind than"),
        ({"a.jsonl": '{"text": "x"}\n'}, "a.jsonl: has no column 'id'; it has: text"),
        ({"a.jsonl": '{"id": 1, "text": "x", "held": 1}\n'}, "a.jsonl: has a column 'held' already"),
        ({"a.jsonl": "[1]\n"}, "a.jsonl: does not begin with a JSON object"),
        ({"a.jsonl": ""}, "a.jsonl: does not begin with a JSON object"),
        ({"a.parquet": "no parquet at all"}, "a.parquet: is no Parquet file"),
    ],
)
def test_bad_input_ends_with_one_line_and_code_2(files: dict[str, str], problem: str, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    paths = [str(tmp_path / name) for name in files or ["missing.jsonl"]]
    done = CliRunner().invoke(batch.main, [*paths, "--output", "out", "--from", "en", "--to", "ar"])
    assert problem in done.output.replace(f"{tmp_path}/", "")
    assert done.output.count("\n") == 1
    assert done.exit_code == 2


def test_an_output_whose_checkpoint_is_gone_is_refused(recipe: Recipe, tmp_path: Path) -> None:
    given, folder = (
        write_jsonl(tmp_path / "news.jsonl", numbered(range(1))),
        tmp_path / "out" / "translations",
    )
    folder.mkdir(parents=True)
    (folder / "1.parquet").touch()
    with pytest.raises(InputError, match="has translations, but no checkpoint"):
        translate_files([given], str(tmp_path / "out"), recipe)
    with pytest.raises(InputError, match="is the checkpoint of another output"):
        translate_files([given], str(tmp_path / "new"), recipe, checkpoint=str(folder))


def test_without_ray_the_extra_is_named(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match=r"ray is not installed; pip install 'termlock\[batch\]'"):
        translate_files(["news.jsonl"], "out", recipe)


def session(leader: int) -> list[int]:
    """The processes of a session, Ray's daemons and workers among them."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.getsid(int(entry.name)) == leader:
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_job_that_was_killed_goes_on_and_has_every_row_once(recipe: Recipe, tmp_path: Path) -> None:
    rows, more = numbered(range(1, 301)), numbered(range(301, 304))
    given, output = write_jsonl(tmp_path / "news.jsonl", rows), tmp_path / "out"
    command = [sys.executable, "-m", "termlock.translate.batch", given]
    options = ["--output", str(output), "--from", "en", "--to", "ar", "--model", recipe.model, "--shard", "4"]
    # the Ray of the other tests is not this command's
    env = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    run = subprocess.Popen([*command, *options], start_new_session=True, stderr=subprocess.DEVNULL, env=env)
    kept, translations = output / "checkpoint", output / "translations"
    end = time.monotonic() + 120
    while len(list(kept.glob("*[0-9].parquet"))) < 3:
        assert run.poll() is None, "the job ended before it could be killed"
        assert time.monotonic() < end
        time.sleep(0.02)
    for _ in range(100):  # again for what was just being started
        if not (left := session(run.pid)):
            break
        for process in left:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        run.wait()
        time.sleep(0.05)
    finished = {
        path: path.stat().st_mtime_ns
        for checkpoint in kept.glob("*[0-9].parquet")
        for path in translations.glob(f"{checkpoint.stem}-*.parquet")
    }
    assert 0 < sum(pq.read_metadata(path).num_rows for path in finished) < len(rows)
    # what a kill can leave, whenever it comes: a checkpoint that is pending, and a torn file
    pending, torn = kept / "torn_000000.pending.parquet", translations / "torn_000000-0.parquet"
    pending.write_bytes(next(kept.glob("*[0-9].parquet")).read_bytes())
    torn.write_bytes(b"PAR1")

    # what was added to the input is translated along with what is left
    added = write_jsonl(tmp_path / "more.jsonl", more)
    again = subprocess.run([*command, added, *options], capture_output=True, text=True, check=False, env=env)
    assert again.returncode == 0, again.stderr
    assert "303 rows, " in again.stdout
    assert ids(output) == sorted(row["id"] for row in rows + more)
    assert not torn.exists()
    assert not pending.exists()
    assert all(path.stat().st_mtime_ns == changed for path, changed in finished.items())
