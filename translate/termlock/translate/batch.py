"""Past one machine: columns of text translated by the actors of a Ray cluster or by Hugging Face datasets.

:class:`TranslateBatch` maps a batch of columns to the same columns and :func:`added`. It is the same for Ray
Data and for ``datasets``. :func:`translate_files` is a whole job from files to files. Its checkpoints are
Ray Data's own (``ray.data.checkpoint``): the ids of every written shard, so that a job that was killed goes
on with the rows that are not written yet. See ``docs/batch.md``.
"""

from __future__ import annotations

import importlib
import io
import json
import logging
import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath
from typing import Any, overload

import click

from termlock.glossary.errors import InputError
from termlock.translate.job import Recipe
from termlock.translate.lock import Rung
from termlock.translate.lockreport import LockEntry
from termlock.translate.segment import Segment
from termlock.translate.translation import BATCH, Translated

SHARD = 10_000  # rows of a shard: of one output file, and the most that one worker does again after a kill
ROWS = 8 * BATCH  # rows that a worker is given at once
SPARE = 4  # CPUs that a Ray of our own counts beside the workers: they read, filter, divide and write
COLUMNS = ("translation", "origin", "held", "locks", "warnings")
_REPORTED = ("concept", "source", "target", "rung", "reason")  # of a lock, in the lock report
_PENDING = ".pending.parquet"  # Ray's name for the checkpoint of a shard that is being written


def _module(name: str) -> Any:
    """A module that the extra ``batch`` brings.

    Raises:
        InputError: it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        problem = f"{name.partition('.')[0]} is not installed"
        raise InputError("", problem, "pip install 'termlock[batch]'") from None


def added() -> Any:
    """The Arrow schema of the columns that a translation adds; a lock has the fields of the lock report."""
    pa = _module("pyarrow")
    entry = [(f.name, pa.int32() if f.type == "int" else pa.string()) for f in fields(LockEntry)]
    types = (pa.string(), pa.string(), pa.bool_(), pa.list_(pa.struct(entry)), pa.list_(pa.string()))
    return pa.schema(zip(COLUMNS, types, strict=True))


def _row(translated: Translated | None) -> tuple[object, ...]:
    """The values of ``COLUMNS`` for one row; ``None`` where there was nothing to translate."""
    if translated is None:
        return "", "", True, [], []
    locks = [entry.record() for entry in translated.locks]
    held = not translated.unlocked
    return translated.rendering.text, translated.origin, held, locks, list(map(str, translated.warnings))


class TranslateBatch:
    """Translates the column ``column`` of a batch; give the class to Ray, an instance to ``Dataset.map``.

    A batch is a mapping of names to values or an Arrow table; the answer is of the same kind. Null and blank
    texts have an empty translation. ``threads`` are torch's, by default as many as it likes. ``context`` is
    the expected one (``translation.context``): a node with another model or glossary is refused.

    Raises:
        InputError: the engine, the glossary or the policy cannot be loaded, or is another than expected; or
            a batch lacks the column, has one of ours already, or has no text in it.
    """

    def __init__(
        self, recipe: Recipe, column: str = "text", threads: int | None = None, context: str = ""
    ) -> None:
        import torch

        if threads:
            torch.set_num_threads(threads)
        self.recipe, self.column, self.threads = recipe, column, threads
        self.translator = recipe.translator()
        if context and context != self.translator.context:
            problem = "model, glossary or policy here are not those of the job"
            raise InputError(platform.node(), problem, "install the same termlock and model on every node")

    def __reduce__(self) -> tuple[object, ...]:
        # The engine is loaded where it is used. Hugging Face's cache hashes this: the context is in it, so
        # that a changed glossary or model is not answered with yesterday's translation.
        return type(self), (self.recipe, self.column, self.threads, self.translator.context)

    @overload
    def __call__(self, batch: Mapping[str, Any]) -> dict[str, Any]: ...
    @overload
    def __call__(self, batch: Any) -> Any: ...
    def __call__(self, batch: Any) -> Any:
        """The batch with the columns of :func:`added`."""
        if isinstance(batch, Mapping):
            _check(list(batch), (self.column,), "batch")
            return {**batch, **self._columns(batch[self.column])}
        pa = _module("pyarrow")
        _check(batch.column_names, (self.column,), "batch")
        texts = batch[self.column]
        for name, values in self._columns(texts.to_pylist()).items():
            batch = batch.append_column(name, pa.array(values, added().field(name).type))
        if pa.types.is_null(texts.type):  # a file must not differ from the others for having no text
            place = batch.column_names.index(self.column)
            batch = batch.set_column(place, self.column, texts.cast(pa.string()))
        return batch

    def _columns(self, values: Iterable[object]) -> dict[str, list[Any]]:
        texts = [self._text(value) for value in values]
        segments = [Segment(str(k), text) for k, text in enumerate(texts) if text.strip()]
        done = {int(t.segment.key): t for t in self.translator.translate(segments)}
        rows = [_row(done.get(k)) for k in range(len(texts))]
        return {name: [row[k] for row in rows] for k, name in enumerate(COLUMNS)}

    def _text(self, value: object) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            kind = type(value).__name__
            raise InputError(
                self.column, f"a column of text is needed, this has {kind}", "name another column"
            )
        return value


def _check(names: Sequence[str], wanted: Iterable[str], place: str) -> None:
    """Refuse columns that lack a wanted one, or that have one of ours already."""
    for name in wanted:
        if name not in names:
            raise InputError(place, f"has no column {name!r}", f"it has: {', '.join(names)}")
    if taken := next((name for name in COLUMNS if name in names), ""):
        raise InputError(place, f"has a column {taken!r} already", "rename it")


def translate_dataset(
    dataset: Any, recipe: Recipe, column: str = "text", batch_size: int = ROWS, num_proc: int | None = None
) -> Any:
    """A Hugging Face ``Dataset`` with the columns of :func:`added`; ``num_proc`` processes have an engine each.

    The result is cached by ``datasets`` as every ``map`` is, under text, engine, glossary and policy.

    Raises:
        InputError: as :class:`TranslateBatch`.
    """
    datasets = _module("datasets")
    _check(dataset.column_names, (column,), "dataset")
    threads = max(1, (os.cpu_count() or 1) // num_proc) if num_proc else None
    features = {**dataset.features, **datasets.Features.from_arrow_schema(added())}
    return dataset.map(
        TranslateBatch(recipe, column, threads),
        batched=True,
        batch_size=batch_size,
        features=datasets.Features(features),
        num_proc=num_proc,
    )


@dataclass(frozen=True)
class Outcome:
    """What stands in the output of a job: rows, their locks, and the locks that could not be held."""

    rows: int
    locks: int
    unlocked: int


def translate_files(
    inputs: Sequence[str],
    output: str,
    recipe: Recipe,
    column: str = "text",
    id_column: str = "id",
    workers: int = 2,
    batch_size: int = ROWS,
    checkpoint: str | None = None,
    shard: int = SHARD,
    threads: int = 1,
) -> Outcome:
    """Translate JSONL or Parquet files, or folders of them, into ``OUTPUT/translations`` and ``OUTPUT/locks``.

    Paths are local, on a file system that all nodes share, or addresses that Arrow knows (``s3://``). Up to
    ``workers`` actors of ``threads`` CPUs translate. ``checkpoint`` is by default ``OUTPUT/checkpoint``; the
    same call again goes on where the job stopped, and translates what was added to the input. Ids must be
    unique: a repeated one is left out when a job goes on.

    Raises:
        InputError: an input is missing, of another kind or without its columns; the output is another job's;
            or as :class:`TranslateBatch`.
    """
    ray, data = _module("ray"), _module("ray.data")
    files = _files(inputs)
    form = _FORMS[_suffix(files[0])]
    names, options = form.inspect(files[0], column, id_column)
    _check(names, (column, id_column), files[0])
    output = _absolute(output).rstrip("/")
    translations, locks = f"{output}/translations", f"{output}/locks"
    kept = _absolute(checkpoint or f"{output}/checkpoint")
    _check_output(output, kept)
    with _cluster(ray, workers * threads), _reported(ray, files[0]):
        task = ray.remote(num_cpus=1, max_calls=1)(_context)
        context = ray.get(task.remote(recipe))
        job = {
            "model, glossary and policy": context,
            "direction": f"{recipe.source}-{recipe.target}",
            "columns": [column, id_column],
            "checkpoint": checkpoint,
        }
        _begin(output, job)
        rows = getattr(data, form.reader)(files, **options)
        rows.context.enable_progress_bars = sys.stderr.isatty()
        rows.context.raise_original_map_exception = True  # Ray's own, which it is put into, forgets it
        rows.context.checkpoint_config = _module("ray.data.checkpoint").CheckpointConfig(
            # what a finished job has done stays known: the same call again must not write its rows twice
            id_column, kept, delete_checkpoint_on_success=False
        )  # fmt: skip
        rows.repartition(target_num_rows_per_block=shard).map_batches(
            _Shard,
            fn_constructor_args=(recipe, column, threads, context, id_column),
            batch_size=min(batch_size, shard),  # Ray would join small shards to fill a batch
            batch_format="pyarrow",
            num_cpus=threads,
            compute=data.ActorPoolStrategy(min_size=1, max_size=workers, initial_size=workers),
        ).write_parquet(translations)
        return _report(data, translations, locks, id_column)


class _Shard(TranslateBatch):
    """Translates a part of a shard whose every row has an id."""

    def __init__(self, recipe: Recipe, column: str, threads: int, context: str, id_column: str) -> None:
        super().__init__(recipe, column, threads, context)
        self.id_column = id_column

    def __call__(self, batch: Any) -> Any:
        if self.id_column not in batch.column_names or batch[self.id_column].null_count:
            raise InputError(self.id_column, "some rows have no id", "give every row an id of its own")
        return super().__call__(batch)


def _context(recipe: Recipe) -> str:
    """What the translations depend on, and whether the recipe can be made at all: asked on one node first."""
    return recipe.translator().context


def _report(data: Any, translations: str, locks: str, id_column: str) -> Outcome:
    """Write one row for each lock, anew: it is cheap beside translating, and so it has none twice."""
    dataset = _module("pyarrow.dataset")
    outcome = Outcome(0, 0, 0)
    if _listed(translations):
        rows = data.read_parquet(translations).select_columns([id_column, "locks"])
        rows.context.enable_progress_bars = False
        flat = rows.map_batches(
            _flat, fn_kwargs={"id_column": id_column}, batch_format="pyarrow", batch_size=None
        )
        flat.write_parquet(locks, mode="overwrite")
        number = _dataset(translations).count_rows()
        outcome = Outcome(number, 0, 0)
        if _listed(locks):
            entries = _dataset(locks)
            unlocked = entries.count_rows(filter=dataset.field("rung") == str(Rung.UNLOCKED))
            outcome = Outcome(number, entries.count_rows(), unlocked)
    return outcome


def _flat(table: Any, id_column: str) -> Any:
    """The lock report of some rows: the id and the fields of each lock."""
    pa, compute = _module("pyarrow"), _module("pyarrow.compute")
    locks = table["locks"].combine_chunks()
    entries = compute.list_flatten(locks)
    ids = table[id_column].take(compute.list_parent_indices(locks))
    return pa.table({id_column: ids} | {name: compute.struct_field(entries, name) for name in _REPORTED})


def _check_output(output: str, checkpoint: str) -> None:
    """Refuse translations without their checkpoint, and a checkpoint without its translations."""
    made, done = _listed(f"{output}/translations"), _listed(checkpoint)
    if made and not done:
        raise InputError(
            output, f"has translations, but no checkpoint in {checkpoint}", "name another folder"
        )
    if not made and any(not name.endswith(_PENDING) for name in done):
        raise InputError(checkpoint, "is the checkpoint of another output", "name another one")


def _begin(output: str, job: dict[str, Any]) -> None:
    """Write down what makes the output, or refuse one that another job has made: rows would be mixed."""
    system, path = _place(f"{output}/job.json")
    if _listed(f"{output}/translations"):
        with system.open_input_stream(path) as file:
            before = json.loads(file.read())
        if other := [key for key in job if job[key] != before.get(key)]:
            raise InputError(output, f"was made with another {', '.join(other)}", "name another folder")
        return
    system.create_dir(_place(output)[1], recursive=True)
    with system.open_output_stream(path) as file:
        file.write(json.dumps(job, indent=1).encode())


def _absolute(path: str) -> str:
    """An address as it is, a path from the root: workers may have another current folder."""
    return path if "://" in path else str(Path(path).expanduser().absolute())


def _place(path: str) -> tuple[Any, str]:
    """The file system of a path or address, and the path in it."""
    try:
        system, inside = _module("pyarrow.fs").FileSystem.from_uri(path)
    except (ValueError, OSError) as error:
        raise InputError(path, str(error), "check the address") from None
    return system, inside


def _listed(folder: str) -> list[str]:
    """The paths of the files in a folder, in order; none if there is no such folder."""
    fs = _module("pyarrow.fs")
    system, inside = _place(folder)
    found = system.get_file_info(fs.FileSelector(inside, allow_not_found=True))
    return sorted(info.path for info in found if info.is_file)


def _dataset(folder: str) -> Any:
    system, inside = _place(folder)
    return _module("pyarrow.dataset").dataset(inside, filesystem=system)


def _files(inputs: Sequence[str]) -> list[str]:
    """All input files; a folder stands for the files of a known kind in it.

    Raises:
        InputError: there are none, one is missing, or they are not of one kind.
    """
    fs = _module("pyarrow.fs")
    found: list[str] = []
    for name in map(_absolute, inputs):
        system, inside = _place(name)
        kind = system.get_file_info(inside).type
        if kind is fs.FileType.NotFound:
            raise InputError(name, "no such file or folder", "check the path")
        if kind is fs.FileType.Directory:
            base = name.rstrip("/")
            paths = [f"{base}/{PurePosixPath(path).name}" for path in _listed(name)]
            found += [path for path in paths if _suffix(path) in _FORMS]
        else:
            found.append(name)
    known = " or ".join(_FORMS)
    if not found:
        raise InputError(inputs[0] if inputs else "", f"no {known} file", "name files or folders of them")
    for path in found:
        if _suffix(path) not in _FORMS:
            raise InputError(path, "is of no known kind", f"name {known} files")
        if _suffix(path) != _suffix(found[0]):
            raise InputError(path, f"is of another kind than {found[0]}", "name files of one kind")
    return found


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


Inspected = tuple[list[str], dict[str, Any]]  # names of columns, options for the reader


def _inspect_jsonl(path: str, column: str, id_column: str) -> Inspected:
    """Types are given to the reader: else it takes texts that look like dates for dates, block by block."""
    pa, arrow_json = _module("pyarrow"), _module("pyarrow.json")
    system, inside = _place(path)
    with io.BufferedReader(system.open_input_stream(inside)) as file:
        line = next((line for line in file if line.strip()), b"")
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise InputError(path, "does not begin with a JSON object", "write one object a line")
    number = isinstance(row.get(id_column), int)
    types = pa.schema([(column, pa.string()), (id_column, pa.int64() if number else pa.string())])
    return list(row), {"parse_options": arrow_json.ParseOptions(explicit_schema=types)}


def _inspect_parquet(path: str, _column: str, _id_column: str) -> Inspected:
    system, inside = _place(path)
    try:
        return _module("pyarrow.parquet").read_schema(inside, filesystem=system).names, {}
    except ValueError as error:
        raise InputError(path, f"is no Parquet file: {error}", "name another file") from None


@dataclass(frozen=True)
class Form:
    """A kind of input: Ray Data's reader, and what looks into the first file."""

    reader: str
    inspect: Callable[[str, str, str], Inspected]


_FORMS = {".jsonl": Form("read_json", _inspect_jsonl), ".parquet": Form("read_parquet", _inspect_parquet)}


@contextmanager
def _cluster(ray: Any, cpus: int) -> Iterator[None]:
    """The Ray that is there already, or that ``RAY_ADDRESS`` names, or else one of our own on this machine."""
    if ray.is_initialized():
        yield
        return
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    if os.environ.get("RAY_ADDRESS"):
        ray.init()
    else:
        os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        ray.init(
            "local",
            num_cpus=cpus + SPARE,
            include_dashboard=False,
            logging_level=logging.ERROR,
            log_to_driver=False,
        )
    try:
        yield
    finally:
        ray.shutdown()


@contextmanager
def _reported(ray: Any, place: str) -> Iterator[None]:
    """What a worker could not do, as the InputError that it was there."""
    try:
        yield
    except ray.exceptions.RayError as error:
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, InputError | json.JSONDecodeError):
            cause = getattr(cause, "cause", None) or cause.__cause__
        if isinstance(cause, InputError):
            raise InputError(cause.place, cause.problem, cause.remedy) from None
        if cause is not None:
            problem = "or a file after it has a line that is not JSON, or whose text is no string"
            raise InputError(place, problem, "mend the line") from None
        raise


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("inputs", nargs=-1, required=True)
@click.option("--output", required=True, help="Folder of the result: translations/, locks/, checkpoint/.")
@click.option("--from", "source", required=True, help="Language of the text.")
@click.option("--to", "target", required=True, help="Language of the translation.")
@click.option("--model", default="starter", show_default=True)
@click.option("--glossary", "glossaries", multiple=True, type=click.Path(path_type=Path))
@click.option("--policy", default="mirror", show_default=True)
@click.option("--column", default="text", show_default=True, help="Column of the text.")
@click.option("--id", "id_column", default="id", show_default=True, help="Column of unique ids.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1))
@click.option("--threads", default=1, show_default=True, type=click.IntRange(1), help="CPUs of a worker.")
@click.option("--shard", default=SHARD, show_default=True, type=click.IntRange(1), help="Rows of a file.")
@click.option("--checkpoint", help="Folder of the checkpoints, if not in the output.")
def main(
    inputs: tuple[str, ...],
    output: str,
    source: str,
    target: str,
    model: str,
    glossaries: tuple[Path, ...],
    policy: str,
    column: str,
    id_column: str,
    workers: int,
    threads: int,
    shard: int,
    checkpoint: str | None,
) -> None:
    """Translate JSONL or Parquet files with Ray Data; run it again to go on after a kill."""
    recipe = Recipe(model, source, target, glossaries, policy)
    try:
        outcome = translate_files(
            inputs,
            output,
            recipe,
            column,
            id_column,
            workers,
            checkpoint=checkpoint,
            shard=shard,
            threads=threads,
        )
    except InputError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    click.echo(f"{outcome.rows} rows, {outcome.locks} locks, {outcome.unlocked} not held")


if __name__ == "__main__":
    # the module under its own name: classes of __main__ would be sent to the workers by value
    from termlock.translate.batch import main as command

    command()
