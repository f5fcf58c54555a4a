//! The same project in work trees that show it in different ways: what an update writes is the same
//! for git, and what is said is the same for people.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::project::{lines, manifest};
use crate::run::Sandbox;
use crate::support::succeed;

/// A way to look at a repository.
#[derive(Clone, Copy)]
struct View {
    name: &'static str,
    /// What `git clone` is told.
    clone: &'static [&'static str],
    /// Configuration of the clone.
    config: &'static [(&'static str, &'static str)],
    /// Attributes that this checkout alone has.
    attributes: &'static str,
    /// What is done to it then.
    then: fn(&Sandbox, &str),
}

const NOTHING: fn(&Sandbox, &str) = |_, _| {};
const PLAIN: View = View { name: "plain", clone: &[], config: &[], attributes: "", then: NOTHING };

const VIEWS: [View; 14] = [
    View { name: "modes", config: &[("core.fileMode", "false")], then: all_executable, ..PLAIN },
    View { name: "autocrlf", config: &[("core.autocrlf", "true")], ..PLAIN },
    View { name: "input", config: &[("core.autocrlf", "input")], ..PLAIN },
    View { name: "eol", config: &[("core.eol", "crlf")], attributes: "* text=auto\n", ..PLAIN },
    View { name: "attribute crlf", attributes: "*.txt text eol=crlf\n", ..PLAIN },
    View { name: "attribute lf", attributes: "* text=auto eol=lf\n", ..PLAIN },
    View { name: "filter", attributes: "tab.txt filter=tabs\n", ..PLAIN },
    View { name: "keyword", attributes: "id.txt ident\n", ..PLAIN },
    View { name: "encoding", attributes: "wide.txt working-tree-encoding=UTF-16\n", ..PLAIN },
    View { name: "links", config: &[("core.symlinks", "false")], ..PLAIN },
    View { name: "sparse", clone: &["--sparse"], then: without_docs, ..PLAIN },
    View { name: "partial", clone: &["--filter=blob:none"], ..PLAIN },
    View { name: "submodule", then: submodule, ..PLAIN },
    View { name: "worktree", then: |_, _| {}, ..PLAIN },
];

/// A file system that shows every file as executable.
fn all_executable(sandbox: &Sandbox, dir: &str) {
    for path in git(sandbox, dir, "ls-files").lines() {
        let path = sandbox.work(dir).join(path);
        if fs::symlink_metadata(&path).is_ok_and(|found| found.is_file()) {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a file of ours");
        }
    }
}

fn without_docs(sandbox: &Sandbox, dir: &str) {
    git(sandbox, dir, "sparse-checkout set .scaffold src");
    assert!(!sandbox.work(dir).join("docs").exists());
}

fn submodule(sandbox: &Sandbox, dir: &str) {
    let add = "-c protocol.file.allow=always submodule --quiet add ../hello src/vendor";
    git(sandbox, dir, add);
}

#[track_caller]
fn git(sandbox: &Sandbox, dir: &str, line: &str) -> String {
    succeed(sandbox.command_of("git").arg("-C").arg(dir).args(line.split_whitespace()))
}

/// The template in its first version or the second; what the second one does to each file is
/// something else.
fn template(sandbox: &Sandbox, second: bool) {
    let one = |first: &'static str, other: &'static str| if second { other } else { first };
    let version = manifest(one("1.0.0", "2.0.0"), "");
    let a = lines(one("1 2 3 4 5 6 7 8 9", "one 2 3 4 5 6 7 8 9"));
    let mut files = vec![
        ("template.toml", version.as_str()),
        ("base/a.txt", &a),
        ("base/src/b.txt", one("b\n", "bb\n")),
        ("base/docs/d.txt", one("d\n", "dd\n")),
        ("base/docs/kept.txt", "kept\n"),
        ("base/tab.txt", one("    1\n2\n3\n", "    one\n2\n3\n")),
        ("base/id.txt", one("$Id$\n1\n2\n3\n", "$Id$\none\n2\n3\n")),
        ("base/wide.txt", one("\u{fc}\n2\n3\n", "\u{fc}\u{fc}\n2\n3\n")),
        ("base/later.sh", "#!/bin/sh\n"),
    ];
    if second {
        files.extend([("base/new.txt", "new\n"), ("base/docs/new.txt", "new\n")]);
    } else {
        files.extend([("base/gone.txt", "gone\n"), ("base/docs/gone.txt", "gone\n")]);
    }
    sandbox.template("own", &files);
    sandbox.script("own/base/run.sh", one("echo 1", "echo one"));
    if second {
        sandbox.script("own/base/later.sh", "exit");
        sandbox.script("own/base/new.sh", "exit");
    }
    symlink(one("a.txt", "id.txt"), sandbox.path("own/base/link")).expect("a new link");
}

/// The project `hello` with edits of a team in it.
fn origin(format: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let config = format!(
        "[user]\nname = A\nemail = a@example.com\n[filter \"tabs\"]\nclean = sed 's/\\\\t/    /'\n\
         smudge = sed 's/    /\\\\t/'\n[uploadpack]\nallowFilter = true\n\
         [init]\ndefaultObjectFormat = {format}\n"
    );
    sandbox.write("home/.gitconfig", config);
    template(&sandbox, false);
    let new = sandbox.scaffold().line("new hello --template ../own");
    new.env("GIT_DEFAULT_HASH", format).silently();
    for file in ["a.txt", "tab.txt", "id.txt", "wide.txt", "docs/kept.txt"] {
        let path = sandbox.work("hello").join(file);
        let text = fs::read_to_string(&path).expect("a file") + "team\n";
        fs::write(path, text).expect("a file of ours");
    }
    git(&sandbox, "hello", "commit --quiet --all --message team");
    template(&sandbox, true);
    sandbox
}

/// What there is in the end: the tree that git has, and what was said on the way.
fn outcome(sandbox: &Sandbox, views: &[View], dir: &str) -> (String, String) {
    let origin = format!("file://{}", sandbox.work("hello").display());
    let mut clone = sandbox.command_of("git");
    clone.args(["clone", "--quiet", "--no-checkout"]);
    clone.args(views.iter().flat_map(|view| view.clone)).args([origin.as_str(), dir]);
    succeed(&mut clone);
    for (key, value) in views.iter().flat_map(|view| view.config) {
        git(sandbox, dir, &format!("config {key} {value}"));
    }
    let attributes: String = views.iter().map(|view| view.attributes).collect();
    sandbox.write(&format!("work/{dir}/.git/info/attributes"), attributes);
    git(sandbox, dir, "checkout --quiet main");
    let mut dir = dir.to_owned();
    if views.iter().any(|view| view.name == "worktree") {
        git(sandbox, &dir, &format!("worktree add --quiet ../{dir}-tree -b tree"));
        dir += "-tree";
    }
    views.iter().for_each(|view| (view.then)(sandbox, &dir));
    // A tool that knows nothing of all this edits a file, and another one is touched.
    let path = sandbox.work(&dir).join("src/b.txt");
    let text = fs::read(&path).expect("a file");
    fs::write(&path, &text).expect("a file of ours");
    let path = sandbox.work(&dir).join("a.txt");
    let text = [&fs::read(&path).expect("a file")[..], b"by a tool\n"].concat();
    fs::write(&path, text).expect("a file of ours");
    git(sandbox, &dir, "commit --quiet --all --message tool");

    let mut said = String::new();
    for line in ["diff", "check", "update --template ../../own", "check", "update", "diff"] {
        if line == "check" && said.contains("updated") {
            git(sandbox, &dir, "add --all");
            git(sandbox, &dir, "commit --quiet --message update");
            assert_eq!(git(sandbox, &dir, "status --porcelain"), "", "{}", names(views));
        }
        let run = sandbox.scaffold().at(&dir).line(line).run();
        said = [said, format!("$ {line}\n{run}\n")].concat();
    }
    (tree(sandbox, &dir), said)
}

/// Modes, paths and contents of what is committed.
fn tree(sandbox: &Sandbox, dir: &str) -> String {
    let mut tree = Vec::new();
    for line in git(sandbox, dir, "ls-tree -r HEAD").lines() {
        let (about, path) = line.split_once('\t').expect("an entry");
        // The rendering has the versions of its answers in it, and a submodule is nothing of ours.
        if [".scaffold/rendering", ".gitmodules", "src/vendor"].contains(&path) {
            continue;
        }
        let content = git(sandbox, dir, &format!("cat-file blob HEAD:{path}"));
        tree.push(format!("{} {path}\n{content}\n", &about[..6]));
    }
    tree.concat()
}

fn names(views: &[View]) -> String {
    views.iter().map(|view| view.name).collect::<Vec<_>>().join(" and ")
}

#[track_caller]
fn same(sandbox: &Sandbox, expected: &(String, String), views: &[View], dir: &str) {
    let (tree, said) = outcome(sandbox, views, dir);
    assert_eq!(said, expected.1, "{}", names(views));
    assert_eq!(tree, expected.0, "{}", names(views));
}

fn expected(sandbox: &Sandbox) -> (String, String) {
    let expected = outcome(sandbox, &[PLAIN], "plain");
    for end in ["100755 later.sh\n", "100755 new.sh\n", "120000 link\nid.txt\n", "\nby a tool\n"] {
        assert!(expected.0.contains(end), "{end} in {}", expected.0);
    }
    assert!(!expected.0.contains("gone"), "{}", expected.0);
    expected
}

#[test]
fn a_project_is_what_git_has_of_it() {
    let sandbox = origin("sha1");
    let expected = expected(&sandbox);
    for (number, view) in VIEWS.iter().enumerate() {
        same(&sandbox, &expected, &[*view], &format!("view{number}"));
    }
}

#[test]
fn longer_ids_change_nothing() {
    let expected = expected(&origin("sha1"));
    let sandbox = origin("sha256");
    for (number, view) in [PLAIN, VIEWS[0], VIEWS[1], VIEWS[10]].iter().enumerate() {
        same(&sandbox, &expected, &[*view], &format!("view{number}"));
    }
    assert_eq!(git(&sandbox, "view0", "rev-parse --show-object-format").trim(), "sha256");
}

#[test]
#[ignore = "a minute: every pair of ways"]
fn two_ways_at_once_change_nothing_either() {
    let sandbox = origin("sha1");
    let expected = expected(&sandbox);
    for (first, view) in VIEWS.iter().enumerate() {
        for (second, other) in VIEWS.iter().enumerate().skip(first + 1) {
            if (view.name, other.name) == ("sparse", "partial") {
                // What has been edited is in no such clone: see below.
                continue;
            }
            same(&sandbox, &expected, &[*view, *other], &format!("view{first}-{second}"));
        }
    }
}

/// A file that only Windows reads, in a repository that keeps no such ends of lines.
#[test]
fn a_template_in_crlf_and_a_team_in_lf_are_merged() {
    let sandbox = Sandbox::new();
    let text = |first: &str| format!("{first}\r\n2\r\n3\r\n4\r\n");
    sandbox.template("own", &[("base/run.bat", &text("1")), ("base/gone.bat", "gone\r\n")]);
    sandbox.scaffold().line("new hello --template ../own").silently();
    sandbox.write("work/hello/.gitattributes", "* text=auto\n");
    git(&sandbox, "hello", "add --renormalize .");
    git(&sandbox, "hello", "add --all");
    git(&sandbox, "hello", "commit --quiet --message normal");
    git(&sandbox, ".", "clone --quiet hello clone");
    let diff = sandbox.scaffold().line("diff clone").run().to_string();
    assert!(diff.contains("run.bat"), "the ends of lines are the team's, which shows: {diff}");
    sandbox.write("work/clone/run.bat", "1\n2\n3\n4\nteam\n");
    git(&sandbox, "clone", "commit --quiet --all --message team");
    let manifest = manifest("2.0.0", "");
    let files = [
        ("template.toml", &*manifest),
        ("base/run.bat", &text("one")),
        ("base/new.bat", "new\r\n"),
    ];
    sandbox.template("own", &files);
    let update =
        sandbox.scaffold().line("update clone").line("--template ../own").run().to_string();
    assert!(update.starts_with("exit 0\n"), "{update}");
    assert_eq!(sandbox.read("clone/run.bat"), "one\n2\n3\n4\nteam\n");
    assert_eq!(sandbox.read("clone/new.bat"), "new\n", "what git would have checked out");
    assert!(!Path::new(&sandbox.work("clone/gone.bat")).exists(), "nobody has edited it");
}

/// A clone without what it does not show. An edit that nobody can look at is not merged.
#[test]
fn what_a_clone_lacks_is_named() {
    let sandbox = origin("sha1");
    let origin = format!("file://{}", sandbox.work("hello").display());
    let options = ["clone", "--quiet", "--sparse", "--filter=blob:none", &origin, "clone"];
    succeed(sandbox.command_of("git").args(options));
    git(&sandbox, "clone", "sparse-checkout set .scaffold src");
    let manifest = manifest("2.0.0", "");
    let files = [("template.toml", &*manifest), ("base/docs/kept.txt", "kept and changed\n")];
    sandbox.template("own", &files);
    let update =
        sandbox.scaffold().at("clone").line("update --template ../../own").run().to_string();
    assert!(update.contains("the content of `docs/kept.txt`"), "{update}");
    assert!(update.contains("`git sparse-checkout add docs` fetches it"), "{update}");
    assert!(update.starts_with("exit 2\n"), "{update}");
    git(&sandbox, "clone", "sparse-checkout add docs");
    let update =
        sandbox.scaffold().at("clone").line("update --template ../../own").run().to_string();
    assert!(update.contains("conflict  docs/kept.txt"), "{update}");
}
