"""Saved queries: questions with their SPARQL text, front matter and typed parameters.

Entry points: `load`, `get`, `bind` and `bound_text`. A query is a file queries/<group>/<name>.rq whose lines
that begin with `#+` are TOML: id, question, params and returns in both languages.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, cast, get_args

from pyoxigraph import BlankNode, NamedNode, Triple, Variable
from pyoxigraph import Literal as RdfLiteral

from zhengmai.errors import Bilingual, InputError, ZhengmaiError
from zhengmai.resources import names, read_bytes
from zhengmai.store.keys import Query, find_node, iri_of, key_iri

Kind = Literal["iri", "number", "string", "integer", "decimal", "date"]
Term = NamedNode | BlankNode | RdfLiteral | Triple

GROUPS: Mapping[str, Bilingual] = {
    "lineage": Bilingual("沿革与依据", "Lineage and bases"),
    "alignment": Bilingual("措施对照", "Measures compared"),
    "responsibility": Bilingual("责任", "Responsibility"),
    "deadlines": Bilingual("期限", "Deadlines"),
    "targets": Bilingual("指标", "Targets"),
    "quality": Bilingual("原文与质量", "Text and quality"),
    "history": Bilingual("来历与变动", "Origin and change"),
}
"""The folders of saved queries, in the order in which they are listed."""

_SILENT = Bilingual("", "")
_MARK = "#+"
_SUFFIX = ".rq"
_RULES = "rules"
_WHERE = re.compile(r"\bWHERE\s*\{", re.IGNORECASE)
_SUBSELECT = re.compile(r"\{\s*SELECT\b(?P<projected>[^{}]*?)\bWHERE\s*\{", re.IGNORECASE)
_INTEGER = re.compile(r"[+-]?\d{1,18}")
_DECIMAL = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,12})?")
_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_XSD = "http://www.w3.org/2001/XMLSchema#"


class UnknownQueryError(ZhengmaiError):
    """There is no saved query of that name.

    Attributes:
        name: the name as given.
        nearest: names that look like it, the best first.
    """

    def __init__(self, name: str, nearest: tuple[str, ...]) -> None:
        zh = f"，是否指 {'、'.join(nearest)}？" if nearest else "。"
        en = f"; did you mean {', '.join(nearest)}?" if nearest else "."
        super().__init__(
            Bilingual(f"没有名为 {name} 的查询{zh}", f"There is no saved query named {name}{en}")
        )
        self.name = name
        self.nearest = nearest


class ParameterError(ZhengmaiError):
    """A parameter that a saved query does not have, lacks, or whose value does not fit its type.

    Attributes:
        query: the query's name.
        parameter: the parameter's name.
    """

    def __init__(self, query: str, parameter: str, zh: str, en: str) -> None:
        super().__init__(
            Bilingual(f"查询 {query} 的参数 {parameter}：{zh}", f"query {query}, parameter {parameter}: {en}")
        )
        self.query = query
        self.parameter = parameter


@dataclass(frozen=True)
class Parameter:
    """A parameter of a saved query; it is a variable that the query projects.

    Attributes:
        name: the variable's name, without "?".
        kind: iri (an IRI or prefixed name), number (a 文号, a 文号 with -p1 for its first plan, an IRI or a
            prefixed name), string, integer, decimal or date (YYYY-MM-DD).
        example: a value that gives an answer over the sample documents.
        default: the value taken where none is given; None: a value is required.
        pattern: regular expression that a value must match as a whole; None: any value of the kind.
    """

    name: str
    kind: Kind
    example: str
    default: str | None = None
    pattern: str | None = None

    def term(self, value: str) -> Term:
        """Turn a value into the RDF term that stands for the variable.

        Raises:
            ValueError: the value does not fit the parameter's kind.
        """
        stripped = value.strip()
        if self.pattern is not None and not re.fullmatch(self.pattern, stripped):
            raise ValueError(f"{stripped!r} does not match {self.pattern}")
        return _TERMS[self.kind](stripped)

    def __str__(self) -> str:
        """Give the example as a term of SPARQL."""
        return str(self.term(self.example))


@dataclass(frozen=True)
class SavedQuery:
    """A question with its query.

    Attributes:
        name: the file's stem, unique over all groups.
        group: the folder, such as lineage.
        id: the competency question that it answers, such as L1.
        question: the question.
        returns: what a row of the answer is.
        params: parameters by name.
        text: the whole file; the front matter is SPARQL comments.
        empty: why an answer may have no row, and what else to ask.
        start: whether the start page shows it.
    """

    name: str
    group: str
    id: str
    question: Bilingual
    returns: Bilingual
    params: Mapping[str, Parameter] = field(default_factory=dict)
    text: str = ""
    empty: Bilingual = _SILENT
    start: bool = False

    @property
    def query(self) -> str:
        """The query without its front matter."""
        return without_front_matter(self.text)


def load() -> list[SavedQuery]:
    """Give all saved queries in the order of their questions: by group, then by id.

    Raises:
        ValueError: a file's front matter is not well formed; the message names the file.
    """
    return sorted(_all().values(), key=_place)


def get(name: str) -> SavedQuery:
    """Give a saved query by its name or by the id of its question.

    Raises:
        UnknownQueryError: there is none; the error names the nearest ones.
    """
    known = _all()
    if name in known:
        return known[name]
    by_id = [query for query in known.values() if query.id.lower() == name.lower()]
    if by_id:
        return by_id[0]
    raise UnknownQueryError(name, tuple(difflib.get_close_matches(name, known, n=3, cutoff=0.4)))


def resolve(run: Query, query: SavedQuery, values: Mapping[str, str]) -> dict[str, str]:
    """Give a query's values with every key of type number replaced by the IRI that it stands for in a release.

    Args:
        run: runs a SELECT over the release.
        query: a saved query.
        values: parameter → value as typed.

    Raises:
        UnknownKeyError: nothing in the release has a key.
        AmbiguousKeyError: several things have it.
        ParameterError: as `bind`.
    """
    _check_names(query, values)
    numbers = {name for name, one in query.params.items() if one.kind == "number"}
    given = {name: values.get(name, query.params[name].default or "") for name in numbers}
    return {**values, **{name: find_node(run, key) for name, key in given.items() if key.strip()}}


def bind(query: SavedQuery, values: Mapping[str, str]) -> dict[Variable, Term]:
    """Give the substitutions that put values in the place of a query's parameters.

    Values become RDF terms and are never pasted into the text.

    Args:
        query: a saved query.
        values: parameter → value as typed; a parameter left out takes its default.

    Raises:
        ParameterError: an unknown parameter, a missing one, or a value that does not fit.
    """
    _check_names(query, values)
    bound: dict[Variable, Term] = {}
    for parameter in query.params.values():
        value = values.get(parameter.name, parameter.default)
        if value is None or not value.strip():
            raise ParameterError(
                query.name,
                parameter.name,
                f"缺少值，例如 --param {parameter.name}={parameter.example}。",
                f"a value is missing, for example --param {parameter.name}={parameter.example}.",
            )
        bound[Variable(parameter.name)] = _term(query, parameter, value)
    return bound


def bound_text(query: SavedQuery, values: Mapping[str, str]) -> str:
    """Give a query's text with its parameters bound by VALUES as the first pattern of the query.

    Sub-selects are evaluated by themselves (SPARQL 1.1, 18.2.4.4), so each that projects a parameter gets the VALUES
    of it as well; the join stays what it was and the sub-select reads only what belongs to the value.

    Raises:
        ParameterError: as `bind`.
    """
    bound = bind(query, values)
    if not bound:
        return query.query
    # Functions as replacements, since a term may hold backslashes.
    text = _SUBSELECT.sub(
        lambda inner: inner[0] + _clause(_projected(inner["projected"], bound)), query.query
    )
    return _WHERE.sub(lambda where: where[0] + _clause(bound), text, count=1)


def _clause(bound: Mapping[Variable, Term]) -> str:
    if not bound:
        return ""
    variables, terms = " ".join(map(str, bound)), " ".join(map(str, bound.values()))
    return f" VALUES ({variables}) {{ ({terms}) }}"


def _projected(clause: str, bound: Mapping[Variable, Term]) -> dict[Variable, Term]:
    """Give the bindings of the variables that a SELECT clause projects as they are; one that it computes stays free."""
    plain, depth = "", 0
    for char in clause:
        depth += (char == "(") - (char == ")")
        plain += char if depth == 0 else " "
    names = set(re.findall(r"\?(\w+)", plain))
    return {variable: term for variable, term in bound.items() if variable.value in names}


def from_text(name: str, text: str) -> SavedQuery:
    """Give a query that somebody wrote; front matter is welcome but not needed.

    Args:
        name: what messages call it, such as the file's path.
        text: SPARQL, with `#+` lines or without.

    Raises:
        InputError: the front matter is not well formed.
    """
    try:
        head = front_matter(text)
        params = {key: _parameter(key, entry) for key, entry in head.get("params", {}).items()}
        question, returns, empty = (head.get(key, {}) for key in ("question", "returns", "empty"))
        return SavedQuery(
            name=name,
            group="",
            id=str(head.get("id", "")),
            question=Bilingual(question.get("zh", name), question.get("en", name)),
            returns=Bilingual(returns.get("zh", ""), returns.get("en", "")),
            params=params,
            text=text,
            empty=Bilingual(empty.get("zh", ""), empty.get("en", "")),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InputError(
            name, Bilingual(f"#+ 开头的说明有误：{error}", f"error in the #+ lines: {error}")
        ) from error


def front_matter(text: str) -> dict[str, Any]:
    """Read the TOML of a query's `#+` lines.

    Raises:
        ValueError: it is no TOML.
    """
    lines = (
        line.removeprefix(_MARK).removeprefix(" ") for line in text.splitlines() if line.startswith(_MARK)
    )
    return tomllib.loads("\n".join(lines))


def without_front_matter(text: str) -> str:
    """Give a query's text less its `#+` lines."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(_MARK)).strip()


@cache
def _all() -> dict[str, SavedQuery]:
    found: dict[str, SavedQuery] = {}
    for path in names("queries", _SUFFIX):
        group, _, stem = path.removesuffix(_SUFFIX).rpartition("/")
        if group == _RULES:
            continue
        if stem in found:
            raise ValueError(f"queries/{path}: the name {stem} is used in {found[stem].group} too")
        found[stem] = _read(path, group, stem)
    return found


def _place(query: SavedQuery) -> tuple[int, str, int]:
    known = list(GROUPS)
    group = known.index(query.group) if query.group in GROUPS else len(known)
    return group, query.id[:1], int("".join(filter(str.isdigit, query.id)) or 0)


def _read(path: str, group: str, stem: str) -> SavedQuery:
    text = read_bytes("queries", path).decode("utf-8")
    try:
        head = front_matter(text)
        return SavedQuery(
            name=stem,
            group=group,
            id=head["id"],
            question=Bilingual(head["question"]["zh"], head["question"]["en"]),
            returns=Bilingual(head["returns"]["zh"], head["returns"]["en"]),
            params={name: _parameter(name, entry) for name, entry in head.get("params", {}).items()},
            text=text,
            empty=Bilingual(head["empty"]["zh"], head["empty"]["en"]),
            start=head.get("start", False),
        )
    except (KeyError, ValueError) as error:
        raise ValueError(f"queries/{path}: front matter: {error}") from error


def _check_names(query: SavedQuery, values: Mapping[str, str]) -> None:
    for name in values:
        if name not in query.params:
            known = "、".join(query.params) or "无"
            listed = ", ".join(query.params) or "none"
            raise ParameterError(
                query.name,
                name,
                f"没有这个参数（已有：{known}）。",
                f"there is no such parameter (known: {listed}).",
            )


def _parameter(name: str, entry: Mapping[str, str]) -> Parameter:
    if entry["type"] not in get_args(Kind):
        raise ValueError(f"parameter {name}: type {entry['type']!r} is none of {', '.join(get_args(Kind))}")
    parameter = Parameter(
        name, cast("Kind", entry["type"]), entry["example"], entry.get("default"), entry.get("pattern")
    )
    parameter.term(parameter.example)
    return parameter


def _term(query: SavedQuery, parameter: Parameter, value: str) -> Term:
    try:
        return parameter.term(value)
    except ValueError as error:
        kind = _KIND_NAMES[parameter.kind]
        if parameter.pattern is not None:
            kind = Bilingual("应有的写法", "value of the form that is wanted")
        raise ParameterError(
            query.name,
            parameter.name,
            f"“{value}”不是{kind.zh}，例如 {parameter.example}。",
            f"“{value}” is no {kind.en}, such as {parameter.example}.",
        ) from error


def _integer(value: str) -> RdfLiteral:
    if not _INTEGER.fullmatch(value):
        raise ValueError(f"{value!r} is no integer")
    return RdfLiteral(int(value))


def _decimal(value: str) -> RdfLiteral:
    if not _DECIMAL.fullmatch(value):
        raise ValueError(f"{value!r} is no decimal")
    return RdfLiteral(value, datatype=NamedNode(f"{_XSD}decimal"))


def _date(value: str) -> RdfLiteral:
    if not _DATE.fullmatch(value):
        raise ValueError(f"{value!r} is no date")
    return RdfLiteral(value, datatype=NamedNode(f"{_XSD}date"))


_TERMS: dict[str, Callable[[str], Term]] = {
    "iri": lambda value: NamedNode(iri_of(value)),
    "number": lambda value: NamedNode(key_iri(value)),
    "string": RdfLiteral,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
}

_KIND_NAMES = {
    "iri": Bilingual(" IRI 或带前缀的名称", "IRI or prefixed name"),
    "number": Bilingual("文号、IRI 或带前缀的名称", "document number, IRI or prefixed name"),
    "string": Bilingual("字符串", "string"),
    "integer": Bilingual("整数", "integer"),
    "decimal": Bilingual("小数", "decimal number"),
    "date": Bilingual("日期（YYYY-MM-DD）", "date (YYYY-MM-DD)"),
}
