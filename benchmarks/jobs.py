"""Whether long jobs last: random kills, several writers on one memory, memory use on a text of any size.

    python benchmarks/jobs.py kills [--kills 50] [--model starter]
    python benchmarks/jobs.py writers [--writers 4]
    python benchmarks/jobs.py sizes [--largest 1000000000] [--plot docs/throughput.svg]

*kills* starts ``tk translate`` again and again on the same text and kills it (SIGKILL) after a random time,
until it has been killed so often; then it lets one run end and counts what is missing, doubled or different
from a run that was never killed. *writers* translates parts of one text with several processes that share a
memory. *sizes* runs the whole of a job but for the model (an engine that gives the text back) on plain text from
1 KB up, in a process of its own for each size, and prints seconds, MB/s and peak memory.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from termlock.translate.engine import Candidate, Request
from termlock.translate.memory import Memory

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / "seeds" / "corpus" / "dev.tsv"


def sentences() -> list[str]:
    """The English sentences of the development set."""
    return [line.split("\t")[1] for line in DEV.read_text(encoding="utf-8").splitlines()]


def start(folder: Path, text: str, output: str, model: str) -> subprocess.Popen[bytes]:
    command = [
        sys.executable, "-m", "termlock.cli.main", "translate", text, "--to", "ar", "-o", output, "--model", model,
        "--memory", "memory.db", "--no-strict", "--report", f"{output}.jsonl",
    ]  # fmt: skip
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def units(folder: Path) -> int:
    with Memory(folder / "memory.db") as memory:
        return len(memory)


@click.group(help=__doc__)
def main() -> None:
    """Group the measurements."""


@main.command()
@click.option("--kills", default=50, show_default=True)
@click.option("--model", default="starter", show_default=True)
def kills(kills: int, model: str) -> None:
    """Kill a job at random points and count what is lost or doubled."""
    chance = random.Random(7)
    texts = sentences()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "text.txt").write_text("\n".join(texts) + "\n", encoding="utf-8")
        killed = lost = 0
        known = 0
        while killed < kills:
            job = start(folder, "text.txt", "out.txt", model)
            time.sleep(chance.uniform(1.0, 12.0))  # what is measured: a kill at any moment of a run
            if job.poll() is not None:
                (folder / "memory.db").unlink()
                known = 0
                continue
            job.kill()
            job.wait()
            killed += 1
            now = units(folder) if (folder / "memory.db").exists() else 0
            lost += max(0, known - now)
            known = now
        start(folder, "text.txt", "out.txt", model).wait()
        records = [json.loads(line) for line in (folder / "out.txt.jsonl").read_text("utf-8").splitlines()]
        lines = (folder / "out.txt").read_text("utf-8").splitlines()
        with Memory(folder / "memory.db") as memory:
            stored = [u.source for u in memory.units()]
        missing = len(texts) - len(lines)
        doubled = len(records) - len({r["segment"] for r in records}) + len(stored) - len(set(stored))
        print(f"{killed} kills: {lost} units lost, {missing} lines missing, {doubled} segments doubled")


@main.command()
@click.option("--writers", default=4, show_default=True)
@click.option("--each", default=2000, show_default=True)
def writers(writers: int, each: int) -> None:
    """Several processes write to one memory."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom termlock.translate.memory import Memory, Unit\n"
        "with Memory(Path(sys.argv[1])) as m:\n"
        "    for k in range(0, int(sys.argv[3]), 50):\n"
        "        m.add([Unit(f'{sys.argv[2]} {k + i}', 'x', 'en', 'ar', '', '') for i in range(50)])\n"
    )
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "memory.db"
        began = time.perf_counter()
        commands = [[sys.executable, "-c", program, str(path), f"w{k}", str(each)] for k in range(writers)]
        with ThreadPoolExecutor(writers) as pool:
            codes = list(pool.map(lambda c: subprocess.run(c, check=False).returncode, commands))
        seconds = time.perf_counter() - began
        with Memory(path) as memory:
            stored = len(memory)
    print(f"{writers} writers, exit codes {codes}: {stored} of {writers * each} units, {seconds:.1f} s")


class Identity:
    """Gives every text back: what is measured is everything but the model."""

    name = "identity"
    capabilities: frozenset[str] = frozenset()

    def supports(self, source: str, target: str) -> bool:
        return True

    def count(self, text: str, source: str) -> int:
        return len(text) // 6

    def comfortable(self, source: str) -> int:
        return 200

    def translate(self, requests: Sequence[Request], source: str, target: str) -> list[Candidate]:
        return [Candidate(r.text) for r in requests]


@main.command()
@click.option("--largest", default=1_000_000_000, show_default=True, help="Bytes.")
@click.option("--plot", type=click.Path(path_type=Path))
@click.option("--one", type=click.Path(path_type=Path), hidden=True)
def sizes(largest: int, plot: Path | None, one: Path | None) -> None:
    """Seconds and peak memory against the size of a plain text."""
    if one is not None:
        _pass(one)
        return
    points: list[tuple[int, float]] = []
    with tempfile.TemporaryDirectory() as name:
        size = 1000
        while size <= largest:
            path = Path(name) / "text.txt"
            write(path, size, sentences())
            command = [sys.executable, __file__, "sizes", "--one", str(path)]
            seconds, peak = map(float, subprocess.check_output(command, text=True).split())
            points.append((size, seconds))
            rate = size / 1e6 / seconds
            print(f"{size / 1e6:>10,.3f} MB  {seconds:>9.2f} s  {rate:>6.2f} MB/s  {peak:.0f} MB", flush=True)
            size *= 10
    if plot is not None:
        draw(points, plot)


def write(path: Path, size: int, texts: Sequence[str]) -> None:
    """A text of ``size`` bytes of sentences, each with a number so that none is like another."""
    with path.open("w", encoding="utf-8") as file:
        number = 0
        while file.tell() < size:
            file.write(
                "\n".join(f"{number + k}. {t}" for k, t in enumerate(texts))[: size - file.tell()] + "\n"
            )
            number += len(texts)


def _pass(path: Path) -> None:
    """Translate ``path`` with the identity, and print seconds and peak megabytes."""
    from termlock.glossary import compiled, policy
    from termlock.translate.job import parts, rebuild
    from termlock.translate.lock import locksmith
    from termlock.translate.translation import Translator

    smith = locksmith(
        compiled.load(), policy.MIRROR, compiled.matcher("en"), compiled.matcher("ar"), "en", "ar"
    )
    translator = Translator(Identity(), smith, "en", "ar", locked=False)
    began = time.perf_counter()
    with Path(os.devnull).open("wb") as out:
        for part in parts(path):
            for result in rebuild(part, "ar", translator.translate):
                if isinstance(result, bytes):
                    out.write(result)
    print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def draw(points: Iterable[tuple[int, float]], path: Path) -> None:
    """Seconds against bytes, both axes logarithmic: a straight line at 45 degrees is linear time."""
    import math

    dots = [(math.log10(size), math.log10(max(seconds, 1e-3))) for size, seconds in points]
    left, low = dots[0][0], min(y for _, y in dots)
    place = [(60 + (x - left) * 70, 260 - (y - low) * 40) for x, y in dots]
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in place)
    marks = "".join(
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3"/><text x="{x + 6:.0f}" y="{y + 14:.0f}">{10**s:.3g} s</text>'
        f'<text x="{x - 12:.0f}" y="290">{10**b:.0e} B</text>'
        for (x, y), (b, s) in zip(place, dots, strict=True)
    )
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="310" font-family="sans-serif" font-size="11">'
        '<rect width="640" height="310" fill="white"/>'
        '<text x="60" y="20">Seconds against bytes of plain text, everything but the model (log, log)</text>'
        f'<polyline points="{line}" fill="none" stroke="#369" stroke-width="2"/>{marks}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
