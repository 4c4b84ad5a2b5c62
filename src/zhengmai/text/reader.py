"""Read a file of any format as a `SourceText`.

Entry points: `read_file`, `read_bytes`, `read_documents`, `documents_in`. Plain text and Markdown (UTF-8, GB18030, Big5, UTF-16),
HTML, DOCX, PDF with text, DOC and RTF (through LibreOffice), and ZIP archives of them are read. The format is known
by the content, and by the name only where the content does not tell.
"""

from __future__ import annotations

import re
import stat
from collections import Counter
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING

import opencc

from zhengmai.errors import Bilingual, InputError
from zhengmai.text.readers import plain
from zhengmai.text.readers.archive import MOST_BYTES, members, open_archive
from zhengmai.text.view import Script, SourceText, sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DOCUMENTS = frozenset({".txt", ".md", ".html", ".htm", ".shtml", ".docx", ".pdf", ".doc", ".wps", ".rtf"})
# What counts as a document in a folder.
SUFFIXES = _DOCUMENTS | {".zip"}

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE2 = b"\xd0\xcf\x11\xe0"
# First bytes of formats that hold no text that could be read, with their names.
_PICTURES = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
}
# A part that tells which format a ZIP container is.
_CONTAINERS = {
    "word/document.xml": "DOCX",
    "xl/workbook.xml": "XLSX",
    "ppt/presentation.xml": "PPTX",
    "OFD.xml": "OFD",
    "content.xml": "ODF",
    "META-INF/container.xml": "EPUB",
}
_HTML = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_SUFFIXES = frozenset({".html", ".htm", ".shtml"})


def read_file(path: Path) -> SourceText:
    """Read one document from a file.

    Args:
        path: a regular file of at most 100 MiB.

    Raises:
        InputError: the file is missing, no regular file, unreadable, too large, or cannot be read as `read_bytes` says.
    """
    return read_bytes(_content(path), path.name)


def documents_in(path: Path) -> Iterator[tuple[str, bytes | InputError]]:
    """Give the documents of a file unread: of an archive each member, sorted by name; of any other file its bytes.

    Yields:
        A name and the bytes that `read_bytes` takes, or in their place the error that tells why there are none.
    """
    try:
        data = _content(path)
        if not _is_archive(data, path.name):
            yield path.name, data
            return
        found = False
        for member in members(data, path.name, _DOCUMENTS):
            found = True
            yield member
        if not found:
            yield path.name, InputError(path.name, _NO_DOCUMENT)
    except InputError as error:
        yield path.name, error


def read_documents(path: Path) -> Iterator[SourceText | InputError]:
    """Read all documents of a file, as `documents_in` gives them.

    Yields:
        Texts, and in the place of a document that cannot be read the error that names it and the cause.
    """
    for name, content in documents_in(path):
        yield _read_member(name, content)


def read_bytes(data: bytes, name: str) -> SourceText:
    """Read one document from bytes.

    Args:
        data: the file's content.
        name: the file's name, for errors and for the result.

    Returns:
        The text as decoded. For HTML, DOCX, PDF and what is converted to DOCX it is the text that the reader yields,
        the same for equal bytes: paragraphs on lines of their own, tables as `zhengmai.text.grid` reads them; its
        `encoding` is "html", "docx", "pdf", "doc" or "rtf". An archive of a single document gives that document.

    Raises:
        InputError: the content is empty, too large, broken, encrypted, binary, without text (a scan), in no known
            encoding, or an archive that does not hold exactly one document.
    """
    if not data:
        raise InputError(name, Bilingual("文件是空的", "the file is empty"))
    if len(data) > MOST_BYTES:
        raise InputError(name, _too_large(len(data)))
    if data.startswith(_ZIP) and _is_archive(data, name):
        return _only_member(data, name)
    text, encoding = _text_of(data, name)
    if all(c.isspace() or c == "\ufeff" for c in text):
        raise InputError(
            name, Bilingual("文件是空的，没有可读的文字", "the file is empty, there is no text to read")
        )
    return SourceText(name=name, text=text, sha256=sha256_of(data), encoding=encoding, script=script_of(text))


def simplify(text: str) -> str:
    """Give traditional text in simplified characters, one for one (OpenCC t2s).

    Returns:
        A text of the same length; characters whose simplification would change the length stay as they are.
    """
    converted: str = _converter("t2s").convert(text)
    if len(converted) == len(text):
        return converted
    single = {c: s for c in set(text) if len(s := _converter("t2s").convert(c)) == 1}
    return "".join(single.get(c, c) for c in text)


def script_of(text: str) -> Script:
    """Tell whether a text is written in simplified or in traditional characters."""
    counts = Counter(text)
    return "Hant" if sum(counts[c] * _leaning(c) for c in counts) > 0 else "Hans"


@cache
def _leaning(character: str) -> int:
    """Give 1 for a character that simplification changes, -1 for one that exists only simplified, 0 for others."""
    if not "\u4e00" <= character <= "\u9fff":
        return 0
    if _converter("t2s").convert(character) != character:
        return 1
    return -1 if _converter("s2t").convert(character) != character else 0


@cache
def _converter(scheme: str) -> opencc.OpenCC:
    return opencc.OpenCC(scheme)


def _content(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError(str(path), Bilingual("是文件夹，不是文件", "is a folder, not a file"))
        # A device or a pipe might never end.
        if not stat.S_ISREG(status.st_mode):
            raise InputError(str(path), Bilingual("不是普通文件", "is no regular file"))
        if status.st_size > MOST_BYTES:
            raise InputError(str(path), _too_large(status.st_size))
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        cause = Bilingual(f"无法打开（{reason}）", f"cannot be opened ({reason})")
        raise InputError(str(path), cause) from error


def _too_large(size: int) -> Bilingual:
    limit = MOST_BYTES // 2**20
    return Bilingual(
        f"文件有 {size / 2**20:.0f} MiB，上限 {limit} MiB",
        f"the file has {size / 2**20:.0f} MiB, at most {limit} MiB are read",
    )


def _text_of(data: bytes, name: str) -> tuple[str, str]:
    """Give the text of a single document, and what it was decoded with; each format's library loads when met."""
    suffix = PurePath(name).suffix.lower()
    if data.startswith(_ZIP):
        from zhengmai.text.readers import docx

        return docx.read_text(data, name), "docx"
    # Some programs write a few bytes before the head of a PDF.
    if b"%PDF-" in data[:1024] and not _HTML.match(data[:4096]):
        from zhengmai.text.readers import pdf

        return pdf.read_text(data, name), "pdf"
    if data.startswith((_OLE2, b"{\\rtf")):
        from zhengmai.text.readers import docx, office

        kind = "doc" if data.startswith(_OLE2) else "rtf"
        return docx.read_text(office.to_docx(data, name, f".{kind}"), name), kind
    for magic, kind in _PICTURES.items():
        if data.startswith(magic):
            raise InputError(name, _unreadable(kind))
    if suffix in _HTML_SUFFIXES or _HTML.match(data[:4096]):
        from zhengmai.text.readers import html

        return html.read_text(data, name), "html"
    return plain.decode(data, name)


def _is_archive(data: bytes, name: str) -> bool:
    """Tell whether bytes are a ZIP archive of files, as opposed to a format that uses ZIP as its container."""
    if not data.startswith(_ZIP):
        return False
    names = set(open_archive(data, name).namelist())
    kind = next((kind for part, kind in _CONTAINERS.items() if part in names), None)
    if kind not in (None, "DOCX"):
        raise InputError(name, _unreadable(str(kind)))
    return kind is None


def _unreadable(kind: str) -> Bilingual:
    return Bilingual(
        f"是 {kind} 文件，无法读取文字；请转换为 txt、docx 或带文字的 PDF",
        f"is {kind}, whose text cannot be read; convert it to txt, docx or a PDF with text",
    )


_NO_DOCUMENT = Bilingual("ZIP 压缩包里没有可读的文档", "the ZIP archive holds no document that can be read")


def _only_member(data: bytes, name: str) -> SourceText:
    found = list(members(data, name, _DOCUMENTS))
    if not found:
        raise InputError(name, _NO_DOCUMENT)
    if len(found) > 1:
        zh = f"ZIP 压缩包里有 {len(found)} 个文档，这里只能读一个"
        en = f"the ZIP archive holds {len(found)} documents where one is to be read"
        raise InputError(name, Bilingual(zh, en))
    source = _read_member(*found[0])
    if isinstance(source, InputError):
        raise source
    return source


def _read_member(name: str, content: bytes | InputError) -> SourceText | InputError:
    if isinstance(content, InputError):
        return content
    try:
        if content.startswith(_ZIP) and _is_archive(content, name):
            cause = Bilingual("压缩包套压缩包，不读取", "is an archive inside an archive, which is not read")
            return InputError(name, cause)
        return read_bytes(content, name)
    except InputError as error:
        return error
