"""Files of unknown origin: encodings, delimiters, broken rows; and the guard of cells."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triloom.records.cells import guard, unguard
from triloom.records.imports.csv_source import LONGEST_CELL, open_csv
from triloom_core.errors import TriloomError

CHINESE = "编号,名称\n1,华东区客户\n2,北京分公司\n"
WESTERN = "id;name\n1;Müller & Söhne\n2;Peña\n"


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter", "second"),
    [
        (CHINESE.encode(), "utf-8", ",", "华东区客户"),
        (CHINESE.encode("utf-8-sig"), "utf-8-sig", ",", "华东区客户"),
        (CHINESE.encode("gb18030"), "gb18030", ",", "华东区客户"),
        (CHINESE.encode("utf-16"), "utf-16", ",", "华东区客户"),
        (WESTERN.encode("latin-1"), "latin-1", ";", "Müller & Söhne"),
        (b"a\tb\n1\t2,5\n", "utf-8", "\t", "2,5"),
        (b'"a,x"|b\n1|2\n', "utf-8", "|", "2"),
    ],
)
def test_encoding_and_delimiter_are_found(
    tmp_path: Path, content: bytes, encoding: str, delimiter: str, second: str
) -> None:
    source = open_csv(written(tmp_path, content))
    assert (source.encoding, source.delimiter) == (encoding, delimiter)
    assert next(source.rows()).cells[1] == second


@pytest.mark.parametrize(
    ("content", "encoding", "code"),
    [
        (b"", None, "import.file_empty"),
        (b"PK\x03\x04....", None, "import.not_text"),
        (b"\x00\x01\x02\x00" * 50, None, "import.not_text"),
        (b"\n1,2\n", None, "import.header_missing"),
        (b"a,a\n1,2\n", None, "import.column_twice"),
        (CHINESE.encode("gb18030"), "utf-8", "import.encoding_wrong"),
        (b"a,b\n1,2\n", "ebcdic", "import.encoding_unknown"),
        (b"a,b\n1,\x81\x8d\x01\n", None, "import.encoding_wrong"),
    ],
)
def test_what_is_no_readable_file_is_refused_with_its_reason(
    tmp_path: Path, content: bytes, encoding: str | None, code: str
) -> None:
    with pytest.raises(TriloomError) as raised:
        open_csv(written(tmp_path, content), encoding=encoding)
    assert (raised.value.status, raised.value.code) == (422, code)


def test_a_wrong_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    content = b"a,b\n" + b"1,2\n" * 5 + b"3,\xff\xfe\n"
    with pytest.raises(TriloomError) as raised:
        open_csv(written(tmp_path, content), encoding="utf-8")
    assert raised.value.data == {"encoding": "utf-8", "line": 7}


def test_broken_rows_are_named_by_line_and_the_others_are_read(tmp_path: Path) -> None:
    huge = "x" * (LONGEST_CELL + 10)
    content = f'a,b\n1,2\n1\n\n1,2,3\n"two\nlines",4\n{huge},5\n\x006,7\n8,9\n'
    rows = list(open_csv(written(tmp_path, content.encode())).rows())
    assert [(row.line, row.fault.code if row.fault else list(row.cells)) for row in rows] == [
        (2, ["1", "2"]),
        (3, "import.ragged_row"),
        (5, "import.ragged_row"),
        (6, ["two\nlines", "4"]),
        (8, "import.cell_too_long"),
        (9, "import.nul_character"),
        (10, ["8", "9"]),
    ]


@settings(max_examples=50)
@given(st.text(st.sampled_from("'=+-@\t\r＝a1"), max_size=6))
def test_the_guard_of_a_cell_comes_off_again_and_no_formula_gets_out(text: str) -> None:
    assert unguard(guard(text)) == text
    assert guard(text)[:1] not in tuple("=+-@\t\r＝")
