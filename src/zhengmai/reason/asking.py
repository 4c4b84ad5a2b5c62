"""What a person asks of `why` and /explain: terms as they are typed, and answers to what the release does not hold.

Entry point: `ask`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from zhengmai.errors import Bilingual, ZhengmaiError
from zhengmai.graph.terms import expand, read_literal, write_term
from zhengmai.namespaces import PP
from zhengmai.reason.why import DEPTH, Explanation, Term, explain, known_of, values
from zhengmai.store.keys import key_iri

if TYPE_CHECKING:
    from zhengmai.store.source import Source

_SHOWN = 12


class ArgumentError(ZhengmaiError):
    """A term that is missing or not of the type that its place needs.

    Attributes:
        parameter: "s", "p" or "o".
    """

    def __init__(self, parameter: str, zh: str, en: str) -> None:
        super().__init__(Bilingual(f"参数 {parameter}：{zh}", f"parameter {parameter}: {en}"))
        self.parameter = parameter


class UnknownStatementError(ZhengmaiError):
    """The release does not hold the statement.

    Attributes:
        values: the objects that it does give the subject and property.
        properties: IRIs of the properties that it states of the subject, where it gives no object.
    """

    def __init__(self, message: Bilingual, values: tuple[Term, ...], properties: tuple[str, ...]) -> None:
        super().__init__(message)
        self.values = values
        self.properties = properties


def ask(
    store: Source, subject: str, predicate: str, value: str | None = None, depth: int = DEPTH
) -> list[Explanation]:
    """Explain a statement, or all statements of a subject and a property.

    Args:
        store: a release's store.
        subject: an IRI, a prefixed name or a 文号.
        predicate: an IRI, a prefixed name, a bare name of pp:, or "a".
        value: an IRI, a prefixed name, a 文号, a literal as in Turtle, or the text of a literal without its
            quotation marks; None or empty: every object.
        depth: how many steps of rules to follow.

    Returns:
        The explanations, one for each object, at least one.

    Raises:
        ArgumentError: a term is missing or not of the type that its place needs.
        UnknownStatementError: the release holds no such statement; the message says what it does hold.
    """
    node = subject_iri(subject)
    name = predicate_iri(predicate)
    known = values(store, node, name)
    asked = known if value is None or not value.strip() else _meant(value.strip(), known)
    found = [explain(store, Triple(NamedNode(node), NamedNode(name), term), depth) for term in asked]
    explained = [explanation for explanation in found if explanation is not None]
    if not explained:
        raise _unknown(store, node, name, value, known)
    return explained


def subject_iri(text: str) -> str:
    """Give the IRI that a person means by the first term.

    Raises:
        ArgumentError: it is missing or none.
    """
    if not text.strip():
        raise ArgumentError(
            "s", "缺少主体，例如 狮政办〔2022〕47号", "the subject is missing, such as 狮政办〔2022〕47号"
        )
    try:
        return key_iri(_bare(text))
    except ValueError as error:
        raise _no_identifier("s", text) from error
    except ZhengmaiError as error:
        raise ArgumentError("s", error.message.zh, error.message.en) from error


def predicate_iri(text: str) -> str:
    """Give the IRI of a property: an IRI, a prefixed name, a bare name of pp:, or "a".

    Raises:
        ArgumentError: it is missing or none.
    """
    stripped = text.strip()
    if not stripped:
        raise ArgumentError("p", "缺少属性，例如 pp:hasLead", "the property is missing, such as pp:hasLead")
    bare = stripped != "a" and stripped.isascii() and stripped.isidentifier()
    try:
        return expand(PP + stripped if bare else stripped)
    except ZhengmaiError as error:
        raise ArgumentError("p", error.message.zh, error.message.en) from error


def _bare(text: str) -> str:
    """Take an IRI out of its angle brackets."""
    stripped = text.strip()
    return stripped[1:-1] if stripped.startswith("<") and stripped.endswith(">") else stripped


def _meant(text: str, known: list[Term]) -> list[Term]:
    """Give the terms that a text can mean: those of the release whose text it is, else itself."""
    if text.startswith('"'):
        try:
            literal = read_literal(text)
        except ZhengmaiError as error:
            raise ArgumentError("o", error.message.zh, error.message.en) from error
        return [term for term in known if _fits(term, literal)] or ([literal] if literal else [])
    try:
        iri: Term | None = NamedNode(key_iri(_bare(text)))
    except (ValueError, ZhengmaiError):
        iri = None
    if iri in known:
        return [iri] if iri is not None else []
    plain: list[Term] = [term for term in known if isinstance(term, Literal) and term.value == text]
    if plain or iri is not None:
        return plain or ([iri] if iri is not None else [])
    if any(isinstance(term, Literal) for term in known):
        return [Literal(text)]
    raise _no_identifier("o", text)


def _fits(term: Term, asked: Literal | None) -> bool:
    """Tell whether a literal is the one that is asked for; "zh" asks for zh-Hans as well (RFC 4647, 3.3.1)."""
    if not isinstance(term, Literal) or asked is None:
        return False
    if asked.language and term.language and term.value == asked.value:
        return f"{term.language}-".startswith(f"{asked.language}-")
    return term == asked


def _no_identifier(parameter: str, text: str) -> ArgumentError:
    return ArgumentError(
        parameter,
        f"“{text}”不是文号、IRI 或带前缀的名称",
        f"“{text}” is no document number, IRI or prefixed name",
    )


def _unknown(
    store: Source, subject: str, predicate: str, value: str | None, known: list[Term]
) -> UnknownStatementError:
    s, p = write_term(subject), write_term(predicate)
    if known:
        terms = [write_term(term) for term in known[:_SHOWN]]
        zh = f"发布中没有陈述 {s} {p} {value}；{p} 的值是：{'、'.join(terms)}"
        en = f"the release does not hold {s} {p} {value}; the values of {p} are: {', '.join(terms)}"
        return UnknownStatementError(_sentence(zh, en, len(known)), tuple(known), ())
    properties = known_of(store, subject)
    if properties:
        names = [write_term(name) for name in properties[:_SHOWN]]
        zh = f"发布中 {s} 没有 {p}；有的属性是：{'、'.join(names)}"
        en = f"the release states no {p} of {s}; it states: {', '.join(names)}"
        return UnknownStatementError(_sentence(zh, en, len(properties)), (), tuple(properties))
    return UnknownStatementError(
        Bilingual(f"发布中没有关于 {s} 的内容。", f"the release says nothing of {s}."), (), ()
    )


def _sentence(zh: str, en: str, count: int) -> Bilingual:
    if count > _SHOWN:
        return Bilingual(f"{zh} 等 {count} 个。", f"{en} and {count - _SHOWN} more.")
    return Bilingual(f"{zh}。", f"{en}.")
