"""The way of the data runs one way: no package imports from one that comes after it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

# Each line may import from the lines above it and from itself alone; rooms of one line do not know each other,
# except on the first and the last.
LAYERS = (
    ("errors", "namespaces", "settings", "resources", "prefixes"),
    ("registry",),
    ("text",),
    ("extract",),
    ("resolve",),
    ("evaluate", "graph"),
    ("explain",),
    ("store",),
    ("reason",),
    ("align",),
    ("validate",),
    ("release",),
    ("cli", "zhengmai_api"),
)
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms}
# `zhengmai serve` starts the application; the application does not know the command line.
ALLOWED_BESIDE = {("cli", "zhengmai_api"), *((a, b) for a in LAYERS[0] for b in LAYERS[0])}
# The package itself holds nothing but its version; __main__ is the command line.
WITHOUT_ROOM = {"__init__", "__main__"}


def room_of(path: Path, root: Path) -> str:
    api = root / "api"
    if path.is_relative_to(api):
        return path.relative_to(api).parts[0]
    return path.relative_to(root / "src" / "zhengmai").parts[0].removesuffix(".py")


def imported_modules(source: str, package: str) -> Iterator[tuple[int, str]]:
    """Give line and full name of each module that a source imports, those for type checking included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: -node.level + 1 or None] if node.level else []
            module = ".".join([*parents, *([node.module] if node.module else [])])
            if module == "zhengmai":
                yield from ((node.lineno, f"zhengmai.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, module


def imported_rooms(source: str, package: str) -> Iterator[tuple[int, str]]:
    for line, module in imported_modules(source, package):
        top, _, rest = module.partition(".")
        if top == "zhengmai_api":
            yield line, top
        elif top == "zhengmai" and rest and not rest.startswith("__"):
            yield line, rest.partition(".")[0]


def is_upward(room: str, imported: str) -> bool:
    if room == imported or (room, imported) in ALLOWED_BESIDE:
        return False
    return RANK[imported] >= RANK[room]


def code_files(root: Path) -> list[Path]:
    found = sorted([*(root / "src" / "zhengmai").rglob("*.py"), *(root / "api").rglob("*.py")])
    assert len(found) > 60
    return found


def test_rooms_of_the_code_all_have_a_layer(root: Path) -> None:
    rooms = {room_of(path, root) for path in code_files(root)} - WITHOUT_ROOM
    assert rooms <= set(RANK)
    assert {"text", "extract", "graph", "store", "cli", "zhengmai_api"} <= rooms


def test_imports_never_lead_upward(root: Path) -> None:
    wrong = []
    edges = 0
    for path in code_files(root):
        room = room_of(path, root)
        if room in WITHOUT_ROOM:
            continue
        package = ".".join(path.relative_to(root / ("api" if "api" in path.parts else "src")).parent.parts)
        for line, imported in imported_rooms(path.read_text(encoding="utf-8"), package):
            edges += 1
            if is_upward(room, imported):
                wrong.append(f"{path.relative_to(root)}:{line}: {room} imports {imported}")
    assert not wrong, "\n".join(wrong)
    assert edges > 200


@pytest.mark.parametrize(
    ("room", "imported", "upward"),
    [
        ("text", "extract", True),
        ("graph", "evaluate", True),
        ("evaluate", "graph", True),
        ("extract", "registry", False),
        ("zhengmai_api", "cli", True),
        ("cli", "zhengmai_api", False),
        ("prefixes", "resources", False),
    ],
)
def test_direction_between_two_rooms(room: str, imported: str, upward: bool) -> None:
    assert is_upward(room, imported) is upward


def test_imported_rooms_of_every_form_are_found() -> None:
    source = (
        "import zhengmai.store.query\n"
        "from zhengmai import resources, __version__\n"
        "from zhengmai.text.view import View\n"
        "def later():\n    from zhengmai_api.app import create_app\n"
        "from . import beside\n"
    )
    assert list(imported_rooms(source, "zhengmai.graph")) == [
        (1, "store"), (2, "resources"), (3, "text"), (6, "graph"), (5, "zhengmai_api"),
    ]  # fmt: skip
