//! What a repository's own configuration may decide: what its files are, and no program.
//!
//! Each key that is not known to be mere data is set back to what the user and the system say.

use std::collections::BTreeMap;
use std::env;

use super::call::Call;

/// Sections, and keys of others, that name neither a program nor an address at which git would
/// look for something. Of an address git can make no use in our calls, so those of remotes stay.
const DATA: [&str; 26] = [
    "advice",
    "author",
    "blame",
    "branch",
    "checkout",
    "color",
    "column",
    "commitgraph",
    "committer",
    "extensions",
    "feature",
    "i18n",
    "index",
    "log",
    "pack",
    "pull",
    "push",
    "rebase",
    "rerere",
    "sparse",
    "splitindex",
    "stash",
    "status",
    "transfer",
    "url",
    "user",
];
const CORE: [&str; 45] = [
    "abbrev",
    "attributesfile",
    "autocrlf",
    "bare",
    "bigfilethreshold",
    "checkroundtripencoding",
    "checkstat",
    "commentchar",
    "commitgraph",
    "compression",
    "createobject",
    "deltabasecachelimit",
    "eol",
    "excludesfile",
    "filemode",
    "filesreflocktimeout",
    "fscache",
    "fsmonitorhookversion",
    "fsync",
    "fsyncmethod",
    "fsyncobjectfiles",
    "hidedotfiles",
    "ignorecase",
    "ignorestat",
    "logallrefupdates",
    "longpaths",
    "loosecompression",
    "maxtreedepth",
    "multipackindex",
    "packedgitlimit",
    "packedgitwindowsize",
    "packedrefstimeout",
    "precomposeunicode",
    "preloadindex",
    "protecthfs",
    "protectntfs",
    "quotepath",
    "repositoryformatversion",
    "safecrlf",
    "sharedrepository",
    "sparsecheckout",
    "sparsecheckoutcone",
    "splitindex",
    "symlinks",
    "trustctime",
];
const OTHERS: [&str; 14] = [
    "core.untrackedcache",
    "core.usereplacerefs",
    "core.warnambiguousrefs",
    "core.whitespace",
    "core.worktree",
    "commit.gpgsign",
    "gc.auto",
    "gpg.format",
    "init.defaultbranch",
    "lfs.repositoryformatversion",
    "merge.conflictstyle",
    "remote.pushdefault",
    "tag.gpgsign",
    "tag.sort",
];
const DIFF: [&str; 17] = [
    "algorithm",
    "autorefreshindex",
    "colormoved",
    "colormovedws",
    "context",
    "dirstat",
    "ignoresubmodules",
    "indentheuristic",
    "interhunkcontext",
    "mnemonicprefix",
    "noprefix",
    "renamelimit",
    "renames",
    "statgraphwidth",
    "submodule",
    "suppressblankempty",
    "wserrorhighlight",
];
const REMOTE: [&str; 8] =
    ["fetch", "partialclonefilter", "promisor", "prune", "push", "pushurl", "tagopt", "url"];
const SUBMODULE: [&str; 4] = ["active", "branch", "ignore", "url"];

/// The repository's own configuration, as far as it is set back.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// What is said instead, in this order.
    instead: Vec<(String, String)>,
    /// A key with a program for each filter that the user and the system do not know.
    pub filters: BTreeMap<String, String>,
    /// What holds of section `core`, by key.
    pub core: BTreeMap<String, String>,
}

impl Settings {
    /// From `git config --list --show-scope -z`.
    ///
    /// # Errors
    /// A key that cannot be said again.
    pub fn read(list: &[u8]) -> Result<Self, &'static str> {
        let mut core = BTreeMap::new();
        let mut own: Vec<&str> = Vec::new();
        let mut outer: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut fields = list.split(|byte| *byte == 0);
        while let (Some(scope), Some(entry)) = (fields.next(), fields.next()) {
            let is_own = matches!(scope, b"local" | b"worktree");
            let entry = match std::str::from_utf8(entry) {
                Ok(entry) => entry,
                Err(_) if is_own => return Err("its configuration is not UTF-8"),
                Err(_) => continue,
            };
            // A key without a value is true.
            let (key, value) = entry.split_once('\n').unwrap_or((entry, "true"));
            if key.starts_with("core.") {
                core.insert(key.to_owned(), value.to_owned());
            }
            if !is_own {
                outer.entry(key).or_default().push(value);
            } else if !is_data(key) && !own.contains(&key) {
                own.push(key);
            }
        }
        let mut this = Self { core, ..Self::default() };
        for key in own {
            // Where values add up, an empty one takes away those before it.
            this.instead.push((key.to_owned(), String::new()));
            let values = outer.get(key).into_iter().flatten();
            this.instead.extend(values.map(|value| (key.to_owned(), (*value).to_owned())));
            if let Some((driver, _)) = filter(key)
                && !outer.keys().any(|key| filter(key).is_some_and(|(outer, _)| outer == driver))
            {
                this.filters.insert(driver.to_owned(), key.to_owned());
            }
        }
        Ok(this)
    }

    /// Says to a call what holds instead.
    pub fn apply(&self, mut call: Call) -> Call {
        let before = env::var("GIT_CONFIG_COUNT").ok().and_then(|count| count.parse().ok());
        let mut count: usize = before.unwrap_or(0);
        for (key, value) in &self.instead {
            if key.contains('=') {
                // On a command line it would end at the first of these.
                call = call
                    .env(&format!("GIT_CONFIG_KEY_{count}"), Some(key))
                    .env(&format!("GIT_CONFIG_VALUE_{count}"), Some(value));
                count += 1;
                call = call.env("GIT_CONFIG_COUNT", Some(&count.to_string()));
            } else {
                call = call.args(["-c", &format!("{key}={value}")]);
            }
        }
        call
    }
}

/// The filter that a key has a program for, and for what.
fn filter(key: &str) -> Option<(&str, &str)> {
    let (driver, what) = key.strip_prefix("filter.")?.rsplit_once('.')?;
    matches!(what, "clean" | "smudge" | "process").then_some((driver, what))
}

/// Whether a key names no program. Its section and last part are in lower case.
fn is_data(key: &str) -> bool {
    let Some((section, rest)) = key.split_once('.') else { return false };
    let last = rest.rsplit('.').next().unwrap_or_default();
    // What is included is listed itself.
    DATA.contains(&section)
        || matches!(section, "include" | "includeif")
        || OTHERS.contains(&key)
        || match section {
            "diff" => DIFF.contains(&rest),
            "core" => CORE.contains(&rest),
            "remote" => REMOTE.contains(&last),
            "submodule" => SUBMODULE.contains(&last),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_data_is_the_repositorys_to_say() {
        for key in ["core.filemode", "remote.origin.url", "branch.a.b.merge", "user.email"] {
            assert!(is_data(key), "{key}");
        }
        for key in ["core.sshcommand", "filter.x.clean", "remote.url.vcs", "alias.x", "x", ""] {
            assert!(!is_data(key), "{key}");
        }
    }

    #[test]
    fn a_filter_of_the_users_stays_as_it_is() {
        let list = b"global\0filter.lfs.process\nlfs p\0local\0filter.lfs.process\nevil\0\
            local\0filter.lfs.clean\nevil\0local\0filter.x.y.clean\nevil\0local\0filter.x.y.required\0";
        let settings = Settings::read(list).unwrap();
        let said: Vec<_> =
            settings.instead.iter().map(|(key, value)| format!("{key}={value}")).collect();
        assert_eq!(
            said,
            [
                "filter.lfs.process=",
                "filter.lfs.process=lfs p",
                "filter.lfs.clean=",
                "filter.x.y.clean=",
                "filter.x.y.required="
            ]
        );
        assert_eq!(settings.filters, BTreeMap::from([("x.y".into(), "filter.x.y.clean".into())]));
    }

    #[test]
    fn a_key_that_cannot_be_said_again_is_refused() {
        assert!(Settings::read(b"local\0filter.\xff.clean\nevil\0").is_err());
        assert!(Settings::read(b"global\0filter.\xff.clean\nmine\0").is_ok());
    }
}
