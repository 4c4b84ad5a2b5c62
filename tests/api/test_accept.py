from __future__ import annotations

import pytest

from zhengmai_api.negotiation import HTML, Offer, choose, language, prefers_html

OFFERS = (
    Offer("json", ("application/sparql-results+json", "application/json")),
    Offer("csv", ("text/csv",)),
    HTML,
)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/csv;q=0.5, application/json;q=0.6", "json"),
        ("text/csv;q=0.6, application/json;q=0.5", "csv"),
        ("text/csv; q=0.6 , */*;q=0.5", "csv"),
        ("text/csv;q=0, */*", "json"),
        ("application/sparql-results+json;q=0, application/json;q=0, */*", "csv"),
        ("text/*", "csv"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("text/csv;charset=utf-8", "csv"),
        ('text/csv;x="a,b;q=0", text/html;q=0.1', "csv"),
        ("application/pdf", None),
        ("*/*;q=0", None),
        ("text/csv;q=2", None),
        ("garbage", "json"),
    ],
)
def test_choose_follows_quality_and_specificity(accept: str | None, expected: str | None) -> None:
    chosen = choose(accept, OFFERS, only_named=("html",))
    assert (chosen.name if chosen else None) == expected


def test_choose_alias_is_answered_by_the_name_that_was_asked_for() -> None:
    chosen = choose("application/json", OFFERS)
    assert chosen is not None
    assert chosen.media_type == "application/json"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [(None, False), ("*/*", False), ("application/json", False), ("text/html", True), ("text/html;q=0.1,*/*;q=0.2", False)],
)  # fmt: skip
def test_prefers_html_only_where_html_is_named_first(accept: str | None, expected: bool) -> None:
    assert prefers_html(accept) is expected


@pytest.mark.parametrize(
    ("asked", "header", "expected"),
    [
        (None, None, "zh"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "fr, en;q=0.4, zh-CN;q=0.5", "zh"),
        (None, "fr", "zh"),
        (None, "en;q=0", "zh"),
        ("en", "zh", "en"),
        ("zh-Hans", "en", "zh"),
    ],
)
def test_language_parameter_wins_over_the_header(
    asked: str | None, header: str | None, expected: str
) -> None:
    assert language(asked, header) == expected
