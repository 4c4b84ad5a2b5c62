"""Which literals are in the lexical space of their datatype. Entry points: `checked` and `well_typed`.

Source: XML Schema 1.1 Part 2, lexical mappings of the datatypes that the data use.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_XSD = "http://www.w3.org/2001/XMLSchema#"
_LEXICAL = {
    _XSD + "date": re.compile(r"-?\d{4,}-\d{2}-\d{2}(Z|[+-]\d{2}:\d{2})?"),
    _XSD + "gMonthDay": re.compile(r"--(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(Z|[+-]\d{2}:\d{2})?"),
    _XSD + "gYear": re.compile(r"-?\d{4,}(Z|[+-]\d{2}:\d{2})?"),
    _XSD + "dateTime": re.compile(r"-?\d{4,}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?"),
    _XSD + "integer": re.compile(r"[+-]?\d+"),
    _XSD + "nonNegativeInteger": re.compile(r"\+?\d+|-0+"),
    _XSD + "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    _XSD + "boolean": re.compile(r"true|false|1|0"),
}
_LONGEST_MONTHS = {"02": 29, "04": 30, "06": 30, "09": 30, "11": 30}


def checked(datatype: str) -> bool:
    """Tell whether literals of a datatype, given by its IRI, can be checked."""
    return datatype in _LEXICAL


@lru_cache(maxsize=10_000)
def well_typed(lexical: str, datatype: str) -> bool:
    """Tell whether a lexical form belongs to a datatype; forms of datatypes that are not checked all do."""
    pattern = _LEXICAL.get(datatype)
    if pattern is None:
        return True
    if not pattern.fullmatch(lexical):
        return False
    if datatype == _XSD + "gMonthDay":
        return int(lexical[5:7]) <= _LONGEST_MONTHS.get(lexical[2:4], 31)
    if datatype in (_XSD + "date", _XSD + "dateTime"):
        year, month, day = lexical.lstrip("-").split("-")[:3]
        return _is_date(int(year), int(month), int(day[:2]))
    return True


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
