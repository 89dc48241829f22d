"""Tables as spreadsheets write them, and worse."""

import json
import re
import time

import pytest

from dlcore.uploads import Refusal, Table, accept, canonical


def read(text: str, encoding: str = "utf-8") -> Table:
    return accept("a.csv", text.encode(encoding), "table")


def refusal(text: str) -> str:
    with pytest.raises(Refusal) as caught:
        read(text)
    assert str(caught.value).endswith(".")
    return str(caught.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_delimiters_and_encodings(delimiter: str, encoding: str) -> None:
    rows = [["town", "heat"], ["Köln", "1.5"], ["Málaga", "-2e3"]]
    table = read("\r\n".join(delimiter.join(row) for row in rows), encoding)
    assert table.columns == {"town": ["Köln", "Málaga"], "heat": [1.5, -2000.0]}
    assert table.numeric == ["heat"]
    assert table.rows == 2
    assert table.notes == []


def test_decimal_commas_between_semicolons() -> None:
    assert read("x;y\n1,5;2\n-3,25;4,0\n").columns == {"x": [1.5, -3.25], "y": [2.0, 4.0]}


def test_excel_hint_of_the_delimiter() -> None:
    assert read("sep=;\na;b\n1;2\n").columns == {"a": [1.0], "b": [2.0]}


def test_quotes_delimiters_and_line_ends_within_cells() -> None:
    table = read('name,said\nAnn,"one, two\nthree ""four"""\nBob,x\n')
    assert table.columns["said"] == ['one, two\nthree "four"', "x"]


def test_one_column() -> None:
    assert read("x\n1\n2\n\n3\n").columns == {"x": [1.0, 2.0, 3.0]}


def test_ragged_rows_are_evened_out() -> None:
    table = read("a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n")
    assert table.columns == {"a": [1, 4, 6, 10], "b": [2, 5, 7, 11], "c": [3, None, 8, 12]}
    assert table.notes == ["2 of 4 rows had more or fewer than 3 cells; they were evened out."]


def test_duplicate_and_empty_names() -> None:
    table = read("x,x,,x\n1,2,3,4\n")
    assert list(table.columns) == ["x", "x 2", "column 3", "x 3"]
    assert len(table.notes) == 2


def test_a_column_without_values_is_left_out() -> None:
    table = read("a,b\n1,\n2,NA\n3,n/a\n")
    assert list(table.columns) == ["a"]
    assert table.notes == ["The column “b” has no values; it was left out."]


def test_missing_values_stay_missing() -> None:
    assert read("a,b\n1,x\n?,\nNaN,y\n").columns == {"a": [1.0, None, None], "b": ["x", None, "y"]}


def test_without_names() -> None:
    table = read("1,2\n3,4\n")
    assert table.columns == {"column 1": [1.0, 3.0], "column 2": [2.0, 4.0]}
    assert "no names" in table.notes[0]


def test_one_class_only_is_the_callers_matter() -> None:
    assert read("x,label\n1,cat\n2,cat\n").columns["label"] == ["cat", "cat"]


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("http://x")', "@SUM(A1)", "+cmd|' /C calc'!A0"])
def test_formulas_are_words(formula: str) -> None:
    quoted = formula.replace('"', '""')
    assert read(f'a,b\n"{quoted}",1\nx,2\n').columns["a"] == [formula, "x"]


@pytest.mark.parametrize("word", ["1_000", "inf", "0x10", "٣", "1e999", "True"])
def test_only_plain_numbers_are_numbers(word: str) -> None:
    assert read(f"a,b\n{word},1\n2,2\n").columns["a"] == [word, "2"]


def test_a_word_among_numbers_is_pointed_out() -> None:
    table = read("age\n" + "\n".join(map(str, range(30))) + "\nold\n")
    assert table.columns["age"][-1] == "old"
    assert table.notes == ["The column “age” holds “old” among its numbers, so it was read as text."]


def test_a_million_rows_are_refused_before_they_are_all_read() -> None:
    started = time.perf_counter()
    assert "more than 50,000 rows" in refusal("a,b\n" + "1,2\n" * 1_000_000)
    assert time.perf_counter() - started < 4


def test_the_most_rows_that_are_taken() -> None:
    assert read("a\n" + "1\n" * 50_000).rows == 50_000
    assert "50,000 rows" in refusal("a\n" + "1\n" * 50_001)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n", "no rows below"),
        ("a,b\n,\n?,NA\n", "no values"),
        (",".join("x" * 300) + "\n" + ",".join("1" * 300), "300 columns and the limit is 200"),
        ("a,b\n" + "x" * 10_001 + ",1\n", "10,000 characters"),
        ('a,b\n"' + "never closed,1\n" * 20_000, "quotation mark|characters"),
        ("<!DOCTYPE html><table><tr><td>1</td></tr></table>", "web page"),
        ("\n\n", "blanks"),
    ],
)
def test_refused_in_one_sentence(text: str, says: str) -> None:
    assert re.search(says, refusal(text))


def test_workbooks_are_refused_with_the_way_out() -> None:
    with pytest.raises(Refusal, match=r"Office document.*save the table as CSV"):
        accept("a.xlsx", b"PK\x03\x04" + bytes(100), "table")
    with pytest.raises(Refusal, match="limit is 20 MB"):
        accept("a.csv", bytes(40_000_000), "table")


def test_canonical_bytes_are_plain_json() -> None:
    table = read("town,heat\nKöln,1.5\n?,2\n")
    value = json.loads(canonical("table", table))
    assert value == {"columns": {"town": ["Köln", None], "heat": [1.5, 2.0]}, "notes": []}
