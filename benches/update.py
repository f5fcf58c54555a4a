#!/usr/bin/env python3
"""Measure `update`, `check` and `diff`, pairs within one run: benches/update.py [--copier COPIER]

Needs a release build, and git for copier. Times are medians; a project is put back as it was before each run,
outside of what is timed. scaffold runs no tasks and finds no git, for its PATH is empty; copier's times are whole,
git included, which it cannot do without. Everything is written below a temporary directory, which TMPDIR chooses.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from pairs import FILES, NEW, PROGRAM, ROOT, copier_template, directory_template
from pairs import own_environment, pairs, peak_memory, small_file, timed

PAIRS = 21
UPDATE = ["update", "--no-tasks", "--allow-dirty"]
COPIER = ["update", "--defaults", "--quiet"]
GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
TEMPLATES, TEAMS = "# changed by the template\n", "# changed by the team\n"


class Bench:
    """A project `to` that starts as the directory `start` says, and the program that works on it."""

    def __init__(self, program: str, start: Path, to: Path, path: str) -> None:
        self.program, self.start, self.to = program, start, to
        self.environment = {**os.environ, "PATH": path}

    def restore(self) -> None:
        shutil.rmtree(self.to, ignore_errors=True)
        subprocess.run(["cp", "-a", self.start, self.to], check=True)

    def run(self, arguments: list[str], status: int = 0) -> float:
        self.restore()
        return timed([self.program, *arguments], status, cwd=self.to, env=self.environment)

    def median(self, arguments: list[str], status: int, count: int) -> float:
        return statistics.median([self.run(arguments, status) for _ in range(count)])

    def memory(self) -> float:
        self.restore()
        return peak_memory([self.program, *UPDATE, str(self.to)])


def commit(path: Path, tag: str) -> None:
    for step in [["init", "-q"], ["add", "-A"], ["commit", "-qm", tag], ["tag", tag]]:
        subprocess.run([*GIT, *step], cwd=path, check=True)


def text_files(service: Path) -> list[str]:
    """The files of the full service in which a line can be added anywhere."""
    files = sorted(file for file in service.rglob("*") if file.is_file())
    names = [str(file.relative_to(service)) for file in files if file.suffix != ".json" and file.stat().st_size]
    return [name for name in names if not name.startswith(".scaffold/")]


def sources(service: Path) -> dict[str, str]:
    """The file of the template behind each file of the service."""
    with tarfile.open(service / ".scaffold/rendering") as archive:
        lines = archive.extractfile("sources.tsv").read().decode().splitlines()
    return dict(line.split("\t") for line in lines)


def add_lines(path: Path, at_the_end: list[str] = (), at_the_start: list[str] = (), line: str = "") -> None:
    for name in at_the_end:
        (path / name).write_text((path / name).read_text() + line)
    for name in at_the_start:
        (path / name).write_text(line + (path / name).read_text())


class Edits:
    """What the new template and the team change in the full service: `clean` or with five conflicts."""

    def __init__(self, service: Path) -> None:
        names = text_files(service)
        self.template = names[::6]
        elsewhere = [name for name in names[3::6] if not (service / name).read_text().startswith("#!")]
        same = [name for name in self.template if not (service / name).read_text().startswith("#!")]
        self.starts = elsewhere[:5] + same[:5]
        self.ends = self.template[5:10]

    def by_team(self, project: Path, conflicts: bool) -> None:
        add_lines(project, at_the_start=self.starts, line=TEAMS)
        if conflicts:
            add_lines(project, at_the_end=self.ends, line=TEAMS)


def result(project: Path) -> dict[str, bytes]:
    """The files of a project but for those of the program that wrote it."""
    own = (".git", ".scaffold", ".copier-answers.yml")
    names = {file.relative_to(project): file for file in project.rglob("*") if file.is_file()}
    return {str(name): file.read_bytes() for name, file in names.items() if name.parts[0] not in own}


def service(work: Path, program: str, copier: str | None) -> tuple[list[tuple], float]:
    """Rows about the full service, and MiB."""
    template = work / "template"
    shutil.copytree(ROOT / "templates/python-service", template)
    started = work / "started"
    new = [program, "new", "myservice", *NEW, "--template", "./template", "--with", "devcontainer"]
    subprocess.run(new, check=True)
    (work / "myservice").rename(started)
    edits, behind = Edits(started), sources(started)
    if copier:
        peer = work / "peer"
        copier_template(started, peer)
        commit(peer, "1.0.0")
        subprocess.run([copier, "copy", "--defaults", "--quiet", str(peer), "theirs"], check=True)
        in_peer = {name: str(peer_file(peer, name).relative_to(peer)) for name in edits.template}
        add_lines(peer, at_the_end=in_peer.values(), line=TEMPLATES)
        commit(peer, "2.0.0")
    current = Bench(program, started, work / "ours", "")
    rows = [("check, nothing waits", current.median(["check"], 0, PAIRS), "", "", "≤ 20 ms")]
    add_lines(template, at_the_end={behind[name]: None for name in edits.template}, line=TEMPLATES)
    rows.append((f"check, {len(edits.template)} files wait", current.median(["check"], 1, PAIRS), "", "", "≤ 20 ms"))

    for what, conflicts in [("clean", False), ("5 conflicts", True)]:
        start = work / f"started {what}"
        shutil.copytree(started, start)
        edits.by_team(start, conflicts)
        ours = Bench(program, start, work / "ours", "")
        if not conflicts:
            rows.append(("diff, 10 files", ours.median(["diff"], 0, PAIRS), "", "", ""))
        if not copier:
            rows.append((f"update, {what}", ours.median(UPDATE, int(conflicts), PAIRS), "", "", "≤ 50 ms"))
            continue
        peers = work / f"theirs {what}"
        shutil.copytree(work / "theirs", peers)
        edits.by_team(peers, conflicts)
        commit(peers, "start")
        theirs = Bench(copier, peers, work / "copied", os.environ["PATH"])
        took, other, ratio = pairs(
            lambda: ours.run(UPDATE, int(conflicts)), lambda: theirs.run(COPIER), 5
        )
        compare(ours.to, theirs.to, 5 * conflicts)
        rows.append((f"update, {what}", took, f"copier {other:.0f} ms", f"1/{1 / ratio:.0f}", "≤ 50 ms, 1/100"))
    return rows, Bench(program, work / "started clean", work / "ours", "").memory()


def peer_file(peer: Path, name: str) -> Path:
    """The file of copier's template behind a file of the service."""
    path = peer / name.replace("myservice", "<<: name :>>")
    return path if path.is_file() else path.with_name(path.name + ".jinja")


def compare(ours: Path, theirs: Path, conflicts: int) -> None:
    """Both made the same, but for the names in the markers."""
    one, other = result(ours), result(theirs)
    differing = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    marked = {name for name, text in one.items() if b"\n<<<<<<< " in text}
    if len(marked) != conflicts or differing != marked:
        sys.exit(f"not the same: {sorted(differing)}, conflicts in {sorted(marked)}")


def many(work: Path, program: str) -> tuple[list[tuple], float]:
    """Rows about a project of many files, and MiB."""
    directory_template(work / "many")
    subprocess.run([program, "new", "myservice", *NEW, "--template", "./many"], check=True)
    (work / "myservice").rename(work / "started many")
    changed = range(0, FILES, 10)
    for index in changed:
        small_file(work / f"many/base/{index % 100:02}/{index:05}.txt", index, version=2)
    bench = Bench(program, work / "started many", work / "ours", "")

    def copy() -> float:
        shutil.rmtree(work / "copy", ignore_errors=True)
        return timed(["cp", "-r", "started many", "copy"])

    ours, theirs, ratio = pairs(lambda: bench.run(UPDATE), copy, 5)
    what = f"{FILES} files, {len(changed)} change"
    return [
        (f"update, {what}", ours, f"cp -r {theirs:.0f} ms", f"{ratio:.2f}×", "≤ 2000 ms"),
        (f"check, {what}", bench.median(["check"], 1, 5), "", "", ""),
        (f"diff, {FILES} files", bench.median(["diff"], 0, 5), "", "", ""),
    ], bench.memory()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=PROGRAM, type=Path)
    parser.add_argument("--copier", help="copier's program, for the comparison with it")
    options = parser.parse_args()
    program = str(options.program.resolve())
    copier = shutil.which(options.copier) if options.copier else None
    own_environment()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        os.chdir(work)
        full, full_memory = service(work, program, copier)
        large, large_memory = many(work, program)
    print("| what | scaffold | compared with | ratio | goal |\n|---|---|---|---|---|")
    for what, ours, other, ratio, goal in [*full, *large]:
        print(f"| {what} | {ours:.1f} ms | {other} | {ratio} | {goal} |")
    print(f"| peak memory of update, the full service | {full_memory:.1f} MiB | | | |")
    print(f"| peak memory of update, {FILES} files | {large_memory:.1f} MiB | | | |")


if __name__ == "__main__":
    main()
