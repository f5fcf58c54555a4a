//! Proof that a template gives its repository back, and nothing of it under another name.

use std::collections::BTreeMap;

use crate::answers::{self, Given};
use crate::error::{Error, Origin, Result, StarterFault};
use crate::path::RelPath;
use crate::template::{Layer, Template};
use crate::tree::{File, Tree};

use super::pieces::Pieces;
use super::{Left, Replacement};

/// The files of the repository by those of the template.
pub(super) type Origins = BTreeMap<RelPath, RelPath>;

/// Renders the template with the old names and with others.
///
/// # Errors
/// [`StarterFault::Unfaithful`] and [`StarterFault::Survives`], and whatever is wrong with the
/// template: all of them bugs.
pub(super) fn check(
    template: &Tree,
    repository: &Tree,
    origins: &Origins,
    (replacements, left): (&[Replacement], &[Left]),
) -> Result<()> {
    let layer = Layer {
        label: "the template".to_owned(),
        embedded: false,
        tree: template.clone(),
        revision: None,
    };
    let template = Template::load(layer.into())?;
    let same = answers::resolve(&template, &Given::default())?;
    let rendered = template.render(&same)?.tree;
    if let Some(path) = first_difference(&rendered, repository) {
        return Err(Error::Starter(StarterFault::Unfaithful(path)));
    }
    let mut given = Given::default();
    for (index, replacement) in replacements.iter().enumerate() {
        let name = probe(index, replacements);
        given.add_text(&replacement.id, name, Origin::Set);
    }
    let other = template.render(&answers::resolve(&template, &given)?)?;
    let mut survivors = Vec::new();
    for (path, file) in &other.tree {
        let origin = other.sources.get(path).and_then(|source| origins.get(source)).unwrap_or(path);
        survivors.extend(names_in(path.as_str(), origin, replacements));
        survivors.extend(match file {
            File::Link { target } => names_in(target, origin, replacements),
            File::Regular { bytes, .. } => {
                names_in(&String::from_utf8_lossy(bytes), origin, replacements)
            }
        });
    }
    let mut listed: Vec<_> =
        left.iter().map(|left| (left.path.clone(), left.spelling.clone())).collect();
    listed.sort();
    survivors.sort();
    let mut listed = listed.into_iter().peekable();
    for (path, spelling) in survivors {
        while listed.next_if(|it| it < &(path.clone(), spelling.clone())).is_some() {}
        if listed.next_if(|it| it == &(path.clone(), spelling.clone())).is_none() {
            return Err(Error::Starter(StarterFault::Survives { path, spelling }));
        }
    }
    Ok(())
}

fn first_difference(rendered: &Tree, repository: &Tree) -> Option<String> {
    let differs = |path: &RelPath| rendered.get(path.as_str()) != repository.get(path.as_str());
    let paths = repository.iter().chain(rendered).map(|(path, _)| path);
    paths.into_iter().find(|path| differs(path)).map(ToString::to_string)
}

/// A name of two words, none of which is in another name.
fn probe(index: usize, replacements: &[Replacement]) -> String {
    const WORDS: [&str; 4] = ["quokka", "vivid", "jumble", "zephyr"];
    let is_free = |word: &&str| {
        let within = |it: &String| word.contains(it.as_str());
        !replacements.iter().any(|replacement| replacement.words.iter().any(within))
    };
    let free: Vec<&str> = WORDS.into_iter().filter(is_free).take(2).collect();
    // Letters count up where more than one name is replaced.
    let letters = "x".repeat(index + 1);
    match free[..] {
        [first, second] => format!("{first} {second}{letters}"),
        _ => format!("{letters}9 {letters}8"),
    }
}

fn names_in(text: &str, origin: &RelPath, replacements: &[Replacement]) -> Vec<(String, String)> {
    let all = Pieces::default().left(origin, text, replacements, None);
    all.into_iter().map(|left| (left.path, left.spelling)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with a template whose only file has this text, made of one with `starter`.
    fn fault(text: &str, path: &str) -> Option<StarterFault> {
        let manifest = "name = 't'\nversion = '1.0.0'\ndescription = ''\n[[question]]\nid = 'x'\nprompt = 'X'\ndefault = 'starter'\n";
        let template = Tree::of(&[("template.toml", manifest), (path, text)]);
        let repository = Tree::of(&[("starter.md", "starter")]);
        let replacements = [Replacement::new("starter", "x")];
        match check(&template, &repository, &Origins::new(), (&replacements, &[])) {
            Ok(()) => None,
            Err(Error::Starter(fault)) => Some(fault),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn a_template_that_is_none_of_the_repository_is_not_written() {
        const PATH: &str = "base/{= kebab(of=x) =}.md.tera";
        assert_eq!(fault("{= x | snake =}", PATH), None);
        let unfaithful =
            |text, path| matches!(fault(text, path), Some(StarterFault::Unfaithful(_)));
        assert!(unfaithful("{= x | pascal =}", PATH));
        assert!(unfaithful("{= x =}", "base/other.md.tera"));
        let survives =
            |text, path| matches!(fault(text, path), Some(StarterFault::Survives { .. }));
        assert!(survives("starter", PATH));
        assert!(survives("{= x =}", "base/starter.md.tera"));
    }
}
