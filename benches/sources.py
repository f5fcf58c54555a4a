#!/usr/bin/env python3
"""Measure `new` from a git template that is fetched already against a directory with the same files; and checks.

Needs a release build. The address names a full commit, so nothing asks the repository. Times are medians of
interleaved pairs; a ratio is the median of the pairs' ratios.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from pairs import FILES, NEW, PROGRAM, ROOT, directory_template, made, own_environment, pairs, timed


def repository(template: Path) -> str:
    """The address of the one commit that holds everything in `template`."""
    git = ["git", "-C", str(template), "-c", "user.name=Bench", "-c", "user.email=bench@example.com"]
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "x"]):
        subprocess.run([*git, *command], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    return f"file://{template}@{commit.stdout.strip()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=PROGRAM, type=Path)
    options = parser.parse_args()
    program = str(options.program.resolve())
    own_environment()
    print("| template | git, fetched | directory | ratio | goal |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        os.chdir(work)
        os.environ["XDG_CACHE_HOME"] = str(work / "cache")
        shutil.copytree(ROOT / "templates/python-service", work / "service")
        directory_template(work / "many")
        for template, what, count in (("service", "python-service", 41), ("many", f"{FILES} files", 9)):
            new = [program, "new", "made", *NEW, "--template"]
            directory = work / f"{template}-directory"
            shutil.copytree(work / template, directory)
            address = repository(work / template)
            ours, theirs, ratio = pairs(
                lambda: made([*new, address], work / "made"),
                lambda: made([*new, str(directory)], work / "made"),
                count,
            )
            print(f"| {what} | {ours:.1f} ms | {theirs:.1f} ms | {ratio:.2f}× | ≤ 1.3× |")
        check = [program, "template", "check", "python-service"]
        took = statistics.median(timed(check) for _ in range(21))
        print(f"\n`template check` of the embedded template: {took:.1f} ms, goal ≤ 50 ms")


if __name__ == "__main__":
    main()
