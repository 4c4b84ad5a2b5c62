"""Are findings placed in the text, recognised again after an edit, and counted for the exit code?"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengmai.errors import Bilingual
from zhengmai.validate.listing import coverage_lines, excerpt, listing
from zhengmai.validate.outcome import ExitCode, Failure, Outcome
from zhengmai.validate.places import LineIndex

STEWARD = Path(__file__).parents[1] / "fixtures" / "steward" / "plan.txt"
Check = Callable[..., Outcome]
# Line, column and code of each slip, from top to bottom, as an editor shows them.
SLIPS = [(3, 1, "S18"), (31, 1, "S01"), (45, 6, "S09")]


def grave(outcome: Outcome) -> list[tuple[int, int, str]]:
    return [
        (found.places[0].first.line, found.places[0].first.column, found.finding.code)
        for found in outcome.new
        if found.finding.severity != "info" and found.places[0].first
    ]


def test_findings_stand_at_line_and_column_from_top_to_bottom(steward: Outcome) -> None:
    assert grave(steward) == SLIPS
    lines = STEWARD.read_text(encoding="utf-8").split("\n")
    for found in steward.findings:
        for place in found.places:
            assert place.first
            assert lines[place.first.line - 1] == place.line_text
            assert place.line_text[place.first.column - 1 :].startswith(place.quote.split("\n")[0])


@given(st.text(alphabet="甲a\t\r\n\x0c\u2028😀", max_size=40))
def test_line_index_counts_lines_as_an_editor_does(text: str) -> None:
    index = LineIndex(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n":
            continue  # between the two halves of a line's end is no position
        line, column = index.position(offset)
        assert index.line(line) == lines[line - 1]
        assert offset == len(text) or index.line(line)[column - 1 : column] in (text[offset], "")
    assert index.position(len(text)).line == len(lines)


def test_a_finding_without_a_place_points_at_the_first_line(tmp_path: Path, check_files: Check) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(STEWARD.read_text(encoding="utf-8").replace("狮政办2024〕31号", ""), encoding="utf-8")
    (found,) = [one for one in check_files(file).findings if one.finding.code == "S15"]
    assert found.places[0].first is not None


def test_identity_survives_text_before_the_sentence_and_another_copy(
    tmp_path: Path, steward: Outcome, check_files: Check
) -> None:
    text = STEWARD.read_text(encoding="utf-8")
    moved = text.replace(
        "1. 改造城市",
        "1. 增设公共厕所的无障碍厕位。\n\n牵头单位：市城市管理局\n\n完成时限：2025年12月底前\n\n2. 改造城市",
    ).replace("\n2. 更新公交", "\n3. 更新公交")
    file = tmp_path / "plan.txt"
    file.write_text(moved, encoding="utf-8")
    after = check_files(file).compared(Counter(found.identity for found in steward.findings))
    assert [line for line, *_ in grave(check_files(file))] == [3, 37, 51]
    assert grave(after) == []
    assert after.exit_code is ExitCode.conforms


def test_a_new_finding_fails_though_the_baseline_holds_others(
    tmp_path: Path, steward: Outcome, check_files: Check
) -> None:
    text = STEWARD.read_text(encoding="utf-8")
    file = tmp_path / "plan.txt"
    file.write_text(text.replace("牵头单位：市行政服务中心管理委员会\n", ""), encoding="utf-8")
    after = check_files(file).compared(Counter(found.identity for found in steward.findings))
    assert [(code) for _, _, code in grave(after)] == ["S01"]
    assert after.exit_code is ExitCode.found


def test_a_baseline_excuses_as_many_alike_as_it_holds(steward: Outcome) -> None:
    doubled = replace(steward, findings=tuple(found for one in steward.findings for found in (one, one)))
    after = doubled.compared(Counter(found.identity for found in steward.findings))
    assert len(after.new) == len(steward.findings)


FAILED = Failure("x", Bilingual("坏了", "broken"), engine=True)
UNREADABLE = replace(FAILED, engine=False)


@pytest.mark.parametrize(
    ("failures", "focus_nodes", "found", "code"),
    [
        ((FAILED, UNREADABLE), 0, True, 3),
        ((UNREADABLE,), 0, True, 2),
        ((), 0, False, 4),
        ((), 5, True, 1),
        ((), 5, False, 0),
    ],
)
def test_exit_codes_come_in_their_order(
    steward: Outcome, failures: tuple[Failure, ...], focus_nodes: int, found: bool, code: int
) -> None:
    findings = steward.findings if found else ()
    outcome = replace(steward, failures=failures, focus_nodes=focus_nodes, findings=findings)
    assert int(outcome.exit_code) == code


def test_listing_shows_the_sentence_with_carets_under_the_place(steward: Outcome) -> None:
    lines = [line.text for line in listing(steward, "zh")]
    place = next(i for i, line in enumerate(lines) if line.endswith(":45:6"))
    # A Han character is two columns wide: five of them stand before the place, seven and four digits in it.
    assert lines[place + 1] == "      │ 完成时限：2024年3月底前"
    assert lines[place + 2] == "      │ " + " " * 10 + "^" * 13


def test_listing_that_is_cut_says_how_much_is_missing_and_keeps_the_gravest(check_files: Check) -> None:
    outcome = check_files(*sorted((Path(__file__).parents[2] / "data/documents").iterdir()))
    total = len(outcome.new)
    lines = [line.text for line in listing(outcome, "en", most=10)]
    assert f"… {total - 10} more are not listed" in "\n".join(lines)
    graver = sum(found.finding.severity == "violation" for found in outcome.new)
    assert 0 < graver < 10
    assert sum(" violation  " in line for line in lines) == graver
    whole = [line.text for line in listing(outcome, "en", most=0)]
    assert not any("not listed" in line for line in whole)


@given(st.text(alphabet="甲乙a ，", min_size=1, max_size=200), st.data())
def test_excerpt_fits_a_terminal_and_marks_the_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    shown, caret = excerpt(text, start, end)

    def width(part: str) -> int:
        return sum(2 if char in "甲乙，" else 1 for char in part)

    assert width(shown) <= 74
    assert set(caret) <= {" ", "^"}
    first = width(caret[: caret.index("^")])
    position = next(i for i in range(len(shown)) if width(shown[:i]) == first)
    assert shown[position] == text[start]


def test_coverage_lists_every_shape_with_its_count(steward: Outcome) -> None:
    lines = [line.text.split() for line in coverage_lines(steward, "en")][1:]
    counts = {line[-1]: int(line[0]) for line in lines}
    assert len(counts) == len(steward.rules)
    assert counts["pps:MeasureShape-lead-missing"] == 4
    assert counts["pps:AnchorShape-quote"] > 20


def test_several_processes_give_the_same_as_one(tmp_path: Path, steward: Outcome, check_files: Check) -> None:
    files = []
    for number in range(5):
        file = tmp_path / f"{number}.txt"
        file.write_text(STEWARD.read_text(encoding="utf-8").replace("31号", f"3{number}号"), encoding="utf-8")
        files.append(file)
    missing = tmp_path / "missing.txt"
    one, two = (check_files(*files, missing, jobs=jobs) for jobs in (1, 2))
    assert one == two
    assert len(one.findings) == 5 * len(steward.findings)
    assert [failure.where for failure in one.failures] == [str(missing)]
