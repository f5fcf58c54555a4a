//! Files that are written once for each item of an answer.
//!
//! The file is long for its snapshots.

use insta::assert_snapshot;

use crate::project::{Project, manifest};
use crate::run::{Run, Sandbox};

const LOOP: &str = r#"
[[question]]
id = "services"
prompt = "Services"
default = ["api", "worker"]

[[files]]
path = "base/services/**"
for_each = "services"
as = "service"
"#;

const README: (&str, &str) = (
    "base/README.md.tera",
    "{% for service in services %}\n- {= service =}\n{% endfor %}\nby {= name =}\n",
);
const MAIN: (&str, &str) = (
    "base/services/{= service =}/main.py.tera",
    "# {= service | snake =} of {= name | snake =}\na\nb\nc\nd\n",
);
const PLAIN: (&str, &str) = ("base/services/{= service =}.txt", "{= service =}\n");

/// A project of services, whose template has `files` as well.
#[track_caller]
fn project(files: &[(&str, &str)], line: &str) -> Project {
    let manifest = manifest("1.0.0", LOOP);
    let files = [&[("template.toml", manifest.as_str()), README, MAIN][..], files].concat();
    Project::with(&files, line)
}

/// The same where `new` does not succeed.
#[track_caller]
fn refused(files: &[(&str, &str)], line: &str) -> Run {
    let sandbox = Sandbox::new();
    let manifest = manifest("1.0.0", LOOP);
    sandbox.template("own", &[&[("template.toml", manifest.as_str()), MAIN][..], files].concat());
    let run = sandbox.scaffold().line("new hello --template ../own").line(line).run();
    assert_eq!(sandbox.files(), "");
    run
}

#[test]
fn a_file_is_written_for_each_item() {
    let project = project(&[PLAIN], "");
    assert_snapshot!(project.files(), @"
    README.md
    services/api.txt
    services/api/main.py
    services/worker.txt
    services/worker/main.py
    ");
    assert_snapshot!(project.read("services/worker/main.py"), @"
    # worker of hello
    a
    b
    c
    d
    ");
    assert_eq!(project.read("services/api.txt"), "{= service =}\n", "it is copied as it is");
    assert_snapshot!(project.read("README.md"), @"
    - api
    - worker
    by hello
    ");
}

/// Neither its list nor its items are of no use, and both none and some of them are tried.
#[test]
fn a_template_with_loops_is_checked_and_tested() {
    let sandbox = Sandbox::new();
    let manifest = manifest("1.0.0", LOOP);
    sandbox.template("own", &[("template.toml", manifest.as_str()), MAIN]);
    assert_snapshot!(sandbox.scaffold().line("template check ../own").run(), @"
    exit 0
    --- stderr
    nothing is wrong with own: 2 questions, 0 components, 1 file
    ");
    assert_snapshot!(sandbox.scaffold().line("template test ../own").run(), @"
    exit 0
    --- stderr
    combinations: passed, 2 pairs of answers in 2 renderings
    note: the template has no cases; one is `tests/<case>/answers.toml`
    ");
    let broken = (
        "base/services/{= service =}/main.py.tera",
        "{% if service == 'two' %}\n{= service.x =}\n{% endif %}\n",
    );
    sandbox.template("own", &[("template.toml", manifest.as_str()), broken]);
    assert_snapshot!(sandbox.scaffold().line("template test ../own").run(), @"
    exit 1
    --- stderr
    combinations: 1 of 2 renderings failed

    error: field `x` is not defined
     --> ../own/base/services/{= service =}/main.py.tera:2:12
      |
    2 | {= service.x =}
      |            ^

    1 rendering, the first of them:
      scaffold new example --template ../own --defaults --services=one,two
    note: the template has no cases; one is `tests/<case>/answers.toml`
    ");
}

#[test]
fn for_no_item_nothing_is_written() {
    let project = project(&[], "--services=");
    assert_snapshot!(project.files(), @"README.md");
}

#[test]
fn the_files_of_a_component_may_be_written_for_each_item() {
    let manifest = manifest("1.0.0", &LOOP.replace("base/services/**", "components/*/files/*.d/*"));
    let files = [
        ("template.toml", manifest.as_str()),
        ("components/docs/component.toml", "title = 'Docs'\n"),
        ("components/docs/files/docs.d/{= service =}.md.tera", "{= service =}\n"),
    ];
    let project = Project::with(&files, "--with docs");
    assert_snapshot!(project.files(), @"
    docs.d/api.md
    docs.d/worker.md
    ");
    let project = Project::new(&files);
    assert_snapshot!(project.files(), @"");
}

#[test]
fn an_item_must_make_a_path_of_its_own() {
    assert_snapshot!(refused(&[], "--services=api,..,worker"), @"
    exit 2
    --- stderr
    error: `base/services/{= service =}/main.py.tera` cannot be written for `..` of `services`: `services/../main.py` is no path in the project: it leaves its directory by `.` or `..`

    hint: say other items with `--services <VALUE>`
    ");
    assert_snapshot!(refused(&[], "--services=api,api"), @"
    exit 2
    --- stderr
    error: `base/services/{= service =}/main.py.tera` cannot be written for `api` of `services`: `services/api/main.py` is written twice: also by `base/services/{= service =}/main.py.tera`

    hint: say other items with `--services <VALUE>`
    ");
    let component = ("components/x/component.toml", "title = 'X'\ndefault = true\n");
    let there = ("components/x/files/services/api/main.py", "");
    assert_snapshot!(refused(&[component, there], ""), @"
    exit 2
    --- stderr
    error: `services/api/main.py` is written twice: also by `base/services/{= service =}/main.py.tera`
     --> ../own/components/x/files/services/api/main.py
    ");
}

#[test]
fn an_item_comes_and_goes() {
    let project = project(&[], "");
    assert_snapshot!(project.run("update --services=api,cron,worker"), @"
    exit 0
    --- stdout
    updated   README.md
    added     services/cron/main.py
    --- stderr
    changed 2 files: own 1.0.0
    ");
    project.commit();
    project.edit("services/worker/main.py", "d\n", "mine\n");
    project.commit();
    assert_snapshot!(project.run("update --services=worker"), @"
    exit 0
    --- stdout
    updated   README.md
    removed   services/api/main.py
    removed   services/cron/main.py
    --- stderr
    changed 3 files: own 1.0.0
    ");
    assert_snapshot!(project.files(), @"
    README.md
    services/worker/main.py
    ");
    assert!(project.read("services/worker/main.py").contains("mine"));
    project.commit();
    assert_snapshot!(project.run("update --services="), @"
    exit 1
    --- stdout
    updated   README.md
    conflict  services/worker/main.py: the template dropped it, you changed it; it is kept
    --- stderr
    changed 1 file: own 1.0.0; 1 conflict left: edit the files, then `git add` them
    ");
    assert!(project.read("services/worker/main.py").contains("mine"));
}

/// Who says another item has not said that it is the same one under another name.
#[test]
fn another_item_is_no_renamed_one() {
    let project = project(&[], "--services=api");
    project.edit("services/api/main.py", "d\n", "mine\n");
    project.commit();
    assert_snapshot!(project.run("update --services=worker"), @"
    exit 1
    --- stdout
    updated   README.md
    conflict  services/api/main.py: the template dropped it, you changed it; it is kept
    added     services/worker/main.py
    --- stderr
    changed 2 files: own 1.0.0; 1 conflict left: edit the files, then `git add` them
    ");
    assert_snapshot!(project.files(), @"
    README.md
    services/api/main.py
    services/worker/main.py
    ");
    assert!(project.read("services/api/main.py").contains("mine"));
    assert!(!project.read("services/worker/main.py").contains("mine"));
}

const MOVED: &str = r#"
[[migration]]
from = "<2.0.0"

[migration.move]
"base/services/{= service =}/main.py.tera" = "base/apps/{= service =}.py.tera"
"#;

#[test]
fn edits_follow_each_item_where_the_template_moves_it() {
    let project = project(&[], "");
    project.edit("services/api/main.py", "d\n", "mine\n");
    project.commit();
    let manifest = manifest("2.0.0", &(LOOP.replace("base/services/**", "base/apps/*") + MOVED));
    let main = ("base/apps/{= service =}.py.tera", MAIN.1);
    project.sandbox.template("own", &[("template.toml", manifest.as_str()), README, main]);
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    merged    services/api/main.py → apps/api.py
    renamed   services/worker/main.py → apps/worker.py
    --- stderr
    changed 2 files: own 1.0.0 → own 2.0.0
    ");
    assert_snapshot!(project.files(), @"
    README.md
    apps/api.py
    apps/worker.py
    ");
    assert!(project.read("apps/api.py").contains("mine"));
}

#[test]
fn an_overlay_loops_over_its_parent_s_list() {
    let sandbox = Sandbox::new();
    let parent = manifest("1.0.0", LOOP).replace("\"own\"", "\"parent\"");
    sandbox.template("parent", &[("template.toml", parent.as_str()), MAIN]);
    let overlay =
        "name = 'own'\nversion = '1.0.0'\ndescription = 'An overlay'\nextends = '../parent'\n";
    let own = "[[files]]\npath = 'base/docs/*'\nfor_each = 'services'\n";
    let manifest = format!("{overlay}{own}");
    let docs = ("base/docs/{= item =}.md.tera", "# {= item =}\n");
    sandbox.template("own", &[("template.toml", manifest.as_str()), docs]);
    sandbox.scaffold().line("new hello --template ../own --no-git --services=api").silently();
    assert_snapshot!(sandbox.files(), @"
    hello/.scaffold/.gitattributes
    hello/.scaffold/answers.toml
    hello/.scaffold/rendering
    hello/docs/api.md
    hello/services/api/main.py
    ");
    let gone = format!("{overlay}removes = ['base/services']\n");
    sandbox.template("own", &[("template.toml", gone.as_str())]);
    sandbox.scaffold().line("new gone --template ../own --no-git").silently();
    let wrong = manifest.replace("base/docs", "base/dosc");
    sandbox.template("own", &[("template.toml", wrong.as_str()), docs]);
    assert_snapshot!(sandbox.scaffold().line("new no --template ../own").run(), @"
    exit 2
    --- stderr
    error: no question or component is called `item`
     --> ../own/base/docs/{= item =}.md.tera:1:6
      |
    1 | # {= item =}
      |      ^^^^

    hint: `item` is known in the files that `[[files]]` writes for each item, and in what they alone include

    error: no question or component is called `item`
     --> ../own/base/docs/{= item =}.md.tera: its path:1:9
      |
    1 | docs/{= item =}.md
      |         ^^^^

    hint: `item` is known in the files that `[[files]]` writes for each item, and in what they alone include

    error: no file that is written matches `base/dosc/*`
     --> ../own/template.toml:6:8
      |
    6 | path = 'base/dosc/*'
      |        ^^^^^^^^^^^^^

    hint: files are written from `base/…` and `components/<id>/files/…`; `**` stands for any directories
    ");
}
