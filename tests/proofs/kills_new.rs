//! What is written anew, killed or out of space at every single call of the system that could
//! matter: there is nothing, or all of it, or the next run of the same command makes it so.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Output};

use scaffold::source;
use scaffold::tree::Tree;
use tempfile::TempDir;

use crate::support::{require, scaffold, succeed, text};

const NEW: [&str; 6] = ["new", "hello", "--template", "../own", "--defaults", "--quiet"];

/// The system calls that can find a disk full. Some processors lack the older ones.
const SPACE: [&str; 8] =
    ["write", "?rename", "?renameat", "renameat2", "?mkdir", "mkdirat", "?symlink", "symlinkat"];
const OTHERS: [&str; 5] = ["?unlink", "unlinkat", "?rmdir", "flock", "fsync"];

const MANIFEST: &str = "name = 'own'\nversion = '1.0.0'\ndescription = 'A template of a proof'\n\
    [[question]]\nid = 'name'\nprompt = 'Name'\n";

/// What is there before the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum There {
    Nothing,
    Directory,
    Repository,
}

const EVERYWHERE: [There; 3] = [There::Nothing, There::Directory, There::Repository];

/// A template, and a directory in which it becomes a project.
struct Case {
    dir: TempDir,
    there: There,
    whole: Tree,
}

impl Case {
    #[track_caller]
    fn new(there: There) -> Self {
        require(&["git", "strace"], &[]);
        let dir = tempfile::tempdir().expect("a temporary directory");
        fs::write(dir.path().join(".gitconfig"), "[user]\nname = Team\nemail = team@example.com\n")
            .expect("a new file");
        let base = dir.path().join("own/base");
        fs::create_dir_all(base.join("deep/er")).expect("new directories");
        fs::write(dir.path().join("own/template.toml"), MANIFEST).expect("a new file");
        for (file, text) in [("a", "a"), ("deep/er/b", "b"), ("deep/c", "c")] {
            fs::write(base.join(file), text).expect("a new file");
        }
        std::os::unix::fs::symlink("deep", base.join("link")).expect("a new link");
        let mut case = Self { dir, there, whole: Tree::default() };
        case.fresh();
        succeed(case.scaffold().args(NEW));
        case.whole = case.files().expect("a project");
        case
    }

    fn work(&self) -> PathBuf {
        self.dir.path().join("work")
    }

    /// The directory to work in, as it is before the first run.
    fn fresh(&self) {
        if self.work().exists() {
            fs::remove_dir_all(self.work()).expect("a directory of ours");
        }
        fs::create_dir(self.work()).expect("a new directory");
        match self.there {
            There::Nothing => {}
            There::Directory => fs::create_dir(self.work().join("hello")).expect("a new one"),
            There::Repository => drop(succeed(&mut self.git(&["init", "--quiet", "hello"]))),
        }
    }

    fn scaffold(&self) -> Command {
        let mut command = scaffold(self.dir.path());
        command.current_dir(self.work());
        command
    }

    fn git(&self, arguments: &[&str]) -> Command {
        let mut git = Command::new("git");
        git.current_dir(self.work()).args(arguments);
        git.env("GIT_CONFIG_GLOBAL", self.dir.path().join(".gitconfig"));
        git
    }

    /// The project's files but those of git; none if there is no directory.
    fn files(&self) -> Option<Tree> {
        let project = self.work().join("hello");
        project.is_dir().then(|| source::directory(&project).expect("it can be read"))
    }

    /// What the directory holds in which the project is made.
    fn entries(&self) -> Vec<String> {
        let entries = fs::read_dir(self.work()).expect("a directory");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        names.map(|name| name.to_string_lossy().into_owned()).collect()
    }

    #[track_caller]
    fn is_whole(&self, when: &str) {
        assert_eq!(self.files().as_ref(), Some(&self.whole), "{when}");
        assert_eq!(self.entries(), ["hello"], "{when}");
        let count = succeed(&mut self.git(&["-C", "hello", "rev-list", "--count", "HEAD"]));
        assert_eq!(count, "1\n", "{when}");
        assert_eq!(succeed(&mut self.git(&["-C", "hello", "status", "--porcelain"])), "", "{when}");
    }

    #[track_caller]
    fn is_as_before(&self, when: &str) {
        let expected = (self.there != There::Nothing).then(Tree::default);
        assert_eq!(self.files(), expected, "{when}");
        assert_eq!(self.entries().len(), usize::from(expected.is_some()), "{when}");
        let has_git = self.work().join("hello/.git").exists();
        assert_eq!(has_git, self.there == There::Repository, "{when}");
        assert!(!self.work().join("hello/.git/index").exists(), "{when}");
    }

    /// The same command again, after a run that was killed: it makes the project, unless there is
    /// nothing left to make.
    #[track_caller]
    fn again(&self, arguments: &[&str], when: &str) -> Again {
        let output = self.scaffold().args(arguments).output().expect("it starts");
        if output.status.success() {
            self.is_whole(when);
            return Again::Made;
        }
        let said = text(&output);
        assert!(said.contains("exists and is not empty"), "{when}: {said}");
        // What is left is swept by the next run that has something to do beside it.
        succeed(self.scaffold().args(["new", "other"]).args(&arguments[2..]));
        fs::remove_dir_all(self.work().join("other")).expect("another project");
        if self.there != There::Nothing {
            for entry in fs::read_dir(self.work().join("hello")).expect("a directory") {
                let path = entry.expect("an entry").path();
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                if name.starts_with(".scaffold-") {
                    fs::remove_dir_all(path).expect("a leftover that git does not see");
                }
            }
        }
        self.is_whole(when);
        Again::WasWhole
    }
}

#[derive(PartialEq, Eq)]
enum Again {
    Made,
    WasWhole,
}

/// Runs `arguments` of the program, and does `what` to it at its `at`th call of `calls`. Programs
/// that it starts are left alone.
fn disturbed(plain: &mut Command, arguments: &[&str], inject: (&str, &str, usize)) -> Output {
    let (calls, what, at) = inject;
    let mut strace = Command::new("strace");
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => strace.env(name, value),
            None => strace.env_remove(name),
        };
    }
    strace
        .current_dir(plain.get_current_dir().expect("it has one"))
        .args(["-f", "-qq", "--detach-on=execve", "-e", &format!("trace={calls}")])
        .args(["-e", &format!("inject={calls}:{what}:when={at}"), "-o", "/dev/null"])
        .arg(plain.get_program())
        .args(arguments)
        .output()
        .expect("strace starts")
}

fn is_killed(status: ExitStatus) -> bool {
    status.signal() == Some(9)
}

#[test]
#[ignore = "needs strace"]
fn a_killed_new_is_made_whole_by_the_next_run() {
    for there in EVERYWHERE {
        let case = Case::new(there);
        let (mut made, mut whole) = (0, 0);
        for call in SPACE.iter().chain(&OTHERS) {
            for at in 1.. {
                case.fresh();
                let run = disturbed(&mut case.scaffold(), &NEW, (call, "signal=SIGKILL", at));
                let when = format!("{there:?}: {call} {at}");
                if !is_killed(run.status) {
                    assert!(run.status.success(), "{when}: {}", text(&run));
                    case.is_whole(&when);
                    break;
                }
                match case.again(&NEW, &when) {
                    Again::Made => made += 1,
                    Again::WasWhole => whole += 1,
                }
            }
        }
        println!("{there:?}: {made} kills before the project was final, {whole} after");
        assert!(made > 10, "{there:?}: {made} kills before the project was final, {whole} after");
    }
}

/// Sweeping is as little to be disturbed as making.
#[test]
#[ignore = "needs strace"]
fn a_killed_sweep_is_finished_by_the_next_run() {
    for there in EVERYWHERE {
        let case = Case::new(there);
        let script = "test -e ../../killed && exit; touch ../../killed; kill -9 $PPID";
        let task = format!("[[task]]\nrun = ['sh', '-c', '{script}']\n");
        fs::write(case.dir.path().join("own/template.toml"), format!("{MANIFEST}{task}"))
            .expect("a file of ours");
        let arguments: Vec<&str> = NEW.iter().copied().chain(["--trust"]).collect();
        let mut kills = 0;
        for call in ["?rename", "?renameat", "renameat2", "?mkdir", "mkdirat", "unlinkat", "?rmdir"]
        {
            for at in 1.. {
                case.fresh();
                let _ = fs::remove_file(case.dir.path().join("killed"));
                let first = case.scaffold().args(&arguments).output().expect("it starts");
                assert!(is_killed(first.status), "{}", text(&first));
                let run = disturbed(&mut case.scaffold(), &arguments, (call, "signal=SIGKILL", at));
                let when = format!("{there:?}: {call} {at}");
                if !is_killed(run.status) {
                    assert!(run.status.success(), "{when}: {}", text(&run));
                    break;
                }
                case.again(&arguments, &when);
                kills += 1;
            }
        }
        println!("{there:?}: {kills} kills");
        assert!(kills > 10, "{there:?}: {kills} kills");
    }
}

/// No other run is needed: the one that fails takes back what it has done.
#[test]
#[ignore = "needs strace"]
fn a_new_without_space_leaves_nothing() {
    for there in EVERYWHERE {
        let case = Case::new(there);
        let mut failed = 0;
        for call in SPACE {
            for at in 1..100 {
                case.fresh();
                let run = disturbed(&mut case.scaffold(), &NEW, (call, "error=ENOSPC", at));
                let when = format!("{there:?}: {call} {at}: {}", text(&run));
                if run.status.success() {
                    case.is_whole(&when);
                    break;
                }
                assert_eq!(run.status.code(), Some(2), "{when}");
                case.is_as_before(&when);
                failed += 1;
            }
        }
        println!("{there:?}: {failed} failures for want of space");
        assert!(failed > 10, "{there:?}: {failed} failures");
    }
}

/// git meets the end of the disk, too: the whole project with its commit, or nothing and a failure.
#[test]
#[ignore = "needs a file system of its own"]
fn a_disk_of_any_size_has_a_commit_or_nothing() {
    require(&["unshare", "mount"], &[]);
    let case = Case::new(There::Nothing);
    let large = "a line of text\n".repeat(300);
    for file in 0..12 {
        fs::write(case.dir.path().join(format!("own/base/{file}")), &large).expect("a new file");
    }
    let script = r#"
for kilobytes in $(seq 20 4 500); do
  mount -t tmpfs -o size=${kilobytes}k tmpfs "$DISK" || exit 77
  cd "$DISK"
  "$0" "$@" 2> ../said
  status=$?
  commits=$(git -C hello rev-list --count HEAD 2> ../head || echo 0)
  echo "$kilobytes $status $commits $(ls -A | wc -l)"
  cd .. && umount "$DISK" || exit 78
done
"#;
    case.fresh();
    let plain = case.scaffold();
    let mut unshare = Command::new("unshare");
    for (name, value) in plain.get_envs() {
        if let Some(value) = value {
            unshare.env(name, value);
        }
    }
    unshare.env("DISK", case.work()).args(["--user", "--map-root-user", "--mount"]);
    let told = succeed(unshare.args(["bash", "-c", script]).arg(plain.get_program()).args(NEW));
    let (mut made, mut failed) = (0, 0);
    for line in told.lines() {
        match line.split(' ').skip(1).collect::<Vec<_>>()[..] {
            ["0", "1", "1"] => made += 1,
            ["2", "0", "0"] => failed += 1,
            _ => panic!("size, exit code, commits, entries: {line}"),
        }
    }
    println!("{failed} disks were too small, {made} were not");
    assert!(made > 3 && failed > 10, "{failed} disks were too small, {made} were not");
}

#[test]
#[ignore = "needs strace"]
fn a_killed_template_from_is_made_whole_by_the_next_run() {
    let from = ["template", "from", "../starter", "--replace", "own=name", "--output", "made"];
    for there in [There::Nothing, There::Directory] {
        let case = Case::new(There::Nothing);
        let starter = case.dir.path().join("starter");
        fs::create_dir_all(starter.join("deep")).expect("new directories");
        fs::write(starter.join("deep/own"), "the own name\n").expect("a new file");
        let fresh = || {
            case.fresh();
            if there == There::Directory {
                fs::create_dir(case.work().join("made")).expect("a new directory");
            }
        };
        let made = || source::directory(&case.work().join("made")).expect("a template");
        fresh();
        succeed(case.scaffold().args(from));
        let whole = made();
        let mut kills = 0;
        for call in SPACE.iter().chain(&OTHERS) {
            for at in 1.. {
                fresh();
                let run = disturbed(&mut case.scaffold(), &from, (call, "signal=SIGKILL", at));
                let when = format!("{there:?}: {call} {at}");
                if !is_killed(run.status) {
                    assert!(run.status.success(), "{when}: {}", text(&run));
                    break;
                }
                kills += 1;
                let again = case.scaffold().args(from).output().expect("it starts");
                if again.status.success() {
                    assert_eq!(made(), whole, "{when}");
                    assert_eq!(case.entries(), ["made"], "{when}");
                } else {
                    assert!(text(&again).contains("exists and is not empty"), "{}", text(&again));
                    for (path, file) in &whole {
                        assert_eq!(made().get(path.as_str()), Some(file), "{when}");
                    }
                }
            }
        }
        println!("{there:?}: {kills} kills");
        assert!(kills > 10, "{there:?}: {kills} kills");
    }
}

/// What is expected is what it was or what was accepted, and nothing lies beside it.
#[test]
#[ignore = "needs strace"]
fn a_killed_accept_leaves_the_old_or_the_new() {
    let case = Case::new(There::Nothing);
    let one = case.dir.path().join("own/tests/one");
    fs::create_dir_all(&one).expect("new directories");
    fs::write(one.join("answers.toml"), "name = 'one'\n").expect("a new file");
    let accept = ["template", "test", "../own", "--accept"];
    let set = |text: &str| {
        fs::write(case.dir.path().join("own/base/a"), text).expect("a file of ours");
    };
    let expected = || fs::read_to_string(one.join("expected/a")).expect("an expectation");
    let (mut old, mut new) = (0, 0);
    for (call, what) in SPACE
        .iter()
        .chain(&OTHERS)
        .map(|call| (call, "signal=SIGKILL"))
        .chain(SPACE.iter().map(|call| (call, "error=ENOSPC")))
    {
        for at in 1..200 {
            set("old");
            succeed(case.scaffold().args(accept));
            set("new");
            let run = disturbed(&mut case.scaffold(), &accept, (call, what, at));
            if run.status.success() {
                assert_eq!(expected(), "new", "{call} {at}");
                break;
            }
            // Exit code 1 if it is the old one, and no leftover is a file of the case.
            let test = case.scaffold().args(["template", "test", "../own"]).output();
            let test = test.expect("it starts");
            let code = test.status.code();
            match expected().as_str() {
                "old" if code == Some(1) => old += 1,
                "new" if code == Some(0) => new += 1,
                other => panic!("{call} {at}: {other}, {code:?}: {}", text(&test)),
            }
            assert_eq!(fs::read_dir(&one).expect("a directory").count(), 2, "{call} {at}");
        }
    }
    println!("{old} kills and failures left the old one, {new} the new one");
    assert!(old > 10 && new > 0, "{old} left the old one, {new} the new one");
}
