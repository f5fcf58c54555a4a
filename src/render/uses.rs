//! What a text uses itself, told from what the partials use that it includes.

use std::collections::{BTreeMap, BTreeSet};

use super::{Engine, PARTIALS, fold_standalone_tags, new_tera};

/// What a text uses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// The names in it.
    pub names: BTreeSet<String>,
    /// The partials that it includes.
    pub partials: BTreeSet<String>,
}

impl Engine {
    /// All texts, with what each of them uses itself.
    #[must_use]
    pub fn uses(&self) -> BTreeMap<String, Uses> {
        let mut uses = self.apart().unwrap_or_default();
        for name in self.text_names() {
            let names = || self.names(name).into_iter().map(str::to_owned).collect();
            let all = || Uses { names: names(), ..Uses::default() };
            uses.entry(name.to_owned()).or_insert_with(all);
        }
        uses
    }

    /// Tera counts what a partial uses among what includes it uses. So every text is looked at
    /// where each partial is a single name, by which it is known.
    fn apart(&self) -> Option<BTreeMap<String, Uses>> {
        let partials: Vec<&str> =
            self.text_names().filter(|name| name.starts_with(PARTIALS)).collect();
        if partials.is_empty() {
            return None;
        }
        let [open, close] = &self.delimiters.value;
        // No id has two underscores.
        let sign = |index: usize| format!("partial__{index}");
        let itself = |name: &str| {
            let inside = if partials.contains(&name) { " itself" } else { "" };
            format!("{name}{inside}")
        };
        let texts = self.originals.iter().map(|(name, text)| {
            (itself(name), fold_standalone_tags(text, &self.delimiters).into_owned())
        });
        let signs = partials
            .iter()
            .enumerate()
            .map(|(index, name)| ((*name).to_owned(), format!("{open} {} {close}", sign(index))));
        let mut tera = new_tera(&self.delimiters);
        tera.add_raw_templates(texts.chain(signs)).ok()?;
        let uses = self.text_names().map(|name| {
            let all = tera.get_template_variables(&itself(name)).unwrap_or_default();
            let (mut names, mut found) = (BTreeSet::new(), BTreeSet::new());
            for used in all {
                match partials.iter().enumerate().find(|(index, _)| sign(*index) == used) {
                    Some((_, partial)) => found.insert((*partial).to_owned()),
                    None => names.insert(used.to_owned()),
                };
            }
            (name.to_owned(), Uses { names, partials: found })
        });
        Some(uses.collect())
    }
}
