"""What the measurements share: timing whole processes in pairs, and the templates they are about."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "target/release/scaffold"
FILES = 10_000
SIZE = 2_048
NEW = ["--defaults", "--no-tasks", "--no-git", "--quiet"]


def own_environment() -> None:
    """Nothing of the user's answers the questions."""
    for name in [name for name in os.environ if name.startswith("SCAFFOLD_")]:
        del os.environ[name]


def timed(command: list[str], status: int = 0, **where) -> float:
    """Milliseconds of one run that has to end with `status`."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    start = time.perf_counter()
    ended = subprocess.run(command, check=False, **quiet, **where).returncode
    took = (time.perf_counter() - start) * 1000
    if ended != status:
        sys.exit(f"{command} ended with {ended}")
    return took


def made(command: list[str], path: Path) -> float:
    """Milliseconds of a run that makes `path`, which goes afterwards."""
    took = timed(command)
    shutil.rmtree(path)
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


def peak_memory(command: list[str]) -> float:
    """MiB of the largest resident set."""
    nowhere = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=nowhere)
    _, status, usage = os.wait4(pid, 0)
    if status:
        sys.exit(f"{command} failed")
    return usage.ru_maxrss / 1024


def small_file(path: Path, index: int, version: int = 1) -> None:
    path.write_text(f"{version}{index:07}" * (SIZE // 8))


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
        small_file(directory / f"{index:05}.txt", index)


def copier_template(service: Path, path: Path) -> None:
    """The full service as a template of copier: the same files, the name where it stands."""
    shutil.copytree(service, path, ignore=shutil.ignore_patterns(".scaffold"))
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
    record = path / "<<: _copier_conf.answers_file :>>.jinja"
    record.write_text("<<: _copier_answers|to_nice_yaml :>>")
