//! What is handed out: the wheel writes what this program writes, and the crate is complete.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Project, require, succeed};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
#[ignore = "needs cargo, maturin and uvx"]
fn the_wheel_is_small_and_writes_the_same_project() {
    require(&["cargo", "maturin", "uvx"], &[]);
    let dir = tempfile::tempdir().expect("a temporary directory");
    let built = succeed(Command::new(".ci/wheel").current_dir(ROOT).arg(dir.path()));
    let wheel = Path::new(built.trim());
    let size = fs::metadata(wheel).expect("a wheel").len();
    println!("the wheel has {size} bytes");
    assert!(size <= 3_500_000, "{size}");

    let mut uvx = Command::new("uvx");
    uvx.args(["--offline", "--no-config", "--from"]).arg(wheel);
    uvx.args(["scaffold", "new", "myservice", "--defaults", "--no-git", "--no-tasks", "--quiet"]);
    succeed(uvx.current_dir(&dir).env("UV_CACHE_DIR", dir.path().join("cache")));
    let rendering = |project: &Path| {
        fs::read(project.join(".scaffold/rendering")).expect("a record of what was written")
    };
    let same = rendering(&dir.path().join("myservice")) == rendering(&Project::new(&[]).path());
    assert!(same, "the wheel and the program of the tests write different projects");
}

#[test]
#[ignore = "needs cargo"]
fn the_crate_has_the_templates_and_no_tests() {
    require(&["cargo", "git"], &[]);
    let list = |command: &mut Command| -> Vec<String> {
        succeed(command.current_dir(ROOT)).lines().map(str::to_owned).collect()
    };
    let packaged =
        list(Command::new("cargo").args(["package", "--list", "--allow-dirty", "--offline"]));
    let needed = list(Command::new("git").args([
        "-c",
        "core.quotePath=off",
        "ls-files",
        "src",
        "templates",
    ]));
    let missing: Vec<_> = needed.iter().filter(|file| !packaged.contains(file)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let unwanted = ["tests/", "examples/", "benches/", "."];
    let own = |file: &&String| **file != ".cargo_vcs_info.json";
    let surplus: Vec<_> = packaged
        .iter()
        .filter(own)
        .filter(|file| unwanted.iter().any(|prefix| file.starts_with(prefix)))
        .collect();
    assert!(surplus.is_empty(), "{surplus:?}");
}
