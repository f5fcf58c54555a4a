//! `scaffold template from`: a repository becomes a template.
//!
//! The file is long for its snapshots: reports of what was replaced where.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;

use crate::run::{Run, Sandbox};

/// A repository `../starter` with every spelling and every kind of file.
fn starter() -> Sandbox {
    let sandbox = Sandbox::new();
    let files: [(&str, &[u8]); 17] = [
        ("README.md", b"# Starter\n\nThe starter is no restarter.\n```\nimport starter\nstarter.run()\n```\n"),
        ("pyproject.toml", b"[project]\nname = \"starter\"\n[project.scripts]\nstarter = \"starter.cli:main\"\n[tool.x]\npackages = [\"starter\"]\n"),
        ("src/starter/__init__.py", b"\"\"\"Starter.\"\"\"\n"),
        ("src/starter/cli.py", b"from starter import x\n\nclass StarterConfig:\n    url = env('STARTER_URL')\n    def getStarter(self, starterConfig):\n        return starter_db, 'starter-db'\n"),
        ("tests/test_starter.py", b"import starter.cli\n"),
        ("deploy/starter.yaml", b"image: ghcr.io/acme/starter:1.0\nhost: starter.example.com\nrun: python -m starter\nargs: [starter.cli:app, src/starter/cli.py]\n"),
        ("dos.txt", b"starter\r\n{%\r\n  starter  \r\n"),
        ("bom.txt", b"\xef\xbb\xbfstarter\nno newline at the end: starter"),
        ("marks.txt", b"{starter} {{ starter }} {= x =} {% if %} {; starter ;} {# #} ${starter}"),
        ("plain.txt", b"{= nothing =}\n"),
        ("page.tera", b"{= plain =}\n"),
        ("named.tera", b"starter {= not ours =}\n"),
        ("starter.tera", b"{= plain =}\n"),
        ("logo.bin", b"\xff\x00starter\x00"),
        ("uv.lock", b"name = \"starter\"\n"),
        (".gitignore", b"build/\n*.log\n"),
        ("odd.txt", b"sTARTER and STARTER-X\n"),
    ];
    for (path, content) in files {
        sandbox.write(&format!("starter/{path}"), content);
    }
    sandbox.write("starter/build/starter.o", "starter");
    sandbox.write("starter/.scaffold/answers.toml", "format = 1\n");
    sandbox.write("starter/x.log", "starter");
    #[cfg(unix)]
    {
        sandbox.script("starter/run-starter", "exec starter");
        std::os::unix::fs::symlink("src/starter/cli.py", sandbox.path("starter/main"))
            .expect("a free name");
        std::os::unix::fs::symlink("/etc/hosts", sandbox.path("starter/hosts"))
            .expect("a free name");
    }
    sandbox
}

#[track_caller]
fn from(sandbox: &Sandbox, line: &str) -> Run {
    sandbox.scaffold().line(&format!("template from {line}")).run()
}

#[cfg(unix)]
#[test]
fn every_spelling_becomes_an_expression() {
    let sandbox = starter();
    assert_snapshot!(from(&sandbox, "../starter --replace starter=name --output made"), @"
    exit 1
    --- stdout
    replaced:
      README.md: `Starter` is `name | title` (1 time)
      README.md: `starter` is `name | kebab` (1 time)
      README.md: `starter` is `name | snake` (2 times)
      bom.txt: `starter` is `name | kebab` (2 times)
      deploy/starter.yaml: `starter` is `name | kebab` (2 times)
      deploy/starter.yaml: `starter` is `name | snake` (3 times)
      dos.txt: `starter` is `name | kebab` (2 times)
      main: `starter` is `name | snake` (1 time)
      marks.txt: `starter` is `name | kebab` (3 times)
      marks.txt: `starter` is `name | snake` (1 time)
      named.tera: `starter` is `name | kebab` (1 time)
      odd.txt: `STARTER` is `name | kebab | upper` (1 time)
      pyproject.toml: `starter` is `name | kebab` (2 times)
      pyproject.toml: `starter` is `name | snake` (2 times)
      run-starter: `starter` is `name | kebab` (1 time)
      src/starter/__init__.py: `Starter` is `name | pascal` (1 time)
      src/starter/cli.py: `STARTER` is `name | screaming` (1 time)
      src/starter/cli.py: `Starter` is `name | pascal` (2 times)
      src/starter/cli.py: `starter` is `name | camel` (1 time)
      src/starter/cli.py: `starter` is `name | kebab` (1 time)
      src/starter/cli.py: `starter` is `name | snake` (2 times)
      tests/test_starter.py: `starter` is `name | snake` (1 time)
    renamed:
      deploy/starter.yaml is base/deploy/{@ kebab(of=name) @}.yaml.tera
      run-starter is base/run-{@ kebab(of=name) @}.tera
      src/starter/__init__.py is base/src/{@ snake(of=name) @}/__init__.py.tera
      src/starter/cli.py is base/src/{@ snake(of=name) @}/cli.py.tera
      starter.tera is base/{@ kebab(of=name) @}.tera.tera
      tests/test_starter.py is base/tests/test_{@ snake(of=name) @}.py.tera
    left as it is:
      README.md:3: `starter`, part of a longer word
      logo.bin:1: `starter`, in a file that is no text
      odd.txt:1: `sTARTER`, a spelling that no filter gives
      uv.lock:1: `starter`, in a file that a program writes: let it write it again
    left out:
      build/: ignored
      x.log: ignored
      .scaffold: the record of a project, which every project writes itself
      hosts: a link that leads out of the repository or to nothing
    --- stderr

    wrote a template to made
    check it with `scaffold template check made`
    ");
}

#[cfg(unix)]
#[test]
fn the_template_says_what_it_asks_and_how_it_opens() {
    let sandbox = starter();
    let _ = from(&sandbox, "../starter --replace starter=name --output made");
    assert_snapshot!(sandbox.files(), @"
    made/base/.gitignore
    made/base/README.md.tera
    made/base/bom.txt.tera
    made/base/deploy/{@ kebab(of=name) @}.yaml.tera
    made/base/dos.txt.tera
    made/base/logo.bin
    made/base/main
    made/base/marks.txt.tera
    made/base/named.tera.tera
    made/base/odd.txt.tera
    made/base/page.tera
    made/base/plain.txt
    made/base/pyproject.toml.tera
    made/base/run-{@ kebab(of=name) @}.tera
    made/base/src/{@ snake(of=name) @}/__init__.py.tera
    made/base/src/{@ snake(of=name) @}/cli.py.tera
    made/base/tests/test_{@ snake(of=name) @}.py.tera
    made/base/uv.lock
    made/base/{@ kebab(of=name) @}.tera.tera
    made/template.toml
    ");
    assert_snapshot!(sandbox.read("made/template.toml"), @r#"
    name = "starter"
    version = "0.1.0"
    description = "What the repository starter was made into"
    # They end like templates and are none.
    raw = [
      "base/page.tera",
    ]

    [delimiters]
    tag = ["{$", "$}"]
    value = ["{@", "@}"]
    comment = ["{^", "^}"]

    [[question]]
    id = "name"
    prompt = "Name"
    help = "Words of letters and digits, with `-`, `_` or a blank between them"
    default = "starter"
    matches = '^[A-Za-z][A-Za-z0-9]*([-_ ][A-Za-z0-9]+)*$'
    "#);
    let tested = sandbox.scaffold().line("template test made").run().to_string();
    assert_eq!(tested.lines().next(), Some("exit 0"), "{tested}");
    let check = sandbox.scaffold().line("template check made").run();
    assert_snapshot!(check, @"
    exit 0
    --- stderr
    nothing is wrong with starter: 1 question, 0 components, 19 files
    ");
}

#[cfg(unix)]
#[test]
fn places_that_must_agree_do_so_under_two_words() {
    let sandbox = starter();
    let _ = from(&sandbox, "../starter --replace starter=name --output made");
    sandbox.scaffold().line("new acme-widgets --template made --no-git").silently();
    let shown = [
        "pyproject.toml",
        "src/acme_widgets/cli.py",
        "deploy/acme-widgets.yaml",
        "README.md",
        "marks.txt",
    ]
    .map(|file| format!("--- {file}\n{}", sandbox.read(&format!("acme-widgets/{file}"))));
    assert_snapshot!(shown.concat(), @r#"
    --- pyproject.toml
    [project]
    name = "acme-widgets"
    [project.scripts]
    acme-widgets = "acme_widgets.cli:main"
    [tool.x]
    packages = ["acme_widgets"]
    --- src/acme_widgets/cli.py
    from acme_widgets import x

    class AcmeWidgetsConfig:
        url = env('ACME_WIDGETS_URL')
        def getAcmeWidgets(self, acmeWidgetsConfig):
            return acme_widgets_db, 'acme-widgets-db'
    --- deploy/acme-widgets.yaml
    image: ghcr.io/acme/acme-widgets:1.0
    host: acme-widgets.example.com
    run: python -m acme_widgets
    args: [acme_widgets.cli:app, src/acme_widgets/cli.py]
    --- README.md
    # Acme Widgets

    The acme-widgets is no restarter.
    ```
    import acme_widgets
    acme_widgets.run()
    ```
    --- marks.txt
    {acme-widgets} {{ acme-widgets }} {= x =} {% if %} {; acme-widgets ;} {# #} ${acme_widgets}
    "#);
    assert_eq!(
        fs::read_link(sandbox.work("acme-widgets/main")).unwrap(),
        Path::new("src/acme_widgets/cli.py")
    );
}

/// The files below a directory with their content, links and modes.
fn content(dir: &Path) -> scaffold::tree::Tree {
    scaffold::source::directory(dir).expect("a directory of portable names")
}

/// A rendered file takes the suffix that another one has already.
#[test]
fn a_file_beside_one_with_the_suffix_keeps_its_own() {
    let sandbox = Sandbox::new();
    let files = [("readme", "shop\n"), ("readme.tera", "{% if %}\n"), ("other.tera", "{= x\n")];
    for (path, text) in files {
        sandbox.write(&format!("shop/{path}"), text);
    }
    let run = from(&sandbox, "../shop --replace shop=name --output made").to_string();
    assert_eq!(run.lines().next(), Some("exit 0"), "{run}");
    sandbox.scaffold().line("new corner --template made --no-git").silently();
    assert_eq!(sandbox.read("corner/readme"), "corner\n");
    assert_eq!(sandbox.read("corner/readme.tera"), "{% if %}\n");
    assert_eq!(sandbox.read("corner/other.tera"), "{= x\n");
    // What is no text cannot be rendered out of the way.
    sandbox.write("shop/readme.tera", [0xff, 0xfe]);
    assert_snapshot!(from(&sandbox, "../shop --replace shop=name --output again"), @"
    exit 2
    --- stderr
    error: `base/readme.tera` is written twice: also by `base/readme.tera`
    ");
}

#[test]
fn the_old_name_gives_the_repository_back() {
    let sandbox = starter();
    let before = content(&sandbox.path("starter"));
    let _ = from(&sandbox, "../starter --replace starter=name --output made --json");
    assert_eq!(content(&sandbox.path("starter")), before, "the repository is not changed");
    sandbox.scaffold().line("new starter --template made --no-git").silently();
    fs::remove_dir_all(sandbox.work("starter/.scaffold")).unwrap();
    let left_out = ["build/starter.o", "x.log", ".scaffold/answers.toml", "hosts"];
    let mut kept = scaffold::tree::Tree::default();
    for (path, file) in before.into_iter().filter(|(path, _)| !left_out.contains(&path.as_str())) {
        kept.insert(path, file).unwrap();
    }
    assert_eq!(content(&sandbox.work("starter")), kept);
}

#[test]
fn a_repository_of_git_is_what_git_says() {
    let sandbox = Sandbox::new();
    sandbox.write("starter/tracked.log", "starter\n");
    sandbox.write("starter/.gitignore", "*.log\n");
    let git = |line: &str| {
        let dir = sandbox.path("starter");
        crate::support::succeed(sandbox.command_of("git").current_dir(dir).args(line.split(' ')));
    };
    git("init --quiet");
    git("add --force tracked.log .gitignore");
    sandbox.write("starter/new.txt", "starter\n");
    sandbox.write("starter/other.log", "starter\n");
    sandbox.write("starter/inner/x", "starter\n");
    git("init --quiet inner");
    assert_snapshot!(from(&sandbox, "../starter --replace starter=name --output made"), @"
    exit 1
    --- stdout
    replaced:
      new.txt: `starter` is `name | kebab` (1 time)
      tracked.log: `starter` is `name | kebab` (1 time)
    left out:
      other.log: ignored
      inner: a repository of its own
    --- stderr

    wrote a template to made
    check it with `scaffold template check made`
    ");
    // In a repository that ignores it, a directory still has its own files.
    sandbox.write("work/.gitignore", "plain/\n");
    crate::support::succeed(sandbox.command_of("git").args(["init", "--quiet"]));
    sandbox.write("work/plain/a.txt", "starter\n");
    assert_snapshot!(from(&sandbox, "plain --replace starter=name --output of-plain"), @"
    exit 0
    --- stdout
    replaced:
      a.txt: `starter` is `name | kebab` (1 time)
    --- stderr

    wrote a template to of-plain
    check it with `scaffold template check of-plain`
    ");
}

#[cfg(unix)]
#[test]
fn nothing_is_read_through_a_link() {
    let sandbox = Sandbox::new();
    sandbox.write("starter/x.md", "starter\n");
    sandbox.write("starter/dir/secret", "starter\n");
    for arguments in [&["init", "--quiet"][..], &["add", "--all"]] {
        let dir = sandbox.path("starter");
        crate::support::succeed(sandbox.command_of("git").current_dir(dir).args(arguments));
    }
    sandbox.write("outside/secret", "starter\n");
    fs::remove_dir_all(sandbox.path("starter/dir")).expect("a directory");
    std::os::unix::fs::symlink("../outside", sandbox.path("starter/dir")).expect("a free name");
    assert_snapshot!(from(&sandbox, "../starter --replace starter=name --output made"), @"
    exit 1
    --- stdout
    replaced:
      x.md: `starter` is `name | kebab` (1 time)
    left out:
      dir: a link that leads out of the repository or to nothing
    --- stderr

    wrote a template to made
    check it with `scaffold template check made`
    ");
}

#[test]
fn names_that_overlap_are_replaced_by_the_longest() {
    let sandbox = Sandbox::new();
    sandbox.write("repo/x.md", "acme/acme-widgets AcmeWidgets ACME_URL\n");
    let run = from(
        &sandbox,
        "../repo --replace acme=owner --replace acme-widgets=name --output made --json",
    );
    assert_snapshot!(run, @r#"
    exit 0
    --- stdout
    {
      "left": [],
      "left_out": [],
      "path": "made",
      "renamed": [],
      "replaced": [
        {
          "expression": "owner | screaming",
          "path": "x.md",
          "spelling": "ACME",
          "times": 1
        },
        {
          "expression": "name | pascal",
          "path": "x.md",
          "spelling": "AcmeWidgets",
          "times": 1
        },
        {
          "expression": "owner | kebab",
          "path": "x.md",
          "spelling": "acme",
          "times": 1
        },
        {
          "expression": "name | kebab",
          "path": "x.md",
          "spelling": "acme-widgets",
          "times": 1
        }
      ]
    }
    "#);
    assert_snapshot!(sandbox.read("made/base/x.md.tera"), @"{= owner | kebab =}/{= name | kebab =} {= name | pascal =} {= owner | screaming =}_URL");
}

#[test]
fn what_an_editor_or_a_program_has_left_is_left_out_and_named() {
    let sandbox = Sandbox::new();
    sandbox.write("work/shop/shop.txt", "shop\n");
    sandbox.write("work/shop/__pycache__/shop.pyc", "shop\n");
    let line = "template from shop --replace shop=name --output made";
    let run = sandbox.scaffold().line(line).run().to_string();
    assert!(run.contains("__pycache__/shop.pyc") && run.contains("left by an editor"), "{run}");
    assert!(!sandbox.files().contains("made/base/__pycache__"), "{}", sandbox.files());
}
