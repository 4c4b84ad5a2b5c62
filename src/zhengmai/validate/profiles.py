"""Profiles: which findings stop a release, and which shapes are added for the purpose.

Entry point: `load_profile`. The profiles themselves are shapes/profiles/*.toml.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from zhengmai import resources
from zhengmai.errors import Bilingual, ZhengmaiError

FOLDER = "profiles"
DEFAULT = "release"


@dataclass(frozen=True)
class Profile:
    """What a use of the data demands.

    Attributes:
        name: of the file, without its suffix.
        title: for people.
        reason: what stops and why.
        severities: a finding stops only if its severity is one of these,
        codes: and its number one of these; "*" stands for all.
        shapes: files in shapes/ that are read in addition.
    """

    name: str
    title: Bilingual
    reason: Bilingual
    severities: frozenset[str]
    codes: frozenset[str]
    shapes: tuple[str, ...]

    def stops(self, code: str, severity: str) -> bool:
        """Tell whether a finding with this number and severity stops a release."""
        return severity in self.severities and ("*" in self.codes or code in self.codes)


def profile_names() -> list[str]:
    """List the profiles there are."""
    files = resources.names("shapes", ".toml", under=FOLDER)
    return [file.removeprefix(f"{FOLDER}/").removesuffix(".toml") for file in files]


def profile_shape_files() -> set[str]:
    """List the shape files in shapes/ that belong to some profile only."""
    return {file for name in profile_names() for file in load_profile(name).shapes}


@cache
def load_profile(name: str) -> Profile:
    """Read a profile.

    Args:
        name: one of `profile_names`.

    Raises:
        ZhengmaiError: there is no such profile.
    """
    try:
        data = resources.read_bytes("shapes", f"{FOLDER}/{name}.toml")
    except FileNotFoundError:
        known = ", ".join(profile_names())
        raise ZhengmaiError(
            Bilingual(f"没有名为“{name}”的档案，可用：{known}", f"there is no profile “{name}”, but: {known}")
        ) from None
    table = tomllib.loads(data.decode("utf-8"))
    return Profile(
        name=name,
        title=Bilingual(**table["title"]),
        reason=Bilingual(**table["reason"]),
        severities=frozenset(table["severities"]),
        codes=frozenset(table["codes"]),
        shapes=tuple(table["shapes"]),
    )
