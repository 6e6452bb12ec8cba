"""Translation memory: stored source–target segments, found again by the same or by similar text.

A memory is one SQLite file that several processes may read and write at once (WAL; a writer waits for
another up to ``WAIT`` seconds). Texts are stored as they came. Two texts are the *same* if they are
equal in NFC without outer white space; the index holds the hash of that. *Similar* texts are found in
two steps: a full-text index names the units that share enough of the rarest words, and only those
are compared word by word.

Exchange is by TMX 1.4, read as a stream, so that a file of any size can be imported.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import sqlite3
import sys
import time
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self
from xml.parsers import expat

from rapidfuzz.distance import Levenshtein

from termlock.glossary.concept import Place
from termlock.glossary.errors import InputError
from termlock.glossary.exchange.files import replacing
from termlock.glossary.morphology import LANGUAGES
from termlock.glossary.normalise import VOWELS
from termlock.translate.document.codes import CODES
from termlock.translate.document.slots import primary
from termlock.translate.document.xml import DEEPEST, escape, quoted

LAYOUT = 1  # raise it when the tables, the key or the words of a text change
WAIT = 30.0  # seconds to wait for another process that writes
ALMOST = 0.99  # the score of a text that differs in white space only
_APPLICATION = 0x746B746D  # "tktm", so that another program's database is never written to
_PAGE = 1000  # units fetched at once by ``units``: no read lock is held between pages

_SCHEMA = (
    """CREATE TABLE unit (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL, words INTEGER NOT NULL,
        source TEXT NOT NULL, target TEXT NOT NULL, source_lang TEXT NOT NULL, target_lang TEXT NOT NULL,
        context TEXT NOT NULL, locks TEXT NOT NULL,
        UNIQUE (key, source_lang, target_lang, context))""",
    "CREATE VIRTUAL TABLE word USING fts5(body, content='', detail=none, columnsize=0, tokenize='ascii')",
    "CREATE VIRTUAL TABLE word_count USING fts5vocab(word, row)",
    f"PRAGMA application_id = {_APPLICATION}",
    f"PRAGMA user_version = {LAYOUT}",
)
_FIELDS = "source, target, source_lang, target_lang, context, locks"
_UNIT = "unit.source, unit.target, unit.source_lang, unit.target_lang, unit.context, unit.locks"
_HERE = "unit.source_lang = ? AND unit.target_lang = ? AND unit.context IN ('', ?)"
_ADD = f"INSERT INTO unit (key, words, {_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_CHANGE = (
    "UPDATE unit SET source = ?, target = ?, locks = ? "
    "WHERE key = ? AND source_lang = ? AND target_lang = ? AND context = ?"
)
_FORGET = "INSERT INTO word (word, rowid, body) VALUES ('delete', ?, ?)"

_OTHER_PLACE = "name another file with --memory or TERMLOCK_MEMORY"
# What SQLite says -> what is wrong, and what to do.
_PROBLEMS = {
    sqlite3.SQLITE_FULL: ("cannot be written: the disk is full", "free some space and try again"),
    sqlite3.SQLITE_READONLY: ("is read-only", f"make file and folder writable, or {_OTHER_PLACE}"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", f"check the path and its permissions, or {_OTHER_PLACE}"),
    sqlite3.SQLITE_BUSY: ("is locked by another process", f"wait until it has finished, or {_OTHER_PLACE}"),
    sqlite3.SQLITE_NOTADB: ("is no translation memory", _OTHER_PLACE),
    sqlite3.SQLITE_CORRUPT: ("is damaged", "restore a copy, or delete it and import your TMX files again"),
    sqlite3.SQLITE_IOERR: ("cannot be read or written", "check the disk and the space left"),
}
_READ_ONLY = _PROBLEMS[sqlite3.SQLITE_READONLY]


@dataclass(frozen=True, slots=True)
class Unit:
    """A stored segment with its translation.

    ``context`` is the fingerprint of engine, glossary and policy under which a machine made the
    translation; empty for human and imported ones, which count for every engine. ``locks`` is JSON
    text that the caller keeps beside it.
    """

    source: str
    target: str
    source_lang: str
    target_lang: str
    context: str = ""
    locks: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A unit and how similar its source is: 1.0 is the same text, 0.75 one word of four changed."""

    unit: Unit
    score: float


def default_path() -> Path:
    """Where the memory lies: ``TERMLOCK_MEMORY``, else ``memory.sqlite`` in the user's data folder."""
    if chosen := os.environ.get("TERMLOCK_MEMORY"):
        return Path(chosen)
    return _data_folder() / "termlock" / "memory.sqlite"


def _data_folder() -> Path:
    """The folder for data (a memory is no cache: it cannot be made anew)."""
    if folder := os.environ.get("XDG_DATA_HOME"):
        return Path(folder)
    if sys.platform == "win32" and (folder := os.environ.get("LOCALAPPDATA")):
        return Path(folder)
    below = "Library/Application Support" if sys.platform == "darwin" else ".local/share"
    return Path.home() / below


def _normal(text: str) -> str:
    """A text as it is compared."""
    return unicodedata.normalize("NFC", text).strip()


def _key(normal: str) -> str:
    return hashlib.blake2b(normal.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


# A word keeps its vowel marks and what stands inside it (don't, צה״ל); every other mark is one by itself.
_WORD = re.compile(rf"\w[\w{VOWELS}]*(?:['’׳״\"][\w{VOWELS}]+)*|\S")


def words(text: str) -> list[str]:
    """The words and punctuation marks of a text, in order."""
    return _WORD.findall(text)


def _tokens(found: Iterable[str], source_lang: str, target_lang: str) -> list[str]:
    """The words as the full-text index holds them: apart for each direction, and plain for its tokenizer.

    A collision of two words costs one comparison more.
    """
    start = zlib.crc32(f"{source_lang} {target_lang} ".encode())
    return [f"{zlib.crc32(word.encode('utf-8', 'surrogatepass'), start):x}" for word in found]


class Memory:
    """An open translation memory: a context manager, for one thread of one process.

    Every process opens its own. A unit whose locks failed must not be added: what is stored is taken
    for a sound translation from then on, and seeing to that is the caller's duty.

    Raises:
        InputError: read-only, locked for ``WAIT`` seconds, damaged, no memory at all, of a newer
            layout, or no space left; from every method.
    """

    def __init__(self, path: Path) -> None:
        """Open the memory at ``path``; folder and file are made if they do not exist."""
        self.path = path
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise InputError(str(path), f"its folder cannot be made: {reason}", _OTHER_PLACE) from None
        if path.exists() and not path.is_file():
            raise InputError(str(path), "is no file", _OTHER_PLACE)
        # found out now, not after an hour of translating
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise InputError(str(path), *_READ_ONLY)
        with self._reported():
            self._db = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; nothing is lost without it."""
        with self._reported():
            self._db.close()

    def __len__(self) -> int:
        """The number of units."""
        with self._reported():
            (number,) = self._db.execute("SELECT count(*) FROM unit").fetchone()
        return int(number)

    def exact(
        self, texts: Sequence[str], source_lang: str, target_lang: str, context: str
    ) -> dict[str, Unit]:
        """The unit of each text that has one, by the text as given.

        Units without context win over those made under ``context``; other contexts do not count.
        Outer white space is that of the stored unit.
        """
        keys = {text: _key(_normal(text)) for text in texts}
        # of two rows with one key the last is kept, so '' must come last
        query = (
            f"SELECT wanted.value, {_UNIT} FROM json_each(?) AS wanted CROSS JOIN unit "
            f"ON unit.key = wanted.value AND {_HERE} ORDER BY unit.context DESC"
        )
        wanted = json.dumps(sorted(set(keys.values())))
        with self._reported():
            rows = self._db.execute(query, (wanted, source_lang, target_lang, context))
            found = {key: Unit(*row) for key, *row in rows}
        return {text: found[key] for text, key in keys.items() if key in found}

    def fuzzy(
        self,
        text: str,
        source_lang: str,
        target_lang: str,
        context: str,
        at_least: float = 0.75,
        limit: int = 3,
    ) -> list[Match]:
        """The units whose source is most similar to ``text``, best first; none below ``at_least`` (above 0).

        The score is the normalised Levenshtein similarity of the words: one less the share of words
        that must be added, left out or replaced. Order counts (*A attacked B* is not *B attacked A*),
        and a *not* more costs as much as a wrong word; rapidfuzz's token ratios, which sort words or
        ignore the surplus ones, would call both pairs the same. Of units with the same source the
        one without context is given, as in :meth:`exact`.
        """
        normal = _normal(text)
        own = words(normal)
        shared = math.ceil(at_least * len(own) - 1e-9)
        rarest = self._rarest(_tokens(dict.fromkeys(own), source_lang, target_lang), len(own) - shared + 1)
        if not rarest:
            return []
        query = (
            f"SELECT unit.key, {_UNIT} FROM word JOIN unit ON unit.id = word.rowid "
            f"WHERE word MATCH ? AND unit.words BETWEEN ? AND ? AND {_HERE} ORDER BY unit.context DESC"
        )
        longest = math.floor(len(own) / at_least + 1e-9)
        asked = (" OR ".join(rarest), shared, longest, source_lang, target_lang, context)
        key = _key(normal)
        found: dict[str, Match] = {}
        with self._reported():
            for other, *row in self._db.execute(query, asked):
                unit = Unit(*row)
                score = 1.0 if other == key else min(ALMOST, _similarity(own, unit.source, at_least))
                if score >= at_least:
                    found[other] = Match(unit, score)
        return sorted(found.values(), key=lambda match: (-match.score, match.unit.context != ""))[:limit]

    def _rarest(self, tokens: list[str], number: int) -> list[str]:
        """The rarest of these tokens, without those that no unit has.

        A similar text lacks fewer than ``number`` of the words, so it has one of any ``number`` of them:
        asking for the rarest misses nothing and compares least.
        """
        query = (
            "SELECT value, (SELECT doc FROM word_count WHERE term = value) AS n FROM json_each(?) ORDER BY n"
        )
        with self._reported():
            counted = self._db.execute(f"{query} LIMIT ?", (json.dumps(tokens), number)).fetchall()
        return [f'"{token}"' for token, n in counted if n]

    def add(self, units: Iterable[Unit]) -> None:
        """Store units in one transaction; a unit of the same text, direction and context is replaced.

        What was added is on the disk when this returns. A unit with a lone surrogate is left out: no file
        can hold it.
        """
        # all is worked out before the lock is taken: ``units`` may be a slow generator
        rows = [(_normal(unit.source), unit) for unit in units if _storable(unit)]
        made = [(_key(normal), words(normal), unit) for normal, unit in rows]
        with self._writing() as db:
            for key, own, unit in made:
                added = db.execute(_ADD, (key, len(own), *astuple(unit)))
                if added.rowcount:
                    body = " ".join(_tokens(own, unit.source_lang, unit.target_lang))
                    db.execute("INSERT INTO word (rowid, body) VALUES (?, ?)", (added.lastrowid, body))
                else:
                    place = (key, unit.source_lang, unit.target_lang, unit.context)
                    db.execute(_CHANGE, (unit.source, unit.target, unit.locks, *place))

    def units(self, source_lang: str | None = None, target_lang: str | None = None) -> Iterator[Unit]:
        """All units, of these languages if given, in the order they were first added."""
        query = (
            f"SELECT id, {_FIELDS} FROM unit WHERE id > ? AND ? IN (source_lang, '') "
            f"AND ? IN (target_lang, '') ORDER BY id LIMIT {_PAGE}"
        )
        last = -1
        while True:
            with self._reported():
                rows = self._db.execute(query, (last, source_lang or "", target_lang or "")).fetchall()
            for _id, *row in rows:
                yield Unit(*row)
            if len(rows) < _PAGE:
                return
            last = rows[-1][0]

    def counts(self) -> dict[tuple[str, str, str], int]:
        """The number of units by source language, target language and context."""
        group = "source_lang, target_lang, context"
        with self._reported():
            rows = self._db.execute(f"SELECT {group}, count(*) FROM unit GROUP BY {group} ORDER BY {group}")
            return {(source, target, context): number for source, target, context, number in rows}

    def remove(self, context: str) -> int:
        """Remove the units made under ``context``; how many there were."""
        with self._writing() as db:
            query = "SELECT id, source, source_lang, target_lang FROM unit WHERE context = ?"
            gone = [
                (number, " ".join(_tokens(words(_normal(source)), *langs)))
                for number, source, *langs in db.execute(query, (context,))
            ]
            db.executemany(_FORGET, gone)
            db.execute("DELETE FROM unit WHERE context = ?", (context,))
        return len(gone)

    def clear(self) -> int:
        """Remove all units, also from what the file keeps of deleted ones; how many there were."""
        with self._writing() as db:
            number = db.execute("DELETE FROM unit").rowcount
            db.execute("INSERT INTO word (word) VALUES ('delete-all')")
        with self._reported():
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return number

    def _prepare(self) -> None:
        """Refuse a file that is no memory, and make the tables of a new one."""
        if self._is_new():
            self._write_ahead()
            # another process may have been faster
            with self._writing() as db:
                if not db.execute("PRAGMA user_version").fetchone()[0]:
                    for statement in _SCHEMA:
                        db.execute(statement)

    def _is_new(self) -> bool:
        db = self._db
        db.execute("BEGIN")
        asked = ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
        application, layout, tables = (db.execute(statement).fetchone()[0] for statement in asked)
        db.execute("COMMIT")
        if application != _APPLICATION and (application or layout or tables):
            raise InputError(str(self.path), "is the database of another program", _OTHER_PLACE)
        if layout > LAYOUT:
            remedy = f"bring termlock up to date, or {_OTHER_PLACE}"
            raise InputError(str(self.path), "was made by a newer termlock", remedy)
        return not layout

    def _write_ahead(self) -> None:
        """Turn on WAL, which the file then remembers. SQLite does not wait here for another process."""
        end = time.monotonic() + WAIT
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
                time.sleep(0.02)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the write lock from its start: all of it is stored, or nothing."""
        with self._reported():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                # SQLite has rolled back by itself where the disk is full
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """SQLite's errors that a user can mend, as one line."""
        try:
            yield
        except sqlite3.Error as error:
            # extended codes keep the kind in the low byte; errors of the module itself have none
            kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if kind not in _PROBLEMS:
                raise
            raise InputError(str(self.path), *_PROBLEMS[kind]) from None


def _storable(unit: Unit) -> bool:
    try:
        "".join(astuple(unit)).encode()
    except UnicodeEncodeError:
        return False
    return True


def _similarity(own: list[str], text: str, at_least: float) -> float:
    return Levenshtein.normalized_similarity(own, words(_normal(text)), score_cutoff=at_least)


_BLOCK = 1 << 16  # bytes of a TMX file that are parsed at once
_DOCTYPES = frozenset({"tmx11.dtd", "tmx12.dtd", "tmx13.dtd", "tmx14.dtd"})
_OLD_CODES = {"iw": "he"}
_CONTEXT, _LOCKS = "x-termlock-context", "x-termlock-locks"  # the types of our own properties


def read_tmx(path: Path) -> Iterator[Unit]:
    """The units of a TMX file, read as a stream; other languages than English, Arabic and Hebrew are left out.

    Regions are dropped (``ar-SA`` is ``ar``), inline codes too; of two variants in one language
    the first counts. Where the source language is ``*all*``, every variant is a source for the others.
    Units without context are human ones; what :func:`write_tmx` wrote keeps its context.

    Raises:
        InputError: unreadable, no well-formed XML, no TMX, a document type or an entity of its own.
    """
    reader = _Reader(str(path))
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield from reader.feed(block)
    except OSError as error:
        raise InputError(str(path), (error.strerror or str(error)).lower(), "check the path") from None
    yield from reader.feed(b"", last=True)


class _Reader:
    """Turns the events of one TMX file into units."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.units: list[Unit] = []
        self.open: list[str] = []
        self.declared = self.source = self.lang = self.kind = ""
        self.variants: list[tuple[str, str]] = []
        self.own: dict[str, str] = {}  # our properties of the unit
        self.text: list[str] | None = None  # of the open <seg> or <prop>
        self.codes = 0  # inline codes that are open
        self.starts: dict[str, Callable[[dict[str, str]], None]] = {
            "header": self._header,
            "tu": self._tu,
            "tuv": self._tuv,
            "seg": self._seg,
            "prop": self._prop,
        }
        self.ends: dict[str, Callable[[str], None]] = {
            "tu": self._tu_done,
            "seg": self._seg_done,
            "prop": self._prop_done,
        }
        parser = self.parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped

    def feed(self, block: bytes, last: bool = False) -> list[Unit]:
        """The units that end in this block of the file."""
        self.units = []
        try:
            self.parser.Parse(block, last)
        except expat.ExpatError as error:
            place = Place(self.name, error.lineno)
            raise InputError(place, f"broken XML: {expat.ErrorString(error.code)}", "mend the file") from None
        except InputError:
            raise
        except (LookupError, ValueError):
            raise self._refuse("an unknown encoding", "save the file as UTF-8") from None
        return self.units

    def _refuse(self, problem: str, remedy: str) -> InputError:
        return InputError(Place(self.name, self.parser.CurrentLineNumber), problem, remedy)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.open and name != "tmx":
            raise self._refuse(f"<{name}> is not TMX", "name a TMX file")
        self.open.append(name)
        if len(self.open) > DEEPEST:
            raise self._refuse(f"more than {DEEPEST} elements within one another", "mend the file")
        if self.text is not None:
            self.codes += name in CODES
        elif start := self.starts.get(name):
            start(attributes)

    def _end(self, name: str) -> None:
        self.open.pop()
        if self.text is not None and name in CODES:
            self.codes -= 1
        elif end := self.ends.get(name):
            end("".join(self.text or ()))

    def _characters(self, text: str) -> None:
        if self.text is not None and not self.codes:
            self.text.append(text)

    def _header(self, attributes: dict[str, str]) -> None:
        self.declared = attributes.get("srclang", "")

    def _tu(self, attributes: dict[str, str]) -> None:
        self.source = attributes.get("srclang", self.declared)
        self.variants, self.own = [], {}

    def _tuv(self, attributes: dict[str, str]) -> None:
        self.lang = attributes.get("xml:lang") or attributes.get("lang", "")

    def _seg(self, _attributes: dict[str, str]) -> None:
        self.text = []

    def _prop(self, attributes: dict[str, str]) -> None:
        self.kind = attributes.get("type", "")
        self.text = []

    def _prop_done(self, text: str) -> None:
        self.own[self.kind] = text
        self.text = None

    def _seg_done(self, text: str) -> None:
        self.variants.append((self.lang, text))
        self.text = None

    def _tu_done(self, _text: str) -> None:
        variants = [(lang, text) for lang, text in self.variants if text.strip()]
        source = self.source or next((lang for lang, _ in variants), "")
        # a stable sort: the very source language before its other regions
        variants.sort(key=lambda variant: variant[0].lower() != source.lower())
        texts: dict[str, str] = {}
        for lang, text in variants:
            texts.setdefault(_plain(lang), text)
        known = [lang for lang in texts if lang in LANGUAGES]
        sources = known if source == "*all*" else [lang for lang in known if lang == _plain(source)]
        context, locks = self.own.get(_CONTEXT, ""), self.own.get(_LOCKS, "")
        self.units += (
            Unit(texts[one], texts[other], one, other, context, locks)
            for one in sources
            for other in known
            if other != one
        )

    def _doctype(self, _name: str, system: str | None, _public: str | None, internal: bool) -> None:
        if internal or (system or "").rpartition("/")[2].lower() not in _DOCTYPES:
            raise self._refuse(
                "a document type declaration (DTD)", "remove the <!DOCTYPE …> line: it is never loaded"
            )

    def _entity(self, name: str, *_: object) -> None:
        raise self._refuse(f"declares the entity {name!r}", "remove it: entities are never resolved")

    def _skipped(self, name: str, _parameter: bool) -> None:
        raise self._refuse(f"the entity &{name}; is unknown", "write the character itself")


def _plain(lang: str) -> str:
    """A language code without region, by its present name."""
    code = primary(lang)
    return _OLD_CODES.get(code, code)


def write_tmx(path: Path, units: Iterable[Unit]) -> int:
    """Write units as TMX 1.4; how many they were. The text is kept, but for characters XML cannot hold.

    Context and locks go into ``<prop>`` elements, which other tools keep or ignore.

    Raises:
        InputError: the file cannot be written; an old one is untouched.
    """
    number = 0
    with replacing(path) as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
            f'<header creationtool="termlock" creationtoolversion={quoted(version("termlock"))} '
            'segtype="sentence" o-tmf="termlock" adminlang="en" srclang="*all*" datatype="plaintext"/>\n'
            "<body>\n".encode()
        )
        for unit in units:
            file.write(_written(unit).encode())
            number += 1
        file.write(b"</body>\n</tmx>\n")
    return number


def _written(unit: Unit) -> str:
    own = ((_CONTEXT, unit.context), (_LOCKS, unit.locks))
    props = "".join(f'<prop type="{kind}">{escape(value)}</prop>' for kind, value in own if value)
    sides = ((unit.source_lang, unit.source), (unit.target_lang, unit.target))
    variants = "".join(
        f"<tuv xml:lang={quoted(lang)}><seg>{escape(text)}</seg></tuv>" for lang, text in sides
    )
    return f"<tu srclang={quoted(unit.source_lang)}>{props}{variants}</tu>\n"
