"""ZIP archives: folders of documents, and the container of DOCX.

Entry points: `open_archive`, `members`. Nothing is ever written to disk, so a member's name can lead nowhere; a
name that tries to is refused all the same.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from zhengmai.errors import Bilingual, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a reader takes at most: of one file, of all that an archive expands to, and of files in one archive.
MOST_BYTES = 100 * 2**20
MOST_EXPANDED = 500 * 2**20
MOST_MEMBERS = 5_000
# Text deflates to a tenth, at best to a fiftieth; a bomb to a thousandth. Below a megabyte it does no harm.
_MOST_RATIO = 200
_SMALL = 2**20
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


def open_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """Open a ZIP container whose members are within the limits.

    Args:
        data: the archive's bytes.
        name: its name, for errors.

    Raises:
        InputError: it is broken, or has more members, or expands to more, than is read.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # the library raises what its parsing meets
        cause = Bilingual(f"ZIP 文件已损坏（{error}）", f"is a broken ZIP file ({error})")
        raise InputError(name, cause) from error
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        zh = f"压缩包里有 {len(infos)} 个文件，上限 {MOST_MEMBERS} 个"
        en = f"the archive holds {len(infos)} files, at most {MOST_MEMBERS} are read"
        raise InputError(name, Bilingual(zh, en))
    expanded = sum(info.file_size for info in infos)
    if expanded > MOST_EXPANDED:
        zh = f"解压后有 {expanded} 字节，上限 {MOST_EXPANDED} 字节"
        en = f"expands to {expanded} bytes, at most {MOST_EXPANDED} are read"
        raise InputError(name, Bilingual(zh, en))
    for info in infos:
        if info.file_size > max(_SMALL, info.compress_size * _MOST_RATIO):
            zh = f"“{info.filename}”压缩比异常，可能是压缩炸弹"
            en = f"{info.filename!r} is compressed beyond any text: a zip bomb, perhaps"
            raise InputError(name, Bilingual(zh, en))
    return archive


def members(data: bytes, name: str, suffixes: frozenset[str]) -> Iterator[tuple[str, bytes | InputError]]:
    """Give the documents inside an archive, sorted by name.

    Args:
        data: the archive's bytes.
        name: its name, which begins the members' names.
        suffixes: which members are documents; the others are passed over.

    Yields:
        "archive/member" and its bytes, or the error that tells why that member is not read.

    Raises:
        InputError: the archive as a whole is not read.
    """
    archive = open_archive(data, name)
    named = [(_member_name(info), info) for info in archive.infolist() if not info.is_dir()]
    for member, info in sorted(named, key=lambda pair: pair[0]):
        path = PurePosixPath(member.replace("\\", "/"))
        full = f"{name}/{member}"
        if path.is_absolute() or ".." in path.parts or ":" in member.split("/")[0]:
            cause = Bilingual("压缩包内路径越界，已拒绝", "its path leads out of the archive; refused")
            yield full, InputError(full, cause)
        elif path.suffix.lower() == ".zip":
            cause = Bilingual("压缩包套压缩包，不读取", "is an archive inside an archive, which is not read")
            yield full, InputError(full, cause)
        elif path.suffix.lower() in suffixes and "__MACOSX" not in path.parts:
            yield full, _content(archive, info, full)


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, full: str) -> bytes | InputError:
    if info.flag_bits & _ENCRYPTED:
        return InputError(full, Bilingual("已加密，需要密码", "is encrypted and needs a password"))
    try:
        return archive.read(info)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        return InputError(
            full, Bilingual(f"在压缩包内已损坏（{error}）", f"is broken in the archive ({error})")
        )


def _member_name(info: zipfile.ZipInfo) -> str:
    """Give a member's name; without the flag for UTF-8 it is most often in the Chinese Windows' code page."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            name = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Some names in GB 18030 (通知) are by chance valid UTF-8, but of another script.
        if all(c.isascii() or c >= "\u2000" for c in name):
            return name
    return info.filename
