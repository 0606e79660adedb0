"""Files are read within bounds and written whole or not at all, only over regular files; text is safe to show."""

from __future__ import annotations

import csv
import io
import json
import os
import pickle
import resource
import signal
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copsim.errors import CopsimError, InputError, OutsideError, one_line, printable, shorten, unseen
from copsim.files import as_written, check_target, harmless, read_text, whole, write_text

HOSTILE = "\x1b]0;title\x07\x1b[2J\x9b31m\u202egnp.exe\u2066\u200b\x00\x7f"


@pytest.fixture
def shadow(tmp_path: Path) -> Iterator[Path]:
    """A file that nobody may touch, and the assertion that nobody did."""
    path = tmp_path / "shadow"
    path.write_text("secret")
    yield path
    assert path.read_text() == "secret"
    assert not path.is_symlink()


def test_a_new_file_is_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "a.txt", "Café\n")
    finally:
        os.umask(before)
    assert (tmp_path / "a.txt").read_bytes() == "Café\n".encode()
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_permissions_of_a_file_that_is_replaced_stay(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    (tmp_path / "a.txt").chmod(0o600)
    write_text(tmp_path / "a.txt", "new")
    assert (tmp_path / "a.txt").read_text() == "new"
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o600


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_what_stops_half_way_leaves_the_old_file_and_no_part(tmp_path: Path, error: type[BaseException]) -> None:
    (tmp_path / "a.txt").write_text("old")

    def half() -> None:
        with whole(tmp_path / "a.txt") as file:
            file.write(b"half")
            raise error

    with pytest.raises(error):
        half()
    assert (tmp_path / "a.txt").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_disk_that_takes_no_more_leaves_the_old_file_and_no_part(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(OutsideError, match=r"--to .*a\.txt: cannot be written: File too large"):
            write_text(tmp_path / "a.txt", "x" * 5000, "--to")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, heard)
    assert (tmp_path / "a.txt").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_link_that_lies_in_wait_is_never_followed(tmp_path: Path, shadow: Path, monkeypatch) -> None:
    monkeypatch.setattr("copsim.files.secrets.token_hex", lambda _n: "known")
    (tmp_path / ".copsim-known.part").symlink_to(shadow)
    (tmp_path / ".a.csv.part").symlink_to(shadow)
    with pytest.raises(OutsideError, match="File exists"):
        write_text(tmp_path / "a.csv", "x")


@pytest.mark.parametrize("write", [lambda path: write_text(path, "x"), lambda path: check_target(path, "--to")])
def test_only_regular_files_are_replaced(tmp_path: Path, shadow: Path, write) -> None:
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(shadow)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    os.mkfifo(pipe)
    device = Path("/dev/full").lstat().st_rdev
    for path in (link, tmp_path / "dangling", pipe, Path("/dev/full"), Path("/dev/null"), Path("/dev/stdout")):
        with pytest.raises(InputError, match=r"is a link|not a file that can be replaced"):
            write(path)
    assert Path("/dev/full").lstat().st_rdev == device
    assert stat.S_ISFIFO(pipe.lstat().st_mode)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("folder.csv", "folder.csv: is a folder"),
        ("nowhere/a.csv", "the folder .*nowhere does not exist"),
        ("file.csv/a.csv", "the folder .*file.csv is not a folder"),
        ("a.xls", "'.xls' is not allowed; give a name that ends in .csv or .parquet"),
        ("a", "has no ending; give a name that ends in .csv or .parquet"),
        ("a" * 300 + ".csv", "cannot be written .File name too long"),
        ("a\0.csv", "cannot be written .*null"),
        ("/proc/a.csv", "/proc/a.csv: cannot be written"),
        ("/proc/self/a.csv", "cannot be written"),
    ],
)
def test_a_target_is_refused_before_the_work(tmp_path: Path, name: str, problem: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file.csv").touch()
    with pytest.raises(InputError, match=problem) as caught:
        check_target(tmp_path / name, "--to", (".csv", ".parquet"))
    assert str(caught.value).startswith("--to ")
    assert "\n" not in str(caught.value)


def test_checking_a_target_leaves_no_trace(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("old")
    check_target(tmp_path / "old.csv", "--to", (".csv",))
    check_target(tmp_path / "new.CSV", "--to", (".csv",))
    assert [each.name for each in tmp_path.iterdir()] == ["old.csv"]


@pytest.mark.parametrize("path", ["/proc/kmsg", "/proc/kcore", "/dev/zero", "/dev/stdin", "/proc/self/mem", "pipe"])
def test_what_never_ends_is_not_read(tmp_path: Path, path: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    code = f"from pathlib import Path; from copsim.files import read_text; read_text(Path({path!r}), 1000)"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=20,
        stdin=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, check=False,
    )  # fmt: skip
    assert "InputError" in result.stderr.splitlines()[-1]


def test_a_file_that_grows_while_it_is_read_is_bounded(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x" * 2000)
    told = os.stat_result([stat.S_IFREG | 0o600, *[0] * 5, 10, 0, 0, 0])
    monkeypatch.setattr(os, "fstat", lambda _handle: told)
    with pytest.raises(InputError, match="too large"):
        read_text(path, 1000)


@given(st.text(alphabet=st.one_of(st.sampled_from("=+-@\t\r\n;,'\"ab＝"), st.characters()), max_size=30))
@example("=1+1")
@example("''@x")
@example("x;=cmd")
@example("a\t\t=b")
def test_no_cell_is_a_formula_and_all_are_read_back(cell: str) -> None:
    tame = harmless(cell)
    assert as_written(tame) == cell
    for part in tame.replace("\r", ";").replace("\n", ";").replace("\t", ";").split(";"):
        assert not part.startswith(("=", "+", "-", "@", "＝"))
    assert harmless("moving-forward") == "moving-forward"


@given(st.text())
@example(HOSTILE)
@example("\U000e0041\ud800\ufeff\u2028")
def test_text_that_is_shown_holds_nothing_unseen(text: str) -> None:
    shown = printable(text)
    assert not any(unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp") for each in shown if each not in "\n\t")
    shown.encode("utf-8")
    assert printable(shown) == shown
    assert unseen(shown) is None
    assert (unseen(text) is None) == (shown == text)
    quoted = json.dumps({"text": text}, ensure_ascii=False)
    assert json.loads(printable(quoted)) == {"text": text}


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u061c", "\u200b", "\ufeff", "\x9b", "\x1b", "\xad"])
def test_marks_that_mislead_are_written_as_escapes(mark: str) -> None:
    assert printable(f"a{mark}b") == f"a\\u{ord(mark):04x}b"
    assert unseen(mark) == f"U+{ord(mark):04X}"


def test_names_of_many_scripts_and_emoji_are_shown_as_they_are() -> None:
    for text in ("Zoë", "松本 花子", "سارا", "क्षत्रिय", "👩\u200d⚕️", "می\u200cخواهم"):
        assert printable(text) == text


@given(st.text(max_size=3000))
@example("x\n" * 2000)
@example("a\r\nb\x85c\u2028d")
def test_an_error_is_one_line_of_bounded_length(text: str) -> None:
    for error in (InputError(text), pickle.loads(pickle.dumps(OutsideError(text))), CopsimError(text)):
        assert len(str(error).splitlines()) <= 1
        assert len(str(error)) <= 800


def test_a_long_line_keeps_its_beginning_and_its_end() -> None:
    line = one_line("where: " + "x" * 5000 + " allowed: this", 100)
    assert len(line) == 100
    assert line.startswith("where: x")
    assert line.endswith("x allowed: this")
    assert " … " in line


def test_what_python_will_not_write_is_still_said() -> None:
    assert shorten(10**5000) == "a number of thousands of digits"


def test_a_table_goes_through_a_csv_file_unchanged(tmp_path: Path) -> None:
    import numpy as np
    import pandas as pd

    from copsim.store.export import write

    cells = ["=1+1", "-a", "x", "'=y", "@SUM(A1)", "x;=cmd|' /C calc'!A0", 'a"b,c', "\t=1", None]
    frame = pd.DataFrame({"=name": np.array(cells, object), "number": np.arange(len(cells)) - 4.0})
    rows = write(iter([frame.iloc[:4], frame.iloc[4:]]), tmp_path / "a.csv")
    assert rows == len(cells)
    text = (tmp_path / "a.csv").read_text()
    head, *lines = list(csv.reader(io.StringIO(text)))
    assert [as_written(each) for each in head] == ["=name", "number"]
    assert [as_written(line[0]) or None for line in lines] == cells
    assert [float(line[1]) for line in lines] == list(frame["number"])
    assert not any(line[0].startswith(("=", "+", "-", "@", "\t")) for line in [head, *lines])
