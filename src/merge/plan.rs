//! All files of a merge together: where each comes to stand, and what is in its way.

use std::collections::{BTreeMap, BTreeSet};

use crate::path::RelPath;
use crate::tree::{File, Tree};

use super::content::{self, Joined};
use super::endings::Alike;
use super::follow::{self, Subject};
use super::table::{self, Row};
use super::{Change, Conflict, ConflictKind, Kind, Merge, Sides};

/// Files that cannot be written, each with the one in its way.
pub type Obstacles = BTreeMap<RelPath, RelPath>;

/// A merge that may still find that something is in the way.
pub struct Plan<'a> {
    sides: &'a Sides<'a>,
    merge: Merge,
    /// Where files of the team are removed, replaced or moved away from.
    left: BTreeSet<&'a RelPath>,
}

impl<'a> Plan<'a> {
    /// The merge, but for files that are known to be blocked.
    pub fn new(sides: &'a Sides<'a>, blocked: &Obstacles) -> Self {
        let mut plan = Self { sides, merge: Merge::default(), left: BTreeSet::new() };
        for subject in follow::subjects(sides) {
            match blocked.get(subject.path).filter(|_| subject.new.is_some()) {
                Some(by) => plan.tell(&subject, blocked_by(by)),
                None => plan.decide(&subject),
            }
        }
        plan
    }

    /// What is in the way of a file of the template once all edits are made.
    pub fn obstacles(&self) -> Obstacles {
        let mut result = Tree::default();
        let staying = self.sides.yours.iter().filter(|(path, _)| !self.left.contains(path));
        let written =
            self.merge.edits.iter().filter_map(|(path, file)| Some((path, file.as_ref()?)));
        let mut obstacles = Obstacles::new();
        for (path, file) in staying.chain(written) {
            if let Err(collision) = result.insert(path.clone(), file.clone()) {
                obstacles.insert(collision.second, collision.first);
            }
        }
        let deleted = self.merge.changes.iter().filter(|it| it.kind == Kind::StaysDeleted);
        for change in deleted {
            if let Some(by) = result.claimant(&change.path) {
                obstacles.insert(change.path.clone(), by.clone());
            }
        }
        obstacles
    }

    /// The merge, now that nothing is in the way.
    pub fn into_merge(self) -> Merge {
        let Merge { mut changes, mut edits } = self.merge;
        edits.retain(|path, file| self.sides.yours.get(path.as_str()) != file.as_ref());
        changes.sort_by(|a, b| (&a.path, &a.from).cmp(&(&b.path, &b.from)));
        Merge { changes, edits }
    }

    fn decide(&mut self, subject: &Subject<'a>) {
        let Subject { last, yours, new, .. } = *subject;
        let alike = yours.map(|yours| Alike::new(last, yours, new));
        let (last, same, new) = match &alike {
            Some(alike) => (alike.last.as_deref(), Some(&*alike.yours), alike.new.as_deref()),
            None => (last, None, new),
        };
        let back = |file: File| alike.as_ref().map_or(file.clone(), |alike| alike.back(file));
        let outcome = match (table::row(last, same, new), same, new) {
            (Row::Leave, ..) => None,
            (Row::StayDeleted, ..) => Some((Kind::StaysDeleted, None)),
            (Row::Keep, ..) => Some((conflict(ConflictKind::Removed, subject), None)),
            (Row::Remove, ..) => Some((Kind::Removed, None)),
            (Row::Merge, Some(yours), Some(new)) => self.join(subject, last, yours, new),
            (Row::Update, _, new) => Some((Kind::Updated, new.cloned())),
            (Row::Add | Row::Merge, _, new) => Some((Kind::Added, new.cloned())),
        };
        let (kind, file) = outcome.unzip();
        let edited = same != last;
        match yours {
            Some(yours) if subject.at != subject.path => {
                let file = file.flatten().map_or(yours.clone(), back);
                self.write(subject.path, file);
                self.remove(subject.at);
                self.tell(subject, moved(kind, edited));
            }
            _ => {
                let file = file.flatten();
                if yours.is_some() && (file.is_some() || kind == Some(Kind::Removed)) {
                    self.remove(subject.at);
                }
                if let Some(file) = file {
                    self.write(subject.path, back(file));
                }
                kind.into_iter().for_each(|kind| self.tell(subject, kind));
            }
        }
    }

    /// What `yours`, its lines ended as the template's, becomes; nothing if it stays.
    fn join(
        &mut self,
        subject: &Subject<'_>,
        last: Option<&File>,
        yours: &File,
        new: &File,
    ) -> Option<(Kind, Option<File>)> {
        match content::join(subject.path, self.sides.label, last, yours, new) {
            Joined::Clean(file) if file == *yours => None,
            Joined::Clean(file) => Some((Kind::Merged, Some(file))),
            Joined::Conflict(file) => Some((conflict(ConflictKind::Lines, subject), Some(file))),
            Joined::Whole => {
                let beside = self.beside(subject.path, new);
                if self.sides.yours.get(beside.as_str()).is_none() {
                    self.write(&beside, new.clone());
                }
                Some((conflict(ConflictKind::Whole { beside }, subject), None))
            }
        }
    }

    /// A free name for the new version of the file at `path`, or one that has it already.
    fn beside(&self, path: &RelPath, new: &File) -> RelPath {
        let Sides { yours, new: rendering, .. } = self.sides;
        let names = (1..).map(|number: usize| match number {
            1 => format!("{path}.new"),
            number => format!("{path}.new{number}"),
        });
        let mut names = names
            .map(|name| RelPath::new(&name).expect("a valid path stays one with letters behind"));
        // What is in the way of the directory is in the way of the file at `path`, too.
        let free = |tree: &Tree, name: &RelPath| {
            let by = tree.claimant(name);
            by.is_none_or(|by| name.ancestors().any(|dir| dir == by.as_str()))
        };
        let free = |name: &RelPath| {
            let there = yours.get(name.as_str()) == Some(new);
            free(&rendering.tree, name) && (there || free(yours, name))
        };
        names.find(free).expect("a tree has not all names")
    }

    fn write(&mut self, path: &RelPath, file: File) {
        self.merge.edits.insert(path.clone(), Some(file));
    }

    /// Removes what is at `path`, unless another file comes there.
    fn remove(&mut self, path: &'a RelPath) {
        self.left.insert(path);
        self.merge.edits.entry(path.clone()).or_insert(None);
    }

    fn tell(&mut self, subject: &Subject<'_>, kind: Kind) {
        let from = subject.renamed.filter(|_| subject.at != subject.path).cloned();
        self.merge.changes.push(Change { path: subject.path.clone(), from, kind });
    }
}

/// What happens to a file that also moves.
fn moved(kind: Option<Kind>, edited: bool) -> Kind {
    match kind {
        Some(Kind::Updated) | None if !edited => Kind::Renamed,
        Some(kind) => kind,
        None => Kind::Merged,
    }
}

fn conflict(kind: ConflictKind, subject: &Subject<'_>) -> Kind {
    let stages = [subject.last, subject.yours, subject.new].map(Option::<&File>::cloned);
    Kind::Conflict(Conflict { kind, stages })
}

fn blocked_by(by: &RelPath) -> Kind {
    let kind = ConflictKind::Blocked { by: by.clone() };
    Kind::Conflict(Conflict { kind, stages: [None, None, None] })
}
