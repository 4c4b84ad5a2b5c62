"""Word's old formats (DOC, WPS, RTF), converted by LibreOffice where it is installed.

Entry point: `to_docx`.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from zhengmai.errors import Bilingual, InputError

# A long plan converts in three seconds; the first start on a machine takes ten.
_SECONDS = 120
# In OLE2 files the names of streams are UTF-16.
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


def to_docx(data: bytes, name: str, suffix: str) -> bytes:
    """Convert a document to DOCX.

    Args:
        data: the document's bytes.
        name: its name, for errors.
        suffix: ".doc" or ".rtf", which tells LibreOffice the format.

    Raises:
        InputError: it is no such document, it is encrypted, LibreOffice is not installed, takes too long or fails.
    """
    if suffix == ".doc" and _ENCRYPTED_STREAM in data:
        raise InputError(
            name, Bilingual("文档已加密，需要密码", "the document is encrypted and needs a password")
        )
    if suffix == ".doc" and _WORD_STREAM not in data:
        cause = Bilingual("是 OLE2 文件，但不是 Word 文档", "is an OLE2 file, but no Word document")
        raise InputError(name, cause)
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        kind = suffix[1:].upper()
        cause = Bilingual(
            f"是 {kind} 文件，读取它需要 LibreOffice（soffice）；请安装 libreoffice-writer，或另存为 docx",
            f"is {kind}, which LibreOffice (soffice) has to convert; install libreoffice-writer or save it as docx",
        )
        raise InputError(name, cause)
    with tempfile.TemporaryDirectory(prefix="zhengmai-") as folder:
        return _convert(program, Path(folder), data, name, suffix)


def _convert(program: str, folder: Path, data: bytes, name: str, suffix: str) -> bytes:
    source = folder / f"document{suffix}"
    source.write_bytes(data)
    command = [
        program,
        # A profile of its own: a running LibreOffice would take the work over and return at once.
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--convert-to", "docx", "--outdir", str(folder), str(source)),
    ]
    try:
        # The arguments are ours, the document is a file in our own folder.
        subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603
        return (folder / "document.docx").read_bytes()
    except subprocess.TimeoutExpired as error:
        zh, en = (
            f"LibreOffice 在 {_SECONDS} 秒内未完成转换",
            f"LibreOffice did not convert it in {_SECONDS} seconds",
        )
        raise InputError(name, Bilingual(zh, en)) from error
    except (subprocess.CalledProcessError, OSError) as error:
        cause = Bilingual(
            "LibreOffice 无法转换，文件可能已损坏", "LibreOffice cannot convert it; it may be broken"
        )
        raise InputError(name, cause) from error
