"""Plain text and Markdown in UTF-8, UTF-16, GB18030 and Big5.

Entry point: `decode`.
"""

from __future__ import annotations

from charset_normalizer import from_bytes

from zhengmai.errors import Bilingual, InputError

_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
# The encodings of Chinese government text, besides UTF-8 and UTF-16 with a byte order mark.
_GUESSED = ["gb18030", "big5", "utf_16_le", "utf_16_be"]


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Give the text of bytes and the encoding that it was in.

    Raises:
        InputError: the content is binary or in no known encoding.
    """
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
