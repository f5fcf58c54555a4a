//! The example of a team's template: its own cases, the commands of one among them.

use std::path::Path;
use std::process::Command;

use crate::support::{require, text};

/// Lint, types and tests of a service with the team's own module pass, as `template test` runs them.
#[test]
#[ignore = "needs uv and make"]
fn the_example_of_a_team_passes_its_own_test() {
    require(&["uv", "make"], &[]);
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/team-template");
    let mut test = Command::new(env!("CARGO_BIN_EXE_scaffold"));
    let output = test.args(["template", "test", "--trust"]).arg(example).output();
    let output = output.expect("the program starts");
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    for passed in ["checks: passed", "critical: passed", "standard: passed", "combinations: passed"]
    {
        assert!(said.contains(passed), "{passed} is missing:\n{said}");
    }
}
