//! An account of system calls, as strace writes it, read as what a command has done.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::{Row, World};

/// What has been seen of a trace.
pub struct Seen<'w> {
    world: &'w World,
    cwd: PathBuf,
    /// Where each process is, as its last call said that names the place.
    places: BTreeMap<String, PathBuf>,
    row: Row,
    /// Processes that run another program: what those read is theirs.
    foreign: BTreeSet<String>,
}

impl<'w> Seen<'w> {
    /// Nothing yet, of a program that starts in the directory `cwd`.
    pub fn from(world: &'w World, cwd: PathBuf) -> Self {
        let (places, foreign) = (BTreeMap::new(), BTreeSet::new());
        Self { world, cwd, places, row: Row::new(), foreign }
    }

    /// What was done, by the columns of the table.
    pub fn into_row(self) -> Row {
        self.row
    }

    /// Reads a line.
    pub fn take(&mut self, line: &str) {
        let Some((pid, call)) = line.split_once(' ') else { return };
        let (call, failed) = (call.trim_start(), call.contains(" = -1 "));
        let Some((name, arguments)) = call.split_once('(') else { return };
        let here = arguments.split_once("AT_FDCWD<").and_then(|(_, rest)| rest.split_once('>'));
        let moved = (name == "chdir" && !failed).then(|| arguments.split('"').nth(1)).flatten();
        if let Some(place) = here.map(|(place, _)| place).or(moved) {
            let place = self.here(pid).join(place);
            self.places.insert(pid.to_owned(), place);
        }
        match name {
            "socket" | "connect" if arguments.contains("AF_INET") => {
                self.note("contacts", "somebody");
            }
            "execve" if !failed => self.executes(pid, arguments),
            "access" | "faccessat" | "faccessat2" | "stat" | "lstat" | "newfstatat" | "statx"
            | "readlink" | "readlinkat" | "getcwd" | "chdir" | "statfs" => {}
            "open" | "openat" | "openat2" if !failed => {
                let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"];
                let writes = writes.iter().any(|flag| arguments.contains(flag));
                let column = if writes { "writes" } else { "reads" };
                let lists = arguments.contains("O_DIRECTORY") || arguments.contains("O_PATH");
                if writes || !(self.foreign.contains(pid) || lists) {
                    self.paths(column, pid, arguments);
                }
            }
            _ if !failed => self.paths("writes", pid, arguments),
            _ => {}
        }
    }

    fn here(&self, pid: &str) -> PathBuf {
        self.places.get(pid).unwrap_or(&self.cwd).clone()
    }

    fn executes(&mut self, pid: &str, arguments: &str) {
        let path = arguments.split('"').nth(1).unwrap_or_default();
        let program = path.rsplit('/').next().unwrap_or_default().to_owned();
        if program == "scaffold" {
            return;
        }
        self.foreign.insert(pid.to_owned());
        if !path.contains("git-core") {
            let word = if program == "touch" { "tasks" } else { program.as_str() };
            self.note("runs", word);
        }
    }

    /// Every path of a call, seen from the directory before it.
    fn paths(&mut self, column: &'static str, pid: &str, arguments: &str) {
        let mut base = self.here(pid);
        for (index, part) in arguments.split('"').enumerate() {
            if index % 2 == 1 {
                if let Some(place) = self.world.place(&tidy(&base.join(part))) {
                    self.note(column, &place);
                }
            } else if let Some((dir, _)) = part.split_once('<').and_then(|it| it.1.split_once('>'))
            {
                base = PathBuf::from(dir);
            }
        }
    }

    fn note(&mut self, column: &'static str, word: &str) {
        self.row.entry(column).or_default().insert(word.to_owned());
    }
}

fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(tidy.pop()),
            Component::CurDir => {}
            part => tidy.push(part),
        }
    }
    tidy
}
