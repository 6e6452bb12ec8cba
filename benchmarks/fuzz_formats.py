"""Fuzz every document reader with mutations of the test corpus.

python benchmarks/fuzz_formats.py [--minutes N] [--seed S] [--only FORMAT] [--save FOLDER]

Minutes are of CPU time, for each reader.

A reader may refuse a file with an InputError of one line. Anything else is a finding: another exception, a
reading slower than LIMIT, a rebuild without renderings that changes a byte, or one with new texts that can no
longer be read. Findings are saved for the tests to keep.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import random
import signal
import sys
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path

from termlock.glossary.errors import InputError
from termlock.translate.document import parse
from termlock.translate.segment import Rendering

CORPUS = Path(__file__).parent.parent / "tests/translate/data/documents"
LIMIT = 5.0  # seconds of CPU time
PIECES = [
    *(
        b"<",
        b">",
        b"&",
        b'"',
        b"'",
        b"\\",
        b"\0",
        b"\r",
        b"\n",
        b"\r\n",
        b"\n\n",
        b"\t",
        b"|",
        b"`",
        b"[",
        b"](",
        b"{",
        b"}",
    ),
    *(
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<!DOCTYPE a [<!ENTITY x 'y'>]>",
        b"&x;",
        b"&#0;",
        b"&#xD800;",
        b"</p>",
        b"<b>",
    ),
    *(
        b"<script>",
        b"</script>",
        b"<pre>",
        b"00:00:01,000 --> 00:00:02,000",
        b'msgid "',
        b'msgstr[9] "x"',
        b"#~ ",
    ),
    *(
        "א".encode(),
        "؟ ".encode(),
        "\u202e".encode(),
        "\ufeff".encode(),
        "\u2028".encode(),
        "\x85".encode(),
        b"\xed\xa0\x80",
    ),
    *(
        b"\xff\xfe",
        b"\xc3",
        b"=1+1",
        b"\\ud800",
        b"```",
        b"***",
        b"~~",
        b"---",
        b"> ",
        b"* ",
        b"1. ",
        b"![",
        b"<w:t>",
        b"<w:p/>",
    ),
]


def mutated(data: bytes, rng: random.Random, others: list[bytes]) -> bytes:
    """A few random changes."""
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice((1, 2, 8, 64, 512)))
        kind = rng.randrange(7)
        if kind == 0:
            data = data[:at] + rng.choice(PIECES) + data[at:]
        elif kind == 1:
            data = data[:at] + data[end:]
        elif kind == 2:
            data = data[:end] + data[at:end] * rng.choice((1, 2, 50)) + data[end:]
        elif kind == 3:
            data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
        elif kind == 4:
            data = data[:at]
        elif kind == 5:
            other = rng.choice(others)
            begin = rng.randrange(len(other) + 1)
            data = data[:at] + other[begin : begin + 200] + data[at:]
        else:
            data = data[:at] + rng.choice(PIECES) * rng.choice((2, 100)) + data[at:]
    return data


def mutated_archive(data: bytes, rng: random.Random, others: list[bytes]) -> bytes:
    """A change in one member of a zip file, the rest intact."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        members = [i.filename for i in old.infolist() if i.filename.endswith(".xml")]
        chosen = rng.choice(
            [m for m in members if "document" in m or "content" in m or "styles" in m] or members
        )
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, mutated(content, rng, others) if info.filename == chosen else content)
    return output.getvalue()


def problem(data: bytes, name: str, form: str) -> str:
    """What is wrong with how a file is treated; nothing where it is well."""
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    try:
        document = parse(data, name, form)
        if document.rebuild({}, "ar") != data:
            return "a rebuild without renderings changes the file"
        lang = document.target_lang or ("he" if document.source_lang == "ar" else "ar")
        new = {s.key: Rendering(f"{s.text} ‹קץ›", s.markup, "note") for s in document.segments}
        rebuilt = document.rebuild(new, lang)
        again = parse(rebuilt, name, form)
        # a PO file whose plural rule is broken gets its language's rule, which may have fewer forms
        keys = {s.key for s in (again if form == "po" else document).segments}
        unlocked = [s for s in document.segments if not s.locked and s.key in keys]
        held = "".join(s.text + (s.target or "") for s in again.segments)
        if max(held.count("‹קץ›"), rebuilt.count("‹קץ›".encode())) < len(unlocked):
            return "a rendering is lost"
    except InputError as error:
        if "\n" in str(error):
            return f"an error of more than one line: {error}"
    except Exception:
        return traceback.format_exc(limit=-4)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return ""


def too_slow(*_: object) -> None:
    """End a reading that goes on and on: a pattern that backtracks would hold the fuzzer for good."""
    raise TimeoutError(f"slower than {LIMIT} s")


def fuzz(
    form: str, files: list[bytes], everything: list[bytes], arguments: argparse.Namespace
) -> Counter[str]:
    """Mutate files of one format for so many minutes; print and save each new finding."""
    rng = random.Random(f"{form} {arguments.seed}")
    counted: Counter[str] = Counter()
    seen: set[str] = set()
    end = time.process_time() + arguments.minutes * 60
    while time.process_time() < end:
        change = mutated_archive if form in ("docx", "odt") and rng.random() < 0.9 else mutated
        data = change(rng.choice(files), rng, everything)
        counted["tried"] += 1
        wrong = problem(data, f"fuzz.{form}", form)
        if not wrong:
            continue
        counted["findings"] += 1
        last = "\n".join(wrong.splitlines()[-3:])
        if last in seen:
            continue
        seen.add(last)
        print(f"{form}: {wrong}", file=sys.stderr, flush=True)
        if arguments.save:
            arguments.save.mkdir(parents=True, exist_ok=True)
            (arguments.save / f"{hashlib.sha256(data).hexdigest()[:12]}.{form}").write_bytes(data)
    return counted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save", type=Path)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    corpus: dict[str, list[bytes]] = {}
    for path in sorted(CORPUS.iterdir()):
        form = {"xlf": "xliff", "pot": "po"}.get(path.suffix[1:], path.suffix[1:])
        corpus.setdefault(form, []).append(path.read_bytes())
    everything = [data for files in corpus.values() for data in files]
    signal.signal(signal.SIGVTALRM, too_slow)
    findings = 0
    print("| format | CPU minutes | files tried | findings |\n|---|---:|---:|---:|")
    for form in corpus if not arguments.only else [arguments.only]:
        counted = fuzz(form, corpus[form], everything, arguments)
        findings += counted["findings"]
        print(
            f"| {form} | {arguments.minutes:g} | {counted['tried']:,} | {counted['findings']} |", flush=True
        )
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
