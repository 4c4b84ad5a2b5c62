"""Read a file of bytes as a `SourceText`.

Entry points: `read_file`, `read_bytes`. Plain text and Markdown in UTF-8, GB18030, Big5 or UTF-16 are read.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import opencc
from charset_normalizer import from_bytes

from zhengmai.errors import Bilingual, InputError
from zhengmai.text.view import Script, SourceText, sha256_of

if TYPE_CHECKING:
    from pathlib import Path

# First bytes of formats that are not plain text, with their names.
_MAGIC = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP / DOCX",
    b"\xd0\xcf\x11\xe0": "DOC (OLE2)",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
}
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
# The encodings of Chinese government text, besides UTF-8 and UTF-16 with a byte order mark.
_GUESSED = ["gb18030", "big5", "utf_16_le", "utf_16_be"]


def read_file(path: Path) -> SourceText:
    """Read one document from a file.

    Raises:
        InputError: the file is missing, unreadable, empty, binary or in no known encoding.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            str(path), Bilingual(f"无法打开（{reason}）", f"cannot be opened ({reason})")
        ) from error
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> SourceText:
    """Read one document from bytes.

    Args:
        data: the file's content.
        name: the file's name, for errors and for the result.

    Raises:
        InputError: the content is empty, binary or in no known encoding.
    """
    text, encoding = _decode(data, name)
    if not text.strip("\ufeff \t\r\n\u3000"):
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
    characters = {c for c in text if "\u4e00" <= c <= "\u9fff"}
    traditional = {c for c in characters if _converter("t2s").convert(c) != c}
    simplified = {c for c in characters if _converter("s2t").convert(c) != c} - traditional
    count = sum((c in traditional) - (c in simplified) for c in text)
    return "Hant" if count > 0 else "Hans"


@cache
def _converter(scheme: str) -> opencc.OpenCC:
    return opencc.OpenCC(scheme)


def _decode(data: bytes, name: str) -> tuple[str, str]:
    if not data:
        raise InputError(name, Bilingual("文件是空的", "the file is empty"))
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            cause = Bilingual(
                f"是 {kind} 文件，不是文本；请先转换为纯文本",
                f"is {kind}, not text; convert it to plain text first",
            )
            raise InputError(name, cause)
    if data.startswith(_UTF16_BOMS):
        return _strict(data, "utf-16", name), "utf-16"
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _guess(data, name)
    if "\x00" in text:
        raise InputError(name, Bilingual("是二进制文件，不是文本", "is a binary file, not text"))
    return text, "utf-8"


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        zh = f"第 {error.start} 字节处不是有效的 {encoding} 编码"
        raise InputError(name, Bilingual(zh, f"byte {error.start} is not valid {encoding}")) from error


def _guess(data: bytes, name: str) -> tuple[str, str]:
    best = from_bytes(data, cp_isolation=_GUESSED).best()
    text = str(best) if best else ""
    # A wrong guess shows as control characters or as text with hardly any Chinese in it.
    letters = sum(not c.isspace() for c in text)
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in text)
    if best is None or "\x00" in text or chinese * 3 < letters:
        cause = Bilingual(
            "编码无法识别（已试 UTF-8、UTF-16、GB18030、Big5），或是二进制文件",
            "unknown encoding (tried UTF-8, UTF-16, GB18030, Big5), or a binary file",
        )
        raise InputError(name, cause)
    return text, best.encoding.replace("_", "-")
