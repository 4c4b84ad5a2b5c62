import pytest

from zhengmai.extract.document_numbers import find_document_numbers, parse_document_number


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("狮政办〔2022〕47号", "狮政办〔2022〕47号"),
        ("国发[2018]23号", "国发〔2018〕23号"),
        ("沪科合【2025】7号", "沪科合〔2025〕7号"),
        ("国办发﹝2021﹞7号", "国办发〔2021〕7号"),
        ("闽政办（2022）35号", "闽政办〔2022〕35号"),
        ("国发〔2013〕第007号", "国发〔2013〕7号"),
        ("商服贸函2026年第322号", "商服贸函2026年第322号"),
        ("国令第722号", "国令第722号"),
        ("省政府第318号令", "省政府令第318号"),
    ],
)
def test_find_document_numbers_unifies_brackets_and_digits(printed: str, canonical: str) -> None:
    (number,) = find_document_numbers(printed)
    assert number.canonical == canonical
    assert number.verbatim == printed
    assert (number.start, number.end) == (0, len(printed))


def test_find_document_numbers_gives_parts() -> None:
    (number,) = find_document_numbers("晋政残工委〔2023〕5号")
    assert (number.issuer_code, number.year, number.sequence) == ("晋政残工委", 2023, 5)


@pytest.mark.parametrize(
    ("text", "verbatim"),
    [
        ("根据国发〔2015〕7号文件精神", "国发〔2015〕7号"),
        ("陕西省林业局文件陕发改能电力[2021]634号", "陕发改能电力[2021]634号"),
        ("的实施意见渝府办发〔2021〕88号各区县", "渝府办发〔2021〕88号"),
        ("《甲》和国办发〔2021〕8号", "国办发〔2021〕8号"),
        ("《甲通知》（残联发〔2021〕51号）要求", "残联发〔2021〕51号"),
    ],
)
def test_find_document_numbers_in_prose_starts_at_the_issuer_code(text: str, verbatim: str) -> None:
    (number,) = find_document_numbers(text)
    assert number.verbatim == verbatim
    assert text[number.start : number.end] == verbatim


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("常政办发〔202316号", "常政办发〔2023〕16号"),
        ("牟政办发〔201746", "牟政办发〔2017〕46号"),
        ("赣市府办字〔2015118", "赣市府办字〔2015〕118号"),
        ("苏政办发[2019048号", "苏政办发〔2019〕48号"),
        ("湘教通2021〕7号", "湘教通〔2021〕7号"),
        ("国办发201939号", "国办发〔2019〕39号"),
    ],
)
def test_find_document_numbers_puts_a_lost_bracket_back_behind_the_year(printed: str, canonical: str) -> None:
    (number,) = find_document_numbers(f"《办法》（{printed}）")
    assert (number.verbatim, number.canonical, number.confidence) == (printed, canonical, "doubtful")


@pytest.mark.parametrize("text", ["编号201939号", "发展〔2022〕规划", "见附件〔2022", "国办发2019号"])
def test_find_document_numbers_puts_no_bracket_into_other_figures(text: str) -> None:
    assert find_document_numbers(text) == []


@pytest.mark.parametrize("line", ["等级加急平教体办明电〔2020〕10号", "等级特急·明电苏教传〔2021〕3号"])
def test_find_document_numbers_leaves_the_head_of_a_telegram_out(line: str) -> None:
    (number,) = find_document_numbers(line)
    assert number.canonical in ("平教体办明电〔2020〕10号", "苏教传〔2021〕3号")


@pytest.mark.parametrize("printed", ["办场字[2020]的39号", "〔2020〕8号", "黔府办函〔*〕12号"])
def test_find_document_numbers_does_not_repair_a_damaged_number(printed: str) -> None:
    (number,) = find_document_numbers(f"《办法》（{printed}）")
    assert number.verbatim == printed
    assert number.canonical is None


@pytest.mark.parametrize(
    "text", ["编制67人（含）以上", "2022—2024年", "第3号楼", "〔牵头单位：市残联〕", "《甲方案》"]
)
def test_find_document_numbers_finds_none_in_other_brackets(text: str) -> None:
    assert find_document_numbers(text) == []


def test_parse_document_number_takes_any_spacing_and_bracket() -> None:
    number = parse_document_number(" 残联发 [2021] ５１号 ")
    assert number is not None
    assert number.canonical == "残联发〔2021〕51号"


def test_words_before_a_number_are_none_of_it() -> None:
    [number] = find_document_numbers("贯彻第167次常务会议精神和国办发〔2022〕12号要求")
    assert number.canonical == "国办发〔2022〕12号"


@pytest.mark.parametrize("text", ["", "石狮市", "根据闽政办〔2022〕52号精神", "A〔2022〕52号"])
def test_parse_document_number_of_anything_else_is_none(text: str) -> None:
    assert parse_document_number(text) is None
