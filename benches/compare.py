#!/usr/bin/env python3
"""Measure `new` against `cp -r` and copier, pairs within one run: benches/compare.py [--copier COPIER]

Needs a release build. Times are medians of interleaved pairs; a ratio is the median of the pairs' ratios.
Everything is written below a temporary directory, which TMPDIR chooses.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
from pathlib import Path

from pairs import FILES, NEW, PROGRAM, copier_template, directory_template
from pairs import made, own_environment, pairs, peak_memory, timed

PAIRS = 21


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=PROGRAM, type=Path)
    parser.add_argument("--copier", help="copier's program, for the comparison with it")
    options = parser.parse_args()
    program = str(options.program.resolve())
    own_environment()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        os.chdir(work)
        new = [program, "new", "myservice", *NEW]
        full = [*new, "--with", "devcontainer"]
        subprocess.run(full, check=True)
        service = work / "service"
        (work / "myservice").rename(service)
        count = sum(file.is_file() for file in service.rglob("*"))
        ours, theirs, ratio = pairs(
            lambda: made(full, work / "myservice"),
            lambda: made(["cp", "-r", "service", "copy"], work / "copy"),
            PAIRS,
        )
        rows.append((f"new, {count} files", ours, f"cp -r {theirs:.1f} ms", f"{ratio:.2f}×", "≤ 20 ms, ≤ 2×"))

        directory_template(work / "many")
        ours, theirs, ratio = pairs(
            lambda: made([*new, "--template", "./many"], work / "myservice"),
            lambda: made(["cp", "-r", "many", "copy"], work / "copy"),
            5,
        )
        rows.append((f"new, {FILES} files", ours, f"cp -r {theirs:.1f} ms", f"{ratio:.2f}×", "≤ 1.3×"))

        version = statistics.median(timed([program, "--version"]) for _ in range(PAIRS))
        rows.append(("--version", version, "", "", "≤ 5 ms"))
        if options.copier:
            copier_template(service, work / "peer")
            peer = [options.copier, "copy", "--defaults", "--quiet", "peer", "copied"]
            ours, theirs, ratio = pairs(
                lambda: made(full, work / "myservice"), lambda: made(peer, work / "copied"), 5
            )
            rows.append(("new, the same", ours, f"copier {theirs:.0f} ms", f"1/{1 / ratio:.0f}", ""))
        memory = peak_memory(full)
    print("| what | scaffold | compared with | ratio | goal |\n|---|---|---|---|---|")
    for what, ours, other, ratio, goal in rows:
        print(f"| {what} | {ours:.1f} ms | {other} | {ratio} | {goal} |")
    print(f"| peak memory of new | {memory:.1f} MiB | | | ≤ 25 MiB |")


if __name__ == "__main__":
    main()
