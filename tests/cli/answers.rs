//! Where answers come from, and which one wins.

use insta::assert_snapshot;

use crate::run::Sandbox;

/// The answer that arrives when all of `sources` give their own name as the description.
fn winner(sources: &[&str]) -> String {
    let sandbox = Sandbox::new();
    sandbox.write("work/file.toml", "description = \"file\"\n");
    let mut scaffold = sandbox.scaffold().line("new hello --template ../small --no-git");
    for source in sources {
        scaffold = match *source {
            "flag" => scaffold.line("--description flag"),
            "set" => scaffold.line("--set description=set"),
            "file" => scaffold.line("--answers file.toml"),
            "stdin" => scaffold.line("--answers -").stdin("description = 'stdin'\n"),
            "environment" => scaffold.env("SCAFFOLD_DESCRIPTION", "environment"),
            other => panic!("no source {other}"),
        };
    }
    scaffold.silently();
    let settings = sandbox.read("hello/hello/settings.toml");
    let line = settings.lines().next().expect("a first line");
    line.trim_start_matches("description = ").trim_matches('"').to_owned()
}

#[test]
fn the_strongest_source_wins() {
    let order = ["flag", "set", "file", "environment"];
    for strongest in 0..order.len() {
        // Given in the opposite order, which must not matter.
        let sources: Vec<_> = order[strongest..].iter().rev().copied().collect();
        assert_eq!(winner(&sources), order[strongest], "{sources:?}");
    }
    assert_eq!(winner(&["environment", "stdin"]), "stdin");
    assert_eq!(winner(&["stdin", "set"]), "set");
    assert_eq!(winner(&[]), "A small project");
}

#[test]
fn every_type_of_answer_can_be_given_by_every_source() {
    let flags = "--port=80 --metrics --tags=a --tags=b,c --store=memory";
    let set = "--set port=80 --set metrics=true --set tags=a,b,c --set store=memory";
    let file = "port = 80\nmetrics = true\ntags = ['a', 'b', 'c']\nstore = 'memory'\n";
    let sandbox = Sandbox::new();
    let new = |name| sandbox.scaffold().args(["new", name, "--template", "../small", "--no-git"]);
    new("flags").line(flags).silently();
    new("set").line(set).silently();
    new("file").line("--answers -").stdin(file).silently();
    new("environment")
        .env("SCAFFOLD_PORT", "80")
        .env("SCAFFOLD_METRICS", "yes")
        .env("SCAFFOLD_TAGS", "a, b, c")
        .env("SCAFFOLD_STORE", "memory")
        .silently();
    assert_snapshot!(sandbox.read("flags/flags/settings.toml"), @r#"
    description = "A small project"
    port = 80
    metrics = true
    tags = ["a", "b", "c", ]
    "#);
    for other in ["set", "file", "environment"] {
        let settings = sandbox.read(&format!("{other}/{other}/settings.toml"));
        assert_eq!(settings, sandbox.read("flags/flags/settings.toml"), "{other}");
    }
}

#[test]
fn sources_complete_each_other() {
    let sandbox = Sandbox::new();
    let new = sandbox.scaffold().line("new hello --template ../small --no-git");
    new.line("--port 80 --set store=memory --answers -")
        .stdin("metrics = true\n")
        .env("SCAFFOLD_TAGS", "a")
        .silently();
    assert_snapshot!(sandbox.read("hello/hello/settings.toml"), @r#"
    description = "A small project"
    port = 80
    metrics = true
    tags = ["a", ]
    "#);
}

#[test]
fn a_file_may_list_the_components() {
    let sandbox = Sandbox::new();
    let new = |file| {
        let scaffold = sandbox.scaffold().line("new hello --template ../small --dry-run");
        scaffold.line("--answers -").stdin(file).run()
    };
    assert_snapshot!(new("components = []\n"), @"
    exit 0
    --- stdout
    .scaffold/.gitattributes
    .scaffold/answers.toml
    .scaffold/rendering
    README.md
    data/.keep
    hello/settings.toml
    run
    settings
    settings.example
    ");
    assert_snapshot!(new("components = ['notes']\n"), @"
    exit 0
    --- stdout
    .scaffold/.gitattributes
    .scaffold/answers.toml
    .scaffold/rendering
    README.md
    data/.keep
    docs/index.md
    docs/notes.md
    hello/settings.toml
    run
    settings
    settings.example
    ");
    assert_snapshot!(new("components = 'notes'\n"), @r#"
    exit 2
    --- stderr
    error: `"notes"` from `standard input` is no answer to `components`: it is not a list of texts
     --> standard input:1:1
      |
    1 | components = 'notes'
      | ^^^^^^^^^^^^^^^^^^^^
    "#);
    assert_snapshot!(new("components = ['note']\n"), @"
    exit 2
    --- stderr
    error: there is no component `note`
     --> standard input:1:1
      |
    1 | components = ['note']
      | ^^^^^^^^^^^^^^^^^^^^^

    hint: did you mean `notes`?
    ");
}

/// What scaffold records, `--answers` accepts: what was chosen, and no name.
#[test]
fn the_record_of_another_project_has_answers() {
    let sandbox = Sandbox::new();
    let region = "[[question]]\nid = 'region'\nprompt = 'Region'\ndefault = 'us'\n\
        [[question]]\nid = 'zone'\nprompt = 'Zone'\ndefault = '{= name =}-{= region =}'\n";
    let component = "title = 'A component'\ndefault = true\n";
    let manifest = crate::project::manifest("1.0.0", region);
    sandbox.template(
        "own",
        &[
            ("template.toml", &manifest),
            ("base/region.tera", "{= region =} {= zone =}\n"),
            ("components/docs/component.toml", component),
            ("components/docs/files/docs.md", "docs\n"),
        ],
    );
    let first =
        sandbox.scaffold().line("new first --template ../own --no-git --region eu --without docs");
    first.silently();
    let record = "first/.scaffold/answers.toml";
    let second =
        sandbox.scaffold().line("new second --template ../own --no-git --defaults --answers");
    second.args([record]).silently();
    assert_eq!(sandbox.read("second/region"), "eu second-eu\n");
    assert!(!sandbox.work("second/docs.md").exists());
    let third =
        sandbox.scaffold().line("new third --template ../own --no-git --region x --answers");
    third.args([record]).silently();
    assert_eq!(sandbox.read("third/region"), "x third-x\n", "a flag is stronger");
    let broken = sandbox.read(record).replace("[answers]", "[answer]");
    sandbox.write("work/broken.toml", broken);
    let broken = sandbox.scaffold().line("new fourth --template ../own --answers broken.toml");
    let said = broken.run().to_string();
    assert!(
        said.contains("a record has no key `answer`") && said.contains("broken.toml:"),
        "{said}"
    );
}
