"""Whether long jobs last: random kills, several writers on one memory, memory use on a text of any size.

    python benchmarks/jobs.py kills [--kills 50] [--model starter]
    python benchmarks/jobs.py writers [--writers 4]
    python benchmarks/jobs.py sizes [--largest 1000000000] [--only WAY] [--plot docs/throughput.svg]

*kills* starts ``tk translate`` again and again on the same text and kills it (SIGKILL) after a random time,
until it has been killed so often; then it lets one run end and counts what is missing, doubled or different
from a run that was never killed. *writers* translates parts of one text with several processes that share a
memory. *sizes* puts plain text of 1 KB and up through three ways, each run a process of its own, and
prints seconds (start-up included), rates and peak memory: ``tk translate`` with the packaged model, the whole of
that job but for the model (an engine that gives the text back), and ``tk check`` of a text and its translation.
"""

from __future__ import annotations

import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Point:
    """One file put through one way: its bytes, segments and words, and what that took."""

    way: str
    size: int
    segments: int
    words: int
    seconds: float
    peak: float  # megabytes


@main.command()
@click.option("--largest", default=1_000_000_000, show_default=True, help="Bytes.")
@click.option("--largest-translated", default=100_000, show_default=True, help="Bytes, with the model.")
@click.option("--only", help="One way: translate, everything but the model, check.")
@click.option("--plot", type=click.Path(path_type=Path))
@click.option("--one", type=click.Path(path_type=Path), hidden=True)
def sizes(
    largest: int, largest_translated: int, only: str | None, plot: Path | None, one: Path | None
) -> None:
    """Seconds and peak memory against the size of a plain text."""
    if one is not None:
        _pass(one)
        return
    tk = [sys.executable, "-m", "termlock.cli.main"]
    points: list[Point] = []
    with tempfile.TemporaryDirectory() as name:
        source, target = Path(name, "text.en.txt"), Path(name, "text.ar.txt")
        nothing = str(Path(name, "out"))
        ways = {
            "translate": [
                *tk,
                "translate",
                str(source),
                "--to",
                "ar",
                "--no-memory",
                "--quiet",
                "-o",
                nothing,
            ],
            "everything but the model": [sys.executable, __file__, "sizes", "--one", str(source)],
            "check": [*tk, "check", str(source), str(target), "-o", nothing],
        }
        print(
            "| way | bytes | seconds | MB/s | segments/s | words/s | peak MB |\n|---|---:|---:|---:|---:|---:|---:|"
        )
        for way, command in ways.items():
            size = 1000
            while only in (None, way) and size <= (largest_translated if way == "translate" else largest):
                size_written, segments, words = write(source, target if way == "check" else None, size)
                point = Point(way, size_written, segments, words, *measured(command))
                points.append(point)
                print(
                    f"| {way} | {point.size:,} | {point.seconds:.2f} | {point.size / 1e6 / point.seconds:.2f} "
                    f"| {segments / point.seconds:,.0f} | {words / point.seconds:,.0f} | {point.peak:.0f} |",
                    flush=True,
                )
                size *= 10
    if plot is not None:
        draw(points, plot)


def measured(command: list[str]) -> tuple[float, float]:
    """Seconds and peak megabytes of a command; 1 is a run with findings."""
    began = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise click.ClickException(f"failed: {' '.join(command)}")
    return seconds, usage.ru_maxrss / 1024


def write(source: Path, target: Path | None, size: int) -> tuple[int, int, int]:
    """Numbered sentences, none like another, ``size`` bytes in all; bytes, segments and words written."""
    rows = [line.split("\t") for line in DEV.read_text(encoding="utf-8").splitlines()]
    number = written = words = 0
    with (
        source.open("w", encoding="utf-8") as left,
        (target or Path(os.devnull)).open("w", encoding="utf-8") as right,
    ):
        while written < size:
            row = rows[number % len(rows)]
            number += 1
            english, arabic = f"{number}. {row[1]}\n", f"{number}. {row[2]}\n"
            left.write(english)
            right.write(arabic)
            written += len(english.encode()) + (len(arabic.encode()) if target else 0)
            words += row[1].count(" ") + 2
    return written, number, words


def _pass(path: Path) -> None:
    """Translate ``path`` with the identity."""
    from termlock.glossary import compiled, policy
    from termlock.translate.job import parts, rebuild
    from termlock.translate.lock import locksmith
    from termlock.translate.translation import Translator

    smith = locksmith(
        compiled.load(), policy.MIRROR, compiled.matcher("en"), compiled.matcher("ar"), "en", "ar"
    )
    translator = Translator(Identity(), smith, "en", "ar", locked=False)
    with Path(os.devnull).open("wb") as out:
        for part in parts(path):
            for result in rebuild(part, "ar", translator.translate):
                if isinstance(result, bytes):
                    out.write(result)


COLOURS = ("#c33", "#369", "#383")


def draw(points: Sequence[Point], path: Path) -> None:
    """Seconds against bytes, both axes logarithmic: a straight line at 45 degrees is linear time."""

    def place(size: float, seconds: float) -> tuple[float, float]:
        return 70 + (math.log10(size) - 3) * 90, 400 - (math.log10(seconds) + 1) * 72

    drawn = []
    for power in range(3, 10):
        x, y = place(10**power, 0.1)
        drawn.append(f'<line x1="{x:.0f}" y1="{y:.0f}" x2="{x:.0f}" y2="40" stroke="#ddd"/>')
        unit = ("KB", "MB", "GB")[power // 3 - 1]
        drawn.append(
            f'<text x="{x:.0f}" y="{y + 18:.0f}" text-anchor="middle">{10 ** (power % 3)} {unit}</text>'
        )
    for power in range(-1, 5):
        x, y = place(1000, 10.0**power)
        drawn.append(f'<line x1="{x:.0f}" y1="{y:.0f}" x2="620" y2="{y:.0f}" stroke="#ddd"/>')
        drawn.append(f'<text x="{x - 8:.0f}" y="{y + 4:.0f}" text-anchor="end">{10.0**power:g} s</text>')
    for number, way in enumerate(dict.fromkeys(p.way for p in points)):
        own = [(p, *place(p.size, p.seconds)) for p in points if p.way == way]
        colour = COLOURS[number % len(COLOURS)]
        line = " ".join(f"{x:.0f},{y:.0f}" for _, x, y in own)
        drawn.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn += [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{colour}"/>' for _, x, y in own]
        last = own[-1][0]
        rate = (
            f"{last.words / last.seconds:,.0f} words/s"
            if way == "translate"
            else f"{last.segments / last.seconds:,.0f} segments/s"
        )
        drawn.append(
            f'<text x="80" y="{56 + 16 * number}" fill="{colour}">{way}: {rate} at the largest size</text>'
        )
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="660" height="440" font-family="sans-serif" font-size="12">'
        '<rect width="660" height="440" fill="white"/>'
        '<text x="70" y="24" font-size="14">Seconds of a whole run against bytes of plain text (log, log)</text>'
        f"{''.join(drawn)}</svg>\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
