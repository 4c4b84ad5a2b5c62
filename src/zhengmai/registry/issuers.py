"""Codes of issuing agencies (机关代字), the part of a document number before its year.

Entry point: `by_code`. Source: ontology/registry/issuer-codes.ttl.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from zhengmai.namespaces import PP
from zhengmai.registry.records import Record, read


@dataclass(frozen=True, slots=True)
class IssuerCode:
    """A code and the agency that it stands for.

    Attributes:
        code: for example "闽政办".
        division: code of the agency's division, "350000".
        name: canonical name of the agency without its place, "人民政府办公厅".
    """

    code: str
    division: str
    name: str


@cache
def load() -> dict[str, IssuerCode]:
    """Read the codes, once a process.

    Raises:
        InputError: the file is not well-formed.
    """
    codes = [_issuer_code(record) for record in read("registry/issuer-codes.ttl", "IssuerCode")]
    return {code.code: code for code in codes}


def by_code(code: str) -> IssuerCode | None:
    """Give the issuer of a code ("闽政办"), or None where the registry does not know it."""
    return load().get(code)


def _issuer_code(record: Record) -> IssuerCode:
    return IssuerCode(
        code=record.all(PP + "issuerCode")[0],
        division=record.all(PP + "issuerDivision")[0].rpartition("/")[2],
        name=record.all(PP + "issuerName")[0],
    )
