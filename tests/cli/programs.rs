//! Programs that the configuration of somebody else's repository names: none of them runs.
#![cfg(unix)]

use std::fs;

use crate::project::{Project, manifest};
use crate::run::Sandbox;
use crate::support::succeed;

/// Keys that name a program, as git and its companions read them.
const KEYS: [&str; 43] = [
    "alias.status",
    "browser.x.cmd",
    "core.alternateRefsCommand",
    "core.askPass",
    "core.editor",
    "core.fsmonitor",
    "core.gitProxy",
    "core.pager",
    "core.sshCommand",
    "credential.helper",
    "credential.https://host.helper",
    "diff.external",
    "diff.x.command",
    "diff.x.textconv",
    "difftool.x.cmd",
    "filter.x.clean",
    "filter.x.process",
    "filter.x.smudge",
    "filter.a=b.clean",
    "filter.a=b.smudge",
    "filter.lfs.clean",
    "filter.lfs.process",
    "gc.recentObjectsHook",
    "gpg.openpgp.program",
    "gpg.program",
    "gpg.ssh.defaultKeyCommand",
    "gpg.ssh.program",
    "gpg.x509.program",
    "guitool.x.cmd",
    "interactive.diffFilter",
    "lfs.customtransfer.x.path",
    "lfs.extension.x.clean",
    "man.x.cmd",
    "merge.x.driver",
    "mergetool.x.cmd",
    "pager.status",
    "remote.origin.receivepack",
    "remote.origin.uploadpack",
    "remote.origin.vcs",
    "sequence.editor",
    "submodule.x.update",
    "trailer.x.command",
    "uploadpack.packObjectsHook",
];

const HOOKS: [&str; 6] = [
    "post-index-change",
    "pre-commit",
    "prepare-commit-msg",
    "post-commit",
    "reference-transaction",
    "fsmonitor-watchman",
];

/// Sets a trap for each key and each hook: a program that leaves a file with its name in `ran`.
fn arm(sandbox: &Sandbox, project: &str) {
    let ran = sandbox.path("ran");
    fs::create_dir_all(&ran).expect("a directory of the test's");
    let trap =
        |name: &str| format!("touch '{}/{}'; cat; false", ran.display(), name.replace('/', "-"));
    let git = |arguments: &[&str]| {
        let mut git = sandbox.command_of("git");
        succeed(git.current_dir(sandbox.work(project)).args(arguments));
    };
    for key in KEYS {
        git(&["config", key, &trap(key)]);
    }
    git(&["config", "commit.gpgSign", "true"]);
    git(&["config", "status.submoduleSummary", "true"]);
    git(&["config", "remote.origin.url", "ext::sh -c true"]);
    git(&["config", "protocol.ext.allow", "always"]);
    // What is included belongs to the repository as well, and so does a file for one work tree.
    let included = format!(
        "[core]\n\tsshCommand = \"{0}\"\n[filter \"y\"]\n\tclean = \"{0}\"\n",
        trap("included").replace('"', "\\\"")
    );
    sandbox.write(&format!("work/{project}/.git/more"), included);
    git(&["config", "include.path", "more"]);
    git(&["config", "extensions.worktreeConfig", "true"]);
    git(&["config", "--worktree", "filter.z.clean", &trap("worktree")]);
    for hook in HOOKS {
        sandbox
            .script(&format!("work/{project}/.git/hooks/{hook}"), &trap(&format!("hook-{hook}")));
    }
    let attributes =
        "* diff=x merge=x\n/a filter=x\n/b filter=y\n/c filter=z\n/d filter=a=b\n/e filter=lfs\n";
    sandbox.write(&format!("work/{project}/.git/info/attributes"), attributes);
}

fn ran(sandbox: &Sandbox) -> Vec<String> {
    let files = fs::read_dir(sandbox.path("ran")).expect("a directory of the test's");
    let mut ran: Vec<String> = files
        .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    ran.sort();
    ran
}

/// A project, and a template that has moved on; what stands in the work tree looks changed.
fn project() -> Project {
    let files = [
        ("base/a", "1\n2\n3\n"),
        ("base/b", "b\n"),
        ("base/c", "c\n"),
        ("base/d", "d\n"),
        ("base/e", "e\n"),
    ];
    let project = Project::new(&files);
    project.upgrade(&[("base/a", "1\n2\nthree\n"), ("base/b", "b\n"), ("base/f", "new\n")]);
    for file in ["a", "b", "c", "d", "e"] {
        // Its time has changed, so git must look into it.
        let content = project.read(file);
        project.write(file, content);
    }
    arm(&project.sandbox, "hello");
    project
}

#[test]
fn the_traps_work() {
    let project = project();
    let mut git = project.sandbox.command_of("git");
    git.current_dir(project.sandbox.work("hello")).args(["status", "--porcelain"]);
    git.output().expect("git starts");
    let ran = ran(&project.sandbox);
    for key in ["core.fsmonitor", "filter.x.process", "filter.a=b.clean", "included", "worktree"] {
        assert!(ran.iter().any(|it| it == key), "{key} in {ran:?}");
    }
}

#[test]
fn no_command_runs_what_a_repository_names() {
    let commands = [
        "check",
        "diff",
        "update --dry-run",
        "update",
        "update --allow-dirty",
        "new below --template ../../own",
        "template from . --replace hello=name --output ../made",
        "template from below --replace below=name --output ../made2",
        "template check below",
        "list",
    ];
    let project = project();
    project.sandbox.template(
        "own",
        &[("template.toml", &manifest("2.0.0", "")), ("base/a", "other\n"), ("base/f", "new\n")],
    );
    for command in commands {
        let run = project.run(command);
        assert_eq!(ran(&project.sandbox), Vec::<String>::new(), "{command}: {run}");
    }
    assert!(project.sandbox.work("hello/below/a").exists());
    assert!(!project.sandbox.work("hello/below/.git").exists());
}

#[test]
fn neither_does_adopting_it() {
    let project = project();
    fs::remove_dir_all(project.sandbox.work("hello/.scaffold")).expect("the record");
    let run = project.run("adopt --template ../../own --defaults --allow-dirty");
    assert_eq!(ran(&project.sandbox), Vec::<String>::new(), "{run}");
}

/// git is asked for a template, and must not ask the repository around where that is.
#[test]
fn a_template_in_git_is_fetched_as_the_user_configured_it() {
    let project = project();
    project.git("config url.ext::sh.insteadOf file://");
    project.git("config core.sshCommand touch");
    let theirs = project.sandbox.path("theirs");
    let mut git = project.sandbox.command_of("git");
    succeed(git.args(["init", "--quiet"]).arg(&theirs));
    project.sandbox.write("theirs/template.toml", manifest("1.0.0", ""));
    project.sandbox.write("theirs/base/a", "theirs\n");
    let git = |arguments: &[&str]| {
        let mut git = project.sandbox.command_of("git");
        succeed(git.current_dir(&theirs).args(arguments));
    };
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "start"]);
    let url = format!("file://{}", theirs.display());
    let new = project
        .sandbox
        .scaffold()
        .at("hello")
        .line("new ../other --defaults --template")
        .args([url.as_str()]);
    new.silently();
    assert_eq!(project.sandbox.read("other/a"), "theirs\n");
    assert_eq!(ran(&project.sandbox), Vec::<String>::new());
}

/// A filter that the user has configured is theirs, whoever's attributes name it.
#[test]
fn a_filter_of_the_users_runs() {
    let project = Project::new(&[("base/a", "old\n")]);
    let upper = "[filter \"upper\"]\n\tclean = tr a-z A-Z\n\tsmudge = tr A-Z a-z\n";
    let config = fs::read_to_string(project.sandbox.path("home/.gitconfig")).expect("a file");
    project.sandbox.write("home/.gitconfig", config + upper);
    project.write(".gitattributes", "a filter=upper\n");
    project.git("add --renormalize --all");
    project.git("add --all");
    project.git("commit --quiet --message filtered");
    assert_eq!(project.git("show HEAD:a"), "OLD\n");
    project.write("a", "old\n");
    project.upgrade(&[("base/a", "new\n")]);
    let run = project.run("update").to_string();
    assert!(run.starts_with("exit 0"), "{run}");
    assert_eq!(project.read("a"), "new\n");
}

/// With these files a project looks like a bare repository, and git would obey its `config`.
#[test]
fn a_project_that_looks_like_a_bare_repository_is_none() {
    let sandbox = Sandbox::new();
    let ran = sandbox.path("ran");
    let program = format!("touch {}; false", ran.display());
    let config = format!(
        "[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = \"{program}\"\n\tsshCommand = \"{program}\"\n"
    );
    let files = [
        ("base/HEAD", "ref: refs/heads/main\n"),
        ("base/config", config.as_str()),
        ("base/objects/k", "1\n"),
        ("base/refs/k", "1\n"),
        ("base/words", "hello\n"),
    ];
    sandbox.template("own", &files);
    let moved = manifest("2.0.0", "");
    for git in ["", "--no-git"] {
        sandbox.scaffold().line("new hello --template ../own").line(git).silently();
        assert_eq!(sandbox.work("hello/.git").exists(), git.is_empty());
        let later =
            [&[("template.toml", moved.as_str())], &files[..], &[("base/b", "b\n")]].concat();
        sandbox.template("own", &later);
        for command in
            ["check", "diff", "update", "template from . --replace hello=name --output ../made"]
        {
            let run = sandbox.scaffold().at("hello").line(command).run();
            assert!(!ran.exists(), "{command}: {run}");
            assert!(!run.to_string().starts_with("exit 2"), "{command}: {run}");
        }
        assert_eq!(sandbox.read("hello/b"), "b\n");
        fs::remove_dir_all(sandbox.work("hello")).expect("a project");
        fs::remove_dir_all(sandbox.work("made")).expect("a template");
        sandbox.template("own", &files);
    }
}

/// A submodule's configuration is another one, which a mere look at the whole would read.
#[test]
fn a_submodule_is_not_asked() {
    let project = Project::new(&[("base/a", "old\n")]);
    let sub = project.sandbox.work("hello/sub");
    let git = |arguments: &[&str]| {
        let mut git = project.sandbox.command_of("git");
        succeed(git.current_dir(&sub).args(arguments));
    };
    fs::create_dir(&sub).expect("a new directory");
    git(&["init", "--quiet"]);
    project.write("sub/file", "1\n");
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "start"]);
    project.git("-c advice.addEmbeddedRepo=false add sub");
    project.git("commit --quiet --message sub");
    arm(&project.sandbox, "hello/sub");
    project.write("sub/file", "2\n");
    project.upgrade(&[("base/a", "new\n")]);
    let run = project.run("update").to_string();
    assert!(run.starts_with("exit 0"), "{run}");
    assert_eq!(ran(&project.sandbox), Vec::<String>::new());
}
