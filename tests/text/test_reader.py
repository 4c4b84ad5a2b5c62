"""Does every encoding end in the same text, and every unreadable file in one clear error?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhengmai.errors import InputError
from zhengmai.text.reader import read_bytes, read_file, script_of, simplify

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "关于印发《石狮市全民健身实施计划》的通知\n各镇人民政府，市直各单位：\n现将《计划》印发给你们，请认真贯彻执行。\n"
TRADITIONAL = (
    "各市、縣人民政府，省政府各部門：現將實施方案印發給你們，請認真貫徹落實。殘疾人就業服務機構應當開展培訓。"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_simplified_text_is_read_in_every_encoding(encoding: str) -> None:
    source = read_bytes(TEXT.encode(encoding), "a.txt")
    assert source.text == TEXT
    assert source.script == "Hans"


def test_big5_text_is_read_and_found_traditional() -> None:
    source = read_bytes(TRADITIONAL.encode("big5"), "a.txt")
    assert source.text == TRADITIONAL
    assert source.script == "Hant"


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param("\ufeff \n\u3000".encode(), "empty", id="white space only"),
        pytest.param(b"\x00\x01\x02\xff" * 50, "unknown encoding", id="binary"),
        pytest.param(b"text\x00with zero bytes", "binary", id="zero bytes"),
        pytest.param(b"%PDF-1.7 ...", "PDF", id="pdf"),
        pytest.param(b"PK\x03\x04....", "ZIP", id="zip"),
        pytest.param(b"\xff\xfe\x00", "not valid utf-16", id="half a character"),
    ],
)
def test_unreadable_content_gives_one_error_with_name_and_cause(content: bytes, cause: str) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes(content, "broken.txt")
    assert caught.value.file == "broken.txt"
    assert cause in caught.value.message.en
    assert caught.value.message.zh.startswith("broken.txt：")


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.txt: cannot be opened"):
        read_file(tmp_path / "none.txt")


def test_simplification_keeps_the_length() -> None:
    assert (
        simplify(TRADITIONAL)
        == "各市、县人民政府，省政府各部门：现将实施方案印发给你们，请认真贯彻落实。残疾人就业服务机构应当开展培训。"
    )
    assert len(simplify("乾縣後面只有髮廊" * 50)) == 8 * 50


def test_script_is_told_by_the_characters() -> None:
    assert script_of("残疾人就业") == "Hans"
    assert script_of("殘疾人就業") == "Hant"
    assert script_of("ABC 一二三") == "Hans"
