"""Each migration leaves the release before it working, or says that nothing needs what it takes."""

from pathlib import Path
from textwrap import indent

import pytest

from tests.db.expand_contract import refused

VERSIONS = Path(__file__).parents[2] / "src/myservice/db/migrations/versions"
REASON = 'CONTRACTS = "release 3 reads full_name, and no older one runs"\n'

DROPS = [
    'op.drop_table("document")',
    'op.drop_column("document", "title")',
    'op.alter_column("document", "title", server_default=None)',
    'with op.batch_alter_table("document") as batch:\n    batch.drop_column("title")',
    'op.create_table("new", sa.Column("id", sa.Uuid()))\nop.drop_table("document")',
    'op.drop_table("new")\nop.create_table("new", sa.Column("id", sa.Uuid()))',
    'op.create_table("document", if_not_exists=True)\nop.drop_table("document")',
    'for table in ("chunk", "document"):\n    op.drop_table(table)',
    'op.execute("DROP TABLE document")',
    'op.execute("drop table if exists new, document cascade")',
    'op.execute(sa.text("ALTER TABLE document DROP COLUMN title"))',
    'op.execute("alter table only document add a int, drop title")',
    'op.execute("SELECT 1; ALTER TABLE document\\n  DROP COLUMN IF EXISTS title")',
    'op.execute("ALTER TABLE document ALTER title DROP DEFAULT")',
    'op.execute("ALTER TABLE document " + "DROP " + "COLUMN title")',
    'op.execute(f"ALTER TABLE {NAME} DROP COLUMN title")',
    'op.execute("DROP TABLE {}".format(NAME))',
    'op.execute("DROP VIEW titles")',
    'op.get_bind().exec_driver_sql("DROP TABLE document")',
    "op.execute(STATEMENT)",
    "helper()",
    "list(map(takes_away, [NAME]))",
]
REQUIREMENTS = [
    'op.alter_column("document", "title", nullable=False)',
    'op.alter_column("document", "title", existing_type=sa.String(), nullable=STRICT)',
    'with op.batch_alter_table("document") as batch:\n    batch.alter_column("a", nullable=False)',
    'op.execute("ALTER TABLE document ALTER COLUMN title SET NOT NULL")',
    'op.execute("alter table document alter title set not null, add a int")',
]
NEVER = [
    'op.rename_table("document", "text")',
    'op.alter_column("document", "title", new_column_name="name")',
    'with op.batch_alter_table("d") as batch:\n    batch.alter_column("a", new_column_name="b")',
    'op.execute("ALTER TABLE document RENAME TO text")',
    'op.execute("ALTER TABLE document RENAME title TO name")',
    'op.execute("alter table document rename column title to name")',
    'op.add_column("document", sa.Column("owner", sa.String(), nullable=False))',
    'op.add_column("d", sa.Column("a", sa.String(), nullable=False, server_default=None))',
    'op.add_column("d", column=sa.Column("a", sa.String(), nullable=STRICT))',
    'op.add_column("d", sa.Column("a", sa.Integer(), primary_key=True))',
    'with op.batch_alter_table("d") as b:\n    b.add_column(sa.Column("a", T, nullable=False))',
    'op.execute("ALTER TABLE document ADD COLUMN size numeric(10, 2) NOT NULL")',
    'op.execute("alter table document add a int, add size int not null")',
    'op.add_column("document", COLUMN)',
    'op.add_column("document", sa.Column("a", sa.String(), **options))',
    'op.alter_column("document", "title", **options)',
    'drop = op.drop_column\ndrop("document", "title")',
    'getattr(op, "drop_table")("document")',
    'op.execute(Path("drop.sql").read_text())',
]
GOOD = [
    "pass",
    'op.create_table("new", sa.Column("id", sa.Uuid(), nullable=False))',
    'op.create_table("new", sa.Column("id", sa.Uuid()))\nop.drop_column("new", "id")',
    'op.execute("CREATE TABLE new (id int)")\nop.execute("ALTER TABLE new RENAME id TO key")',
    'op.add_column("document", sa.Column("owner", sa.String()))',
    'op.add_column("d", sa.Column("a", sa.String(), nullable=False, server_default=""))',
    'op.add_column("d", sa.Column("a", T, sa.Computed("lower(title)"), nullable=False))',
    'op.alter_column("document", "title", existing_nullable=False, nullable=True)',
    'op.alter_column("document", "title", existing_type=T, type_=sa.Text())',
    'op.drop_index("ix_document_title")',
    'op.drop_constraint("uq_document_title", "document")',
    'op.execute("UPDATE document SET title = lower(title)")',
    'op.execute("ALTER TABLE document DROP CONSTRAINT uq_document_title")',
    'op.execute("ALTER TABLE document ALTER title DROP NOT NULL, ADD a int NOT NULL DEFAULT 0")',
    'op.execute("ALTER TABLE document ADD CONSTRAINT a CHECK (b IS NOT NULL) NOT VALID")',
    'op.execute("ALTER INDEX a RENAME TO b")',
]
MODULE = """
import sqlalchemy as sa
from alembic import op

NAME = "document"
STATEMENT = "DROP TABLE document"
COLUMN = sa.Column("owner", sa.String(), nullable=False)

def takes_away(table: str) -> None:
    "DROP TABLE in words is no statement."
    op.drop_column(table, "title")

def helper() -> None:
    takes_away(NAME)
"""


def migration(body: str) -> str:
    return f"{MODULE}\ndef upgrade() -> None:\n{indent(body, '    ')}\n\n{DOWNGRADE}"


DOWNGRADE = 'def downgrade() -> None:\n    op.drop_table("new")\n'


@pytest.mark.parametrize("body", DROPS + REQUIREMENTS)
def test_what_the_release_before_uses_goes_only_in_a_migration_that_says_why(body: str) -> None:
    (finding,) = refused(migration(body))

    assert "CONTRACTS" in finding
    assert refused(REASON + migration(body)) == []


@pytest.mark.parametrize("body", NEVER)
def test_there_is_a_way_without_this_in_any_release(body: str) -> None:
    assert len(refused(migration(body))) == 1
    assert len(refused(REASON + migration(body + '\nop.drop_table("text")'))) == 1


@pytest.mark.parametrize("body", GOOD)
def test_what_only_adds_passes(body: str) -> None:
    assert refused(migration(body)) == []


@pytest.mark.parametrize("reason", ["CONTRACTS = ''", "CONTRACTS: str = ' '", "CONTRACTS = True"])
def test_contracting_needs_a_reason(reason: str) -> None:
    assert len(refused(f"{reason}\n" + migration('op.drop_table("document")'))) == 1


def test_a_reason_needs_something_to_contract() -> None:
    assert len(refused(REASON + migration("pass"))) == 1


def test_a_migration_does_not_use_code_that_moves_on() -> None:
    assert len(refused("from myservice.db.tables import Document\n" + migration("pass"))) == 1


def test_a_finding_names_line_and_way_out() -> None:
    finding = 'op.rename_table("a", "b")'
    line = migration(finding).splitlines().index(f"    {finding}") + 1
    way = "add the new one, write both, copy, and drop the old one in a later release"
    assert refused(migration(finding)) == [f"{line}: rename_table: {way}"]


def test_the_migrations_of_this_service_pass() -> None:
    paths = [path for path in sorted(VERSIONS.glob("*.py")) if path.name != "__init__.py"]
    assert paths
    found = [f"{path}:{finding}" for path in paths for finding in refused(path.read_text())]
    assert found == []
