"""Refuse migrations that break the release that still runs: expand first, contract later.

While a release goes out, and after it was rolled back, the release before runs on the new schema.
What that one uses goes only in a later migration, which says so with a constant `CONTRACTS`.
"""

import ast

from tests.db.statements import Change, changes, plain

CONTRACTING = {Change.DROP, Change.REQUIRE}
OPERATIONS = {
    "drop_table": Change.DROP,
    "drop_column": Change.DROP,
    "drop_all": Change.DROP,
    "rename_table": Change.RENAME,
    "read_text": Change.HIDDEN,
}
type Finding = tuple[int, str, Change]


def refused(source: str) -> list[str]:
    """Say line by line what `upgrade()` must not do, and what to do instead."""
    migration = Migration(ast.parse(source))
    found = migration.found
    reason = migration.definitions.get("CONTRACTS")
    if reason is not None:
        found = {finding for finding in found if finding[2] not in CONTRACTING}
        if found == migration.found or not migration.text(reason).strip(" ?"):
            found.add((reason.lineno, "CONTRACTS without a reason or a need", Change.UNEXPLAINED))
    ordered = sorted(found, key=lambda finding: finding[:2])
    return [f"{line}: {what}: {change.value}" for line, what, change in ordered]


class Migration(ast.NodeVisitor):
    """Follows `upgrade()` through the functions and constants of its module, in order."""

    def __init__(self, module: ast.Module) -> None:
        self.found: set[Finding] = set()
        self.definitions: dict[str, ast.stmt | ast.expr] = {}
        self._created: set[str] = set()
        self._batches: dict[str, ast.Call] = {}
        self._under_way: list[ast.AST] = []
        for statement in module.body:
            match statement:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    self.definitions[name] = statement
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self.definitions[name] = value
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    self.definitions[name] = value
                case ast.ImportFrom(module=str(name)) if name.split(".")[0] == "myservice":
                    self._refuse(statement, f"uses {name}, which moves on", Change.HIDDEN)
        if "upgrade" in self.definitions:
            self.visit(self.definitions["upgrade"])
        else:
            self._refuse(module.body[0], "no function upgrade", Change.HIDDEN)

    def text(self, node: ast.AST | None) -> str:
        """What is known of a string: constants, also by name; `?` stands for the rest."""
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.JoinedStr(values=parts):
                return "".join(map(self.text, parts))
            case ast.FormattedValue(value=value):
                return self.text(value)
            case ast.BinOp(left=left, right=right):
                return self.text(left) + self.text(right)
            case ast.Name(id=name) if isinstance(self.definitions.get(name), ast.Constant):
                return self.text(self.definitions[name])
        return "?"

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
            self._judge_text(node)
        else:
            super().visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        definition = self.definitions.get(node.id)
        if definition is not None and definition not in self._under_way:
            self._under_way.append(definition)
            self.visit(definition)
            self._under_way.pop()
        elif node.id in OPERATIONS:
            self._refuse(node, f"hands on {node.id}", Change.HIDDEN)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr in OPERATIONS:
            self._refuse(node, f"hands on {node.attr}", Change.HIDDEN)
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring does nothing
            self.generic_visit(node)

    def visit_With(self, node: ast.With) -> None:
        for item in node.items:
            match item:
                case ast.withitem(ast.Call() as call, ast.Name(id=name)):
                    self._batches[name] = call
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name, table = _name(node.func), self._table(node)
        if name == "create_table" and "if_not_exists" not in _keywords(node):
            self._created.add(table)
        elif "?" in table or table not in self._created:
            self._judge_call(node, name)
        if name not in OPERATIONS:
            self.visit(node.func)
        for argument in (*node.args, *node.keywords):
            self.visit(argument)

    def _judge_text(self, node: ast.expr) -> None:
        text = self.text(node)
        if text in OPERATIONS:
            self._refuse(node, f"hands on {text}", Change.HIDDEN)
        for change, words in changes(text, self._created):
            self._refuse(node, words, change)
        for call in ast.walk(node):
            if isinstance(call, ast.Call):
                self.visit(call)

    def _judge_call(self, node: ast.Call, name: str) -> None:
        keywords = _keywords(node)
        if name in OPERATIONS:
            self._refuse(node, name, OPERATIONS[name])
        elif name in {"alter_column", "add_column"} and "**" in keywords:
            self._refuse(node, "** hides what it does", Change.HIDDEN)
        elif name == "alter_column":
            if not _is(keywords.get("new_column_name"), None):
                self._refuse(node, "a new name of a column", Change.RENAME)
            if not _is(keywords.get("nullable"), None, True):
                self._refuse(node, "NOT NULL", Change.REQUIRE)
            if "server_default" in keywords and _is(keywords["server_default"], None):
                self._refuse(node, "a default is taken away", Change.DROP)
        elif name == "add_column":
            column = keywords.get("column", node.args[-1] if node.args else None)
            if not isinstance(column, ast.Call) or _name(column.func) != "Column":
                self._refuse(node, "a column that is described elsewhere", Change.HIDDEN)
            elif _required(column):
                self._refuse(node, "a column that is NOT NULL without a default", Change.ADD)

    def _table(self, node: ast.Call) -> str:
        match node.func:
            case ast.Attribute(value=ast.Name(id=name)) if name in self._batches:
                node = self._batches[name]
        keywords = _keywords(node)
        table = self.text(keywords.get("table_name", node.args[0] if node.args else None))
        return plain(f"{self.text(keywords['schema'])}.{table}" if "schema" in keywords else table)

    def _refuse(self, node: ast.stmt | ast.expr, what: str, change: Change) -> None:
        self.found.add((node.lineno, what, change))


def _name(func: ast.expr) -> str:
    match func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _keywords(node: ast.Call) -> dict[str, ast.expr]:
    return {keyword.arg or "**": keyword.value for keyword in node.keywords}


def _is(node: ast.expr | None, *values: bool | None) -> bool:
    """Whether it is left out, or one of these constants."""
    return node is None or (isinstance(node, ast.Constant) and node.value in values)


def _required(column: ast.Call) -> bool:
    keywords = _keywords(column)
    filled = not _is(keywords.get("server_default"), None) or any(
        isinstance(part, ast.Call) and _name(part.func) in {"Computed", "Identity"}
        for part in column.args
    )
    optional = _is(keywords.get("nullable"), None, True) and _is(keywords.get("primary_key"), False)
    return "**" in keywords or not (filled or optional)
