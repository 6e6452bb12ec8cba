"""Draw the losses of a training run against its updates.

    python benchmarks/curve.py docs/training/log.jsonl docs/training/curve.svg

Of updates that stand in the log twice (a resumed run repeats those after its last checkpoint) the last is drawn.
Losses are in nats for a token of the target; those of training carry label smoothing and dropout, so they lie
above the held-out ones.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

WIDTH, HEIGHT, LEFT, TOP = 660, 400, 60, 40


def points(log: Path, what: str) -> list[tuple[int, float]]:
    """Update and loss of the entries that have it, by update."""
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return sorted({e["update"]: e[what] for e in entries if what in e}.items())


@click.command(help=__doc__)
@click.argument("log", type=click.Path(exists=True, path_type=Path))
@click.argument("picture", type=click.Path(path_type=Path))
def main(log: Path, picture: Path) -> None:
    """Write an SVG and print the held-out losses."""
    series = {"train": points(log, "train"), "held out": points(log, "held out")}
    last = max(update for own in series.values() for update, _ in own)
    low, high = 2, 8

    def place(update: float, loss: float) -> str:
        x = LEFT + update / last * (WIDTH - LEFT - 40)
        return f"{x:.1f},{TOP + (high - min(loss, high)) / (high - low) * (HEIGHT - TOP - 50):.1f}"

    drawn = []
    for loss in range(2, 9):
        start, end = place(0, loss), place(last, loss)
        x, y = start.split(",")
        drawn.append(f'<polyline points="{start} {end}" stroke="#ddd" fill="none"/>')
        drawn.append(f'<text x="{float(x) - 8}" y="{float(y) + 4}" text-anchor="end">{loss}</text>')
    for update in range(0, last + 1, 2000):
        x, y = place(update, low).split(",")
        drawn.append(f'<text x="{x}" y="{float(y) + 18}" text-anchor="middle">{update:,}</text>')
    for (name, own), colour in zip(series.items(), ("#bbb", "#c33"), strict=True):
        drawn.append(
            f'<polyline points="{" ".join(place(*p) for p in own)}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        drawn.append(
            f'<text x="{WIDTH - 200}" y="{60 if name == "train" else 78}" fill="{colour}">{name}</text>'
        )
    picture.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" '
        f'font-size="12"><rect width="{WIDTH}" height="{HEIGHT}" fill="white"/><text x="{LEFT}" y="24" '
        f'font-size="14">Loss for a token against updates</text>{"".join(drawn)}</svg>\n',
        encoding="utf-8",
    )
    for update, held in series["held out"]:
        print(f"{update:>7,} updates: held-out loss {held:.2f}")


if __name__ == "__main__":
    main()
