//! What `scaffold update` asks: what the template cannot do without any more, and nobody has said.

use crate::project::{Project, manifest};
use crate::terminal::{ENTER, Terminal};

#[test]
fn a_question_that_is_new_and_has_no_default_is_asked_at_a_terminal() {
    let project = Project::new(&[("template.toml", &manifest("1.0.0", "")), ("base/a", "a\n")]);
    let new = manifest("2.0.0", "[[question]]\nid = 'owner'\nprompt = 'Owner'\n");
    project.upgrade(&[("template.toml", &new), ("base/a.tera", "{= owner =}\n")]);
    let mut command = project.sandbox.command();
    command.current_dir(project.sandbox.work("hello"));
    let mut terminal = Terminal::start(command, "update");
    terminal.answer("Owner: ", &["us", ENTER]);
    let (code, seen) = terminal.end();
    assert_eq!(code, 0, "{seen}");
    assert_eq!(project.read("a"), "us\n");
    assert!(project.read(".scaffold/answers.toml").contains("owner = \"us\""));
}
