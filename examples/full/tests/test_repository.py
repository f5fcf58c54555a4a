"""The repository keeps its word: what it documents exists, and nothing grows past its size."""

import re
from pathlib import Path

import pytest

from myservice.settings import Settings

ROOT = Path(__file__).parents[1]
GLOBS = ("*.md", "docs/*.md", "deploy/*.md")
PAGES = [path for glob in GLOBS for path in sorted(ROOT.glob(glob))]
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z0-9-]+):", MAKEFILE, flags=re.MULTILINE))


def _documented(name: str) -> set[str]:
    text = (ROOT / name).read_text()
    return set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]*)=", text, flags=re.MULTILINE))


@pytest.mark.parametrize("name", [".env.example", ".env.test"])
def test_the_environment_files_hold_exactly_the_settings(name: str) -> None:
    assert _documented(name) == {field.upper() for field in Settings.model_fields}


def test_the_example_starts_a_development_service() -> None:
    assert Settings(_env_file=ROOT / ".env.example").environment == "development"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_command_of_the_pages_exists(page: Path) -> None:
    commands = re.findall(r"(?:^ *|`)make ([a-z0-9-]+)", page.read_text(), flags=re.MULTILINE)
    assert set(commands) <= TARGETS


def test_every_make_target_says_what_it_does() -> None:
    described = set(re.findall(r"^([a-z0-9-]+):.*## \S", MAKEFILE, flags=re.MULTILINE))
    assert described == TARGETS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_the_pages_name_exists(page: Path) -> None:
    text = page.read_text()
    named = re.findall(r"`((?:src|tests|deploy|docs|scripts|\.github)/[^`\s…*<]*)`", text)
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    paths = [ROOT / path for path in named] + [page.parent / path for path in links]
    assert [str(path) for path in paths if not path.exists()] == []


def _long(pattern: str, ceiling: int) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: more than {ceiling} lines"
        for path in sorted(ROOT.glob(pattern))
        if len(path.read_text().splitlines()) > ceiling
    ]


def test_files_stay_small() -> None:
    ceilings = {
        "src/**/*.py": 150,
        "tests/**/*.py": 200,
        "README.md": 120,
        "AGENTS.md": 40,
        "docs/**/*.md": 120,
        "Makefile": 70,
        ".github/workflows/*.yml": 160,
    }
    assert [line for pattern, ceiling in ceilings.items() for line in _long(pattern, ceiling)] == []
    # Migrations are history, which only grows.
    modules = [path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts]
    texts = [path.read_text() for path in modules]
    assert sum(bool(line.strip()) for text in texts for line in text.splitlines()) <= 1200


def test_a_module_is_named_for_what_it_holds() -> None:
    vague = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py"}
    assert [path for path in (ROOT / "src").rglob("*.py") if path.name in vague] == []
