"""Is LibreOffice called so that nothing hangs and nothing fails unseen? A script stands in for it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
import pytest

from zhengmai.errors import InputError
from zhengmai.text.reader import read_bytes
from zhengmai.text.readers import office

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DOC = b"\xd0\xcf\x11\xe0" + b"\x00" * 60 + "WordDocument".encode("utf-16-le")
# Its last argument is the document, the one before it the folder for what it writes.
CONVERTS = 'for last; do folder=$before; before=$last; done; cp "{docx}" "$folder/document.docx"'


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Give a function that puts a script in the place of soffice."""

    def put(script: str) -> None:
        program = tmp_path / "soffice"
        program.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n", encoding="utf-8")
        program.chmod(0o755)

    monkeypatch.setenv("PATH", str(tmp_path))
    return put


def test_converted_document_is_read_and_keeps_its_own_sha256(
    install: Callable[[str], None], tmp_path: Path
) -> None:
    document = docx.Document()
    document.add_paragraph("关于开展培训的通知")
    document.save(str(tmp_path / "made.docx"))
    install(CONVERTS.format(docx=tmp_path / "made.docx"))
    source = read_bytes(DOC, "a.doc")
    assert source.text == "关于开展培训的通知\n"
    assert source.encoding == "doc"
    assert source.sha256 != read_bytes((tmp_path / "made.docx").read_bytes(), "a.docx").sha256
    assert read_bytes(b"{\\rtf1 }", "a.rtf").encoding == "rtf"


def test_missing_program_is_named_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="install libreoffice-writer") as caught:
        read_bytes(DOC, "a.doc")
    assert "请安装" in caught.value.message.zh


@pytest.mark.parametrize("script", ["exit 1", "exit 0"])
def test_failed_conversion_is_an_error(install: Callable[[str], None], script: str) -> None:
    install(script)
    with pytest.raises(InputError, match="cannot convert it"):
        read_bytes(DOC, "a.doc")


def test_conversion_that_hangs_is_ended(
    install: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "_SECONDS", 0.2)
    install("exec sleep 20")
    with pytest.raises(InputError, match="did not convert it in"):
        read_bytes(DOC, "a.doc")


@pytest.mark.parametrize(
    ("stream", "cause"), [("EncryptedPackage", "needs a password"), ("Workbook", "no Word document")]
)
def test_ole2_file_that_is_no_open_word_document_is_named(stream: str, cause: str) -> None:
    data = io.BytesIO(b"\xd0\xcf\x11\xe0" + b"\x00" * 60 + stream.encode("utf-16-le")).getvalue()
    with pytest.raises(InputError, match=cause):
        read_bytes(data, "a.doc")
