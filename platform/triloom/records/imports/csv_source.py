"""Reads CSV files of unknown origin: encoding, delimiter, ragged rows, huge cells; row by row."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from triloom.records.cells import unguard
from triloom_core.errors import Fault, TriloomError

ENCODINGS: tuple[str, ...] = ("utf-8", "utf-8-sig", "gb18030", "latin-1", "utf-16")
"""What a caller may name; without a name the file itself is examined."""
DELIMITERS = ",;\t|"
LONGEST_CELL = 65_536
MOST_COLUMNS = 1_000
_CHUNK = 1 << 20
_SAMPLE = 1 << 16

csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One data row: its line in the file (the header is line 1), its cells, or what is wrong."""

    line: int
    cells: Sequence[str]
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class CsvSource:
    """An examined file, ready to be read as often as needed."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]

    def rows(self) -> Iterator[SourceRow]:
        """Yield every data row; blank lines are skipped, broken rows carry their fault."""
        with self.path.open(encoding=self.encoding, newline="", errors="strict") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            is_header = True
            while True:
                start = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield SourceRow(
                        start, (), Fault("", "import.cell_too_long", {"limit": LONGEST_CELL})
                    )
                    continue
                if is_header:
                    is_header = False
                elif any(cells):
                    yield self._row(start, cells)

    def _row(self, line: int, cells: list[str]) -> SourceRow:
        if len(cells) != len(self.header):
            data = {"expected": len(self.header), "found": len(cells)}
            return SourceRow(line, cells, Fault("", "import.ragged_row", dict(data)))
        if any("\x00" in cell for cell in cells):
            return SourceRow(line, (), Fault("", "import.nul_character"))
        return SourceRow(line, [unguard(cell) for cell in cells])


def open_csv(path: Path, *, encoding: str | None = None, delimiter: str | None = None) -> CsvSource:
    """Examine a file; raises 422 when it is no text, has no header, or breaks its encoding."""
    if encoding is not None and encoding not in ENCODINGS:
        raise _refused("import.encoding_unknown", encoding=encoding, known=", ".join(ENCODINGS))
    if delimiter is not None and (len(delimiter) != 1 or delimiter not in DELIMITERS):
        raise _refused("import.delimiter_unknown", delimiter=delimiter)
    if path.stat().st_size == 0:
        raise _refused("import.file_empty")
    used = _named_encoding(path, encoding) if encoding else detect_encoding(path)
    with path.open(encoding=used, newline="") as file:
        first = file.read(_SAMPLE)
    used_delimiter = delimiter or _detect_delimiter(first)
    with path.open(encoding=used, newline="") as file:
        try:
            header = next(csv.reader(file, delimiter=used_delimiter), [])
        except csv.Error:
            raise _refused("import.header_broken") from None
    names = tuple(unguard(name).strip() for name in header)
    _check_header(names)
    return CsvSource(path, used, used_delimiter, names)


def _check_header(names: tuple[str, ...]) -> None:
    if not any(names):
        raise _refused("import.header_missing")
    if len(names) > MOST_COLUMNS:
        raise _refused("import.too_many_columns", limit=MOST_COLUMNS, found=len(names))
    seen: set[str] = set()
    for name in names:
        if name and name in seen:
            raise _refused("import.column_twice", column=name)
        if "\x00" in name:
            raise _refused("import.not_text")
        seen.add(name)


def _refused(code: str, **data: str | int) -> TriloomError:
    return TriloomError(code, status=422, data=dict(data))


def _named_encoding(path: Path, encoding: str) -> str:
    broken = _first_break(path, encoding)
    if broken is not None:
        raise _refused("import.encoding_wrong", encoding=encoding, line=broken)
    return "utf-8-sig" if encoding == "utf-8" else encoding


def detect_encoding(path: Path) -> str:
    """Return the encoding of a file: a byte order mark, else UTF-8, GB 18030 or Latin-1."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if head.startswith(codecs.BOM_UTF8):
        return _named_encoding(path, "utf-8")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _named_encoding(path, "utf-16")
    if head.count(b"\x00") > len(head) // 100 or head.startswith(
        (b"PK\x03\x04", b"%PDF", b"\x89PNG")
    ):
        raise _refused("import.not_text")
    broken = _first_break(path, "utf-8")
    if broken is None:
        return "utf-8"
    if _first_break(path, "gb18030") is None and _looks_chinese(path):
        return "gb18030"
    if _looks_western(path):
        return "latin-1"
    raise _refused("import.encoding_wrong", encoding="utf-8", line=broken)


def _first_break(path: Path, encoding: str) -> int | None:
    """Return the line of the first byte that does not fit the encoding, or None."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    lines = 1
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return lines + error.object[: error.start].count(b"\n")
            lines += chunk.count(b"\n")
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return lines
    return None


def _high_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_CHUNK * 4)


def _looks_chinese(path: Path) -> bool:
    """Whether most non-ASCII bytes stand in pairs of the GB 2312 planes."""
    raw = _high_bytes(path)
    paired = total = index = 0
    while index < len(raw):
        if raw[index] < 0x80:
            index += 1
            continue
        total += 1
        if index + 1 < len(raw) and 0xA1 <= raw[index] <= 0xF7 and raw[index + 1] >= 0xA1:
            paired += 1
        index += 2
    return total > 0 and paired >= total * 0.9


def _looks_western(path: Path) -> bool:
    """Whether no byte is a control character, and letters outweigh the other high bytes."""
    raw = _high_bytes(path)
    controls = sum(raw.count(bytes([code])) for code in (*range(9), 11, 12, *range(14, 32), 127))
    c1 = sum(raw.count(bytes([code])) for code in range(0x80, 0xA0))
    letters = sum(raw.count(bytes([code])) for code in range(0xC0, 0x100))
    return controls == 0 and c1 <= letters


def _detect_delimiter(sample: str) -> str:
    line: list[str] = []
    quoted = False
    for character in sample:
        if character == '"':
            quoted = not quoted
        elif not quoted:
            if character in "\r\n" and line:
                break
            line.append(character)
    return max(DELIMITERS, key=line.count)
