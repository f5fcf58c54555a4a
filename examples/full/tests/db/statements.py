"""What takes tables and columns from those who use them, and where SQL does so."""

import re
from collections.abc import Callable, Iterator
from enum import Enum

LATER = 'in a later release, in a migration that says CONTRACTS = "why nothing uses it any more"'


class Change(Enum):
    """What the release before does not survive, and the way out."""

    DROP = f"drop it {LATER}"
    REQUIRE = f"fill it and give it a server_default first; require it {LATER}"
    RENAME = "add the new one, write both, copy, and drop the old one in a later release"
    ADD = "give it a server_default, or let it be NULL until every release fills it"
    HIDDEN = "write it out in place, where a reader and this check can judge it"
    UNEXPLAINED = "say why nothing uses what it takes away, or leave CONTRACTS out"


NAME = r"""((?:"[^"]*"|[^\s;,"(])+)"""
CREATE = re.compile(rf"CREATE\s+(?:(?:TEMP|TEMPORARY|UNLOGGED)\s+)?TABLE\s+{NAME}", re.IGNORECASE)
DROP = re.compile(
    r"DROP\s+(?:FOREIGN\s+)?TABLE\b(?:\s+IF\s+EXISTS\b)?(.*)", re.IGNORECASE | re.DOTALL
)
ALTER = re.compile(
    rf"ALTER\s+(?:FOREIGN\s+)?TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?{NAME}\s+(.*)",
    re.IGNORECASE | re.DOTALL,
)
# One action of ALTER TABLE; PostgreSQL lets COLUMN be left out.
ACTIONS = {
    Change.DROP: r"DROP\s+(?!CONSTRAINT\b)|ALTER\b.*\bDROP\s+DEFAULT\b",
    Change.RENAME: r"RENAME\s+(?!CONSTRAINT\b)|SET\s+SCHEMA\b",
    Change.REQUIRE: r"ALTER\b.*\bSET\s+NOT\s+NULL\b",
    Change.ADD: r"ADD\s+(?!CONSTRAINT\b)(?!.*\b(?:DEFAULT|GENERATED|\w*SERIAL)\b).*\bNOT\s+NULL\b",
}
# Other statements, and pieces of which it cannot be seen what table they belong to.
PIECES = {
    Change.DROP: r"\bDROP\s+(?:COLUMN|SCHEMA|OWNED|(?:MATERIALIZED\s+)?VIEW)\b",
    Change.RENAME: r"\bRENAME\s+COLUMN\b|\bALTER\s+(?:SCHEMA|(?:\w+\s+)?VIEW)\b.*\bRENAME\b",
    Change.REQUIRE: r"\bSET\s+NOT\s+NULL\b",
}


def plain(name: str) -> str:
    """A name as it is compared: PostgreSQL knows no case in what is not quoted."""
    return name.replace('"', "").lower()


def changes(text: str, created: set[str]) -> Iterator[tuple[Change, str]]:
    """Each change with its words; tables that are made on the way join `created` and are free."""
    for statement in text.split(";"):
        made = CREATE.search(statement)
        if made and re.fullmatch(r'[\w."]+', made[1]):
            created.add(plain(made[1]))
        if dropped := DROP.search(statement):
            tables = set(re.findall(NAME, dropped[1].lower())) - {"cascade", "restrict"}
            if not tables or not set(map(plain, tables)) <= created:
                yield Change.DROP, _words(dropped[0])
        if altered := ALTER.search(statement):
            if plain(altered[1]) not in created:
                yield from _actions(altered[2])
        else:
            yield from _matches(PIECES, re.search, statement)


def _actions(text: str) -> Iterator[tuple[Change, str]]:
    while (flat := re.sub(r"\([^()]*\)", " ", text)) != text:
        text = flat
    for action in text.split(","):
        yield from _matches(ACTIONS, re.match, action.strip())


type Find = Callable[[str, str, re.RegexFlag], re.Match[str] | None]


def _matches(patterns: dict[Change, str], find: Find, text: str) -> Iterator[tuple[Change, str]]:
    for change, pattern in patterns.items():
        if find(pattern, text, re.IGNORECASE | re.DOTALL):
            yield change, _words(text)


def _words(text: str) -> str:
    return " ".join(text.split())
