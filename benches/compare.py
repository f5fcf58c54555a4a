#!/usr/bin/env python3
"""Measure the program against `cp -r` and copier, pairs within one run: benches/compare.py [--copier COPIER]

Needs a release build. Times are medians of interleaved pairs; a ratio is the median of the pairs' ratios.
Everything is written below a temporary directory, which TMPDIR chooses.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAIRS = 21
FILES = 10_000
SIZE = 2_048
NEW = ["new", "myservice", "--defaults", "--no-tasks", "--no-git", "--quiet"]


def timed(command: list[str], made: Path | None = None) -> float:
    """Milliseconds of one run, in a directory of its own; what it made goes afterwards."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    took = (time.perf_counter() - start) * 1000
    if made is not None:
        shutil.rmtree(made)
    return took


def pairs(first, second, count: int) -> tuple[float, float, float]:
    """Medians of both and of their ratio, after one run of each to warm up; the order alternates."""
    first(), second()
    runs = []
    for index in range(count):
        if index % 2:
            b = second()
            a = first()
        else:
            a = first()
            b = second()
        runs.append((a, b))
    medians = [statistics.median(column) for column in zip(*runs)]
    return medians[0], medians[1], statistics.median(a / b for a, b in runs)


def peak_memory(command: list[str], made: Path) -> float:
    """MiB of the largest resident set."""
    pid = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(pid, 0)
    if status:
        sys.exit(f"{command} failed")
    shutil.rmtree(made)
    return usage.ru_maxrss / 1024


def directory_template(path: Path) -> None:
    """A template of many small files that are copied as they are."""
    (path / "base").mkdir(parents=True)
    (path / "template.toml").write_text(
        'name = "many"\nversion = "1.0.0"\ndescription = "Many files"\n\n'
        '[[question]]\nid = "name"\nprompt = "Name"\n'
    )
    for index in range(FILES):
        directory = path / "base" / f"{index % 100:02}"
        directory.mkdir(exist_ok=True)
        text = f"{index:08}" * (SIZE // 8)
        (directory / f"{index:05}.txt").write_text(text)


def copier_template(service: Path, path: Path) -> None:
    """The full service as a template of copier: the same files, the name where it stands."""
    shutil.copytree(service, path)
    for file in [file for file in path.rglob("*") if file.is_file()]:
        text = file.read_text()
        if "myservice" in text:
            file.write_text(text.replace("myservice", "<<: name :>>"))
            file.rename(file.with_name(file.name + ".jinja"))
    for directory in sorted(path.rglob("myservice"), reverse=True):
        directory.rename(directory.with_name("<<: name :>>"))
    (path / "copier.yml").write_text(
        "name: {type: str, default: myservice}\n_envops: {variable_start_string: '<<:', "
        "variable_end_string: ':>>', block_start_string: '<<%', block_end_string: '%>>', "
        "comment_start_string: '<<#', comment_end_string: '#>>', keep_trailing_newline: true}\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=ROOT / "target/release/scaffold", type=Path)
    parser.add_argument("--copier", help="copier's program, for the comparison with it")
    options = parser.parse_args()
    program = str(options.program.resolve())
    for name in [name for name in os.environ if name.startswith("SCAFFOLD_")]:
        del os.environ[name]
    rows = []
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        os.chdir(work)
        full = [program, *NEW, "--with", "devcontainer"]
        subprocess.run(full, check=True)
        service = work / "service"
        (work / "myservice").rename(service)
        count = sum(file.is_file() for file in service.rglob("*"))
        new = lambda: timed(full, work / "myservice")
        copy = lambda: timed(["cp", "-r", "service", "copy"], work / "copy")
        ours, theirs, ratio = pairs(new, copy, PAIRS)
        rows.append((f"new, {count} files", ours, f"cp -r {theirs:.1f} ms", f"{ratio:.2f}×", "≤ 20 ms, ≤ 2×"))

        directory_template(work / "many")
        many = [program, *NEW, "--template", "./many"]
        new = lambda: timed(many, work / "myservice")
        copy = lambda: timed(["cp", "-r", "many", "copy"], work / "copy")
        ours, theirs, ratio = pairs(new, copy, 5)
        rows.append((f"new, {FILES} files", ours, f"cp -r {theirs:.1f} ms", f"{ratio:.2f}×", "≤ 1.3×"))

        version = statistics.median(timed([program, "--version"]) for _ in range(PAIRS))
        rows.append(("--version", version, "", "", "≤ 5 ms"))
        if options.copier:
            copier_template(service, work / "peer")
            peer = [options.copier, "copy", "--defaults", "--quiet", "peer", "copied"]
            new = lambda: timed(full, work / "myservice")
            copy = lambda: timed(peer, work / "copied")
            ours, theirs, ratio = pairs(new, copy, 5)
            rows.append(("new, the same", ours, f"copier {theirs:.0f} ms", f"1/{1 / ratio:.0f}", ""))
        memory = peak_memory(full, work / "myservice")
    print("| what | scaffold | compared with | ratio | goal |\n|---|---|---|---|---|")
    for what, ours, other, ratio, goal in rows:
        print(f"| {what} | {ours:.1f} ms | {other} | {ratio} | {goal} |")
    print(f"| peak memory of new | {memory:.1f} MiB | | | ≤ 25 MiB |")


if __name__ == "__main__":
    main()
