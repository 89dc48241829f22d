"""Imports go one way; Streamlit stays in the user interface, torch out of the server."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {  # beside itself; a name that is not here stands on top and may import everything
    "dlcore.contract": (),
    "dlcore.plotting": ("dlcore.contract",),
    "dlcore.uploads": ("dlcore.contract",),
    "dlcore.datasets": ("dlcore.contract", "dlcore.uploads"),
    "dlcore.applications": ("dlcore.contract", "dlcore.datasets", "dlcore.plotting"),
    "dlcore.runs": ("dlcore.applications", "dlcore.contract", "dlcore.datasets", "dlcore.plotting"),
    "dlcore.ui": (
        "dlcore.runs",
        "dlcore.applications",
        "dlcore.contract",
        "dlcore.datasets",
        "dlcore.plotting",
        "dlcore.uploads",
    ),
}
HOME_OF_STREAMLIT = ("app", "pages", "dlcore.ui", "dlcore.benchmarks")  # benchmarks play the browser
SERVER = ("app", "pages", "dlcore.ui", "dlcore.runs", "dlcore.command")
WORKER = "dlcore.runs.worker"
TORCH = ("torch", "safetensors.torch")


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    module_name(path): path
    for path in [ROOT / "app.py", *ROOT.glob("pages/*.py"), *ROOT.glob("dlcore/**/*.py")]
}


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


@cache
def imports(name: str, everywhere: bool = True) -> frozenset[str]:
    """What a module imports; without `everywhere` only what loading it imports."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    return frozenset(found for node in nodes(tree, everywhere) for found in names(node))


def nodes(tree: ast.AST, everywhere: bool) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        typing = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if everywhere or not (inside or typing):
            yield node
            yield from nodes(node, everywhere)


def names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert not node.level, "imports are written in full"
        for alias in node.names:
            full = f"{node.module}.{alias.name}"
            yield full if full in MODULES else str(node.module)


def application(name: str) -> str:
    """The application that a module belongs to, or nothing for what a family shares."""
    parts = name.split(".")[:4]
    folder = ROOT.joinpath(*parts)
    return ".".join(parts) if len(parts) == 4 and folder.is_dir() else ""


def loaded(start: str) -> dict[str, str]:
    """All that importing a module loads, each with the module that asked for it."""
    asked = {start: ""}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        parents = [name.rpartition(".")[0]] if "." in name and name.rpartition(".")[0] in MODULES else []
        for found in [*parents, *(imports(name, everywhere=False) if name in MODULES else ())]:
            if found not in asked:
                asked[found] = name
                waiting.append(found)
    return asked


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_go_one_way(package: str) -> None:
    allowed = (package, *MAY_IMPORT[package])
    wrong = [
        f"{name} imports {found}"
        for name in MODULES
        if within(name, package)
        for found in imports(name)
        if within(found, "dlcore", "pages", "app") and not within(found, *allowed)
    ]
    assert not wrong


def test_an_application_never_imports_another() -> None:
    wrong = [
        f"{name} imports {found}"
        for name in MODULES
        if within(name, "dlcore.applications")
        for found in imports(name)
        if application(found) and application(found) != application(name)
    ]
    assert not wrong


def test_only_the_user_interface_knows_streamlit() -> None:
    wrong = [
        name
        for name in MODULES
        if any(within(found, "streamlit") for found in imports(name)) and not within(name, *HOME_OF_STREAMLIT)
    ]
    assert not wrong


def test_the_server_never_loads_torch() -> None:
    wrong = []
    for name in MODULES:
        if within(name, *SERVER) and not within(name, WORKER):
            asked = loaded(name)
            wrong += [f"{name} loads {found} by {asked[found]}" for found in asked if within(found, *TORCH)]
    assert not wrong


def test_the_rule_sees_what_it_should() -> None:
    assert "dlcore.contract.training" not in loaded("dlcore.contract")
    assert "torch" in loaded("dlcore.contract.training")
    assert "dlcore.contract.saving" in imports("dlcore.command.evaluate")
    assert "dlcore.contract.saving" not in imports("dlcore.command.evaluate", everywhere=False)
    assert application("dlcore.applications.foundations.gradient_descent.model")
