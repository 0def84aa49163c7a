"""The shape of the house: imports only go down, nothing is imported late, every module says what it is for."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sbp_desktop"
MODULES = sorted(path.relative_to(ROOT) for path in PACKAGE.rglob("*.py"))
TREES = {module: ast.parse((ROOT / module).read_text("utf-8")) for module in MODULES}


def imported_names(tree: ast.AST) -> set[str]:
    """Return every dotted module name a tree imports, by statement or by `import_module("...")`."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            names |= {arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
    return names


def declared(lines: list[str]) -> set[str]:
    """Return the distributions these requirements bring: `psycopg[pool]` brings psycopg and psycopg_pool."""
    names = set()
    for line in lines:
        name, extras = re.match(r"([\w-]+)(?:\[([\w,]+)\])?", line).groups()
        name = name.lower().replace("-", "_")
        names |= {name, *(f"{name}_{extra}" for extra in (extras or "").split(",") if extra)}
    return names


def test_imports_only_go_down() -> None:
    tool = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert tool, "import-linter is not installed beside this Python"
    done = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_module_opens_with_one_line_saying_what_it_is_for(module: Path) -> None:
    words = ast.get_docstring(TREES[module])
    assert words, f"{module} has no docstring"
    first, *rest = words.splitlines()
    assert first.endswith("."), f"{module}: its first line is not one sentence"
    assert not rest or not rest[0].strip(), f"{module}: its first line runs over"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_nothing_is_imported_inside_a_function(module: Path) -> None:
    late = [
        inner.lineno
        for outer in ast.walk(TREES[module])
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not late, f"{module}: imports inside a function on lines {late}"


def test_the_desktop_never_reaches_the_council_server() -> None:
    server = "sbp_desktop.sync.council_server"
    desktop = [module for module in MODULES if "council_server" not in module.parts]
    reaching = [str(module) for module in desktop if any(n.startswith(server) for n in imported_names(TREES[module]))]
    assert not reaching


def test_only_named_places_import_late() -> None:
    """`import_module` hides an import from the contracts, so the places that use it are few and known."""
    allowed = {
        "sbp_desktop/app.py",
        "sbp_desktop/cli.py",
        "sbp_desktop/models/dates.py",
        "sbp_desktop/process.py",  # a module of the standard library that Windows does not have
        "sbp_desktop/services/exporting.py",
        "sbp_desktop/services/locked_pdf.py",
        "sbp_desktop/storage/keychain.py",
        "sbp_desktop/storage/migrate.py",
    }
    late = {module.as_posix() for module, tree in TREES.items() if "import_module" in ast.dump(tree)}
    assert {name for name in late if not name.startswith("sbp_desktop/ui/")} <= allowed


def test_every_library_the_app_imports_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    laptop = declared(project["dependencies"])
    council = laptop | declared(project["optional-dependencies"]["council"])
    providers = metadata.packages_distributions()
    undeclared = {
        (str(module), name)
        for module, tree in TREES.items()
        for name in {dotted.split(".")[0] for dotted in imported_names(tree)}
        - sys.stdlib_module_names
        - {"sbp_desktop"}
        if (council if "council_server" in module.parts else laptop).isdisjoint(
            provider.lower().replace("-", "_") for provider in providers.get(name, ())
        )
    }
    assert not undeclared


def test_the_dictionary_is_read_when_somebody_writes_and_not_before() -> None:
    read = "spelling.dictionary.cache_info().currsize"
    code = f"import sbp_desktop.ui.workspace; from sbp_desktop.services import spelling; print({read})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "0"
