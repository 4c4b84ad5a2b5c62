"""Are archives read member by member, within limits, and never beyond themselves?"""

from __future__ import annotations

import io
import os
import stat
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengmai.errors import InputError
from zhengmai.text.reader import read_bytes, read_documents, read_file
from zhengmai.text.readers import archive

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "关于印发全民健身实施计划的通知\n现将计划印发给你们，请认真贯彻执行。\n"


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return stream.getvalue()


def documents(tmp_path: Path, data: bytes) -> dict[str, str]:
    """Read an archive; give for each member its text or the English cause of its error."""
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    return {
        item.file if isinstance(item, InputError) else item.name: item.cause.en
        if isinstance(item, InputError)
        else item.text
        for item in read_documents(path)
    }


def test_members_are_read_in_order_and_what_is_no_document_is_passed_over(tmp_path: Path) -> None:
    data = zipped(
        {
            "b.txt": TEXT.encode("gb18030"),
            "乙/a.md": TEXT.encode(),
            "logo.bin": b"\x00\x01",
            "__MACOSX/._b.txt": b"x",
        }
    )
    assert documents(tmp_path, data) == {"a.zip/b.txt": TEXT, "a.zip/乙/a.md": TEXT}


def test_bad_members_are_errors_and_the_others_are_read(tmp_path: Path) -> None:
    data = zipped(
        {
            "../out.txt": TEXT.encode(),
            "/etc/out.txt": TEXT.encode(),
            "C:\\out.txt": TEXT.encode(),
            "inner.zip": zipped({"x.txt": TEXT.encode()}),
            "disguised.docx": zipped({"x.txt": TEXT.encode()}),
            "empty.txt": b"",
            "good.txt": TEXT.encode(),
        }
    )
    found = documents(tmp_path, data)
    assert found.pop("a.zip/good.txt") == TEXT
    assert "is empty" in found.pop("a.zip/empty.txt")
    assert "archive inside an archive" in found.pop("a.zip/inner.zip")
    assert "archive inside an archive" in found.pop("a.zip/disguised.docx")
    assert len(found) == 3
    assert all("leads out of the archive" in cause for cause in found.values())


def test_member_with_a_wrong_checksum_is_an_error(tmp_path: Path) -> None:
    data = zipped({"a.txt": TEXT.encode(), "b.txt": b"plain"}, zipfile.ZIP_STORED)
    found = documents(tmp_path, data.replace(TEXT.encode()[:9], b"x" * 9))
    assert "is broken in the archive" in found["a.zip/a.txt"]
    assert found["a.zip/b.txt"] == "plain"


def test_encrypted_member_is_an_error(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}))
    # Bit 0 of the general purpose flags, in the member's local and in its central head.
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert documents(tmp_path, bytes(data)) == {
        "a.zip/a.txt": "is encrypted and needs a password",
        "a.zip/b.txt": TEXT,
    }


def test_names_in_the_chinese_code_page_are_read(tmp_path: Path) -> None:
    data = zipped({"mmmm.txt": TEXT.encode()}).replace(b"mmmm", "通知".encode("gb18030"))
    assert list(documents(tmp_path, data)) == ["a.zip/通知.txt"]


@pytest.mark.parametrize(
    ("members", "cause"),
    [
        pytest.param({"bomb.txt": b"0" * (4 * 2**20)}, "zip bomb", id="ratio"),
        pytest.param(
            {f"{i}.txt": b"x" for i in range(archive.MOST_MEMBERS + 1)}, "at most 5000", id="members"
        ),
        pytest.param({"a.bin": b"x"}, "holds no document", id="no document"),
    ],
)
def test_archive_beyond_the_limits_is_one_error(
    tmp_path: Path, members: dict[str, bytes], cause: str
) -> None:
    (found,) = documents(tmp_path, zipped(members)).items()
    assert found[0] == "a.zip"
    assert cause in found[1]


def test_archive_that_expands_too_far_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_EXPANDED", 1000)
    with pytest.raises(InputError, match="expands to 1200 bytes"):
        read_bytes(zipped({"a.txt": os.urandom(600), "b.txt": os.urandom(600)}), "a.zip")


def test_archive_of_one_document_is_read_as_that_document() -> None:
    assert read_bytes(zipped({"通知.txt": TEXT.encode()}), "a.zip").name == "a.zip/通知.txt"
    with pytest.raises(InputError, match="holds 2 documents where one"):
        read_bytes(zipped({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}), "a.zip")


def test_file_that_is_no_archive_is_a_single_document(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    (source,) = read_documents(path)
    assert source == read_file(path)
    (error,) = read_documents(tmp_path / "none.txt")
    assert isinstance(error, InputError)


def test_spreadsheet_is_named_as_what_it_is() -> None:
    with pytest.raises(InputError, match="is XLSX"):
        read_bytes(zipped({"xl/workbook.xml": b"<x/>"}), "a.xlsx")


def test_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(InputError, match=r"large\.txt: the file has 200 MiB, at most 100 MiB"):
        read_file(path)


def test_folder_and_pipe_are_no_documents(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        read_file(tmp_path)
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    with pytest.raises(InputError, match="no regular file"):
        read_file(pipe)


def file_named(data: bytes, name: str) -> str:
    """Give the file that the text, or the error, is named after; any other exception fails the test."""
    try:
        return read_bytes(data, name).name
    except InputError as error:
        return error.file


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        [b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0", b"<html>", b"{\\rtf", b"\xff\xfe"]
    ),
    st.binary(max_size=200),
    st.sampled_from(["a.txt", "a.html", "a.docx", "a.pdf", "a.zip", "a.xyz"]),
)
def test_any_bytes_are_read_or_are_an_input_error(head: bytes, tail: bytes, name: str) -> None:
    # LibreOffice, where it is installed, would make each RTF cost a second.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "")
        assert file_named(head + tail, name) == name


GOOD = zipped({"甲.txt": TEXT.encode(), "乙.txt": TEXT.encode("gb18030")})


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_damaged_archive_is_read_or_is_an_input_error(at: int, damage: bytes) -> None:
    data = GOOD[:at] + damage + GOOD[at + len(damage) :]
    assert file_named(data, "a.zip").startswith("a.zip")
