//! Dockerfiles, as far as the rules ask: stages and their instructions.

const INSTRUCTIONS: [&str; 16] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// One stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// What stands after `AS`.
    pub name: String,
    /// The image or stage it starts from.
    pub base: String,
    /// Keyword and arguments, continued lines joined.
    pub instructions: Vec<(String, String)>,
}

impl Stage {
    /// The arguments of every instruction of this kind.
    pub fn all<'a>(&'a self, keyword: &'a str) -> impl Iterator<Item = &'a str> {
        self.instructions
            .iter()
            .filter(move |(key, _)| key == keyword)
            .map(|(_, text)| text.as_str())
    }
}

/// Reads a Dockerfile.
pub fn parse(text: &str) -> Result<Vec<Stage>, String> {
    let mut stages: Vec<Stage> = Vec::new();
    for line in joined(text) {
        let (keyword, rest) = line.split_once(char::is_whitespace).unwrap_or((&line, ""));
        if !INSTRUCTIONS.contains(&keyword) {
            return Err(format!("unknown instruction {keyword:?}"));
        }
        if rest.trim().is_empty() {
            return Err(format!("{keyword} without arguments"));
        }
        let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
        if keyword == "FROM" {
            let (base, name) = match rest.split_once(" AS ") {
                Some((base, name)) => (base.to_owned(), name.to_owned()),
                None if rest.contains(' ') => {
                    return Err(format!("FROM {rest}: `AS` is lower case"));
                }
                None => (rest, String::new()),
            };
            stages.push(Stage { name, base, instructions: Vec::new() });
        } else if let Some(stage) = stages.last_mut() {
            stage.instructions.push((keyword.to_owned(), rest));
        } else if keyword != "ARG" {
            return Err(format!("{keyword} before the first FROM"));
        }
    }
    if stages.is_empty() { Err("no stage".to_owned()) } else { Ok(stages) }
}

/// The instructions, each on one line, without comments.
fn joined(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut open = String::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        match line.strip_suffix('\\') {
            Some(start) => open.push_str(start),
            None => lines.push(std::mem::take(&mut open) + line),
        }
    }
    lines.push(open);
    lines.retain(|line| !line.trim().is_empty());
    lines
}

/// The stage called `name` and those it starts from, nearest first.
pub fn lineage<'a>(stages: &'a [Stage], name: &str) -> Vec<&'a Stage> {
    let mut lineage: Vec<&Stage> = Vec::new();
    let mut wanted = name.to_owned();
    while let Some(stage) = stages.iter().find(|stage| stage.name == wanted) {
        if lineage.contains(&stage) {
            break;
        }
        lineage.push(stage);
        wanted.clone_from(&stage.base);
    }
    lineage
}

#[test]
fn stages_are_read_and_nonsense_is_refused() {
    let text = "# syntax=x\nFROM a AS base\nENV A=1 \\\n    B=2\nFROM base AS last\nUSER 1:1\n";
    let stages = parse(text).unwrap();
    assert_eq!(stages[0].all("ENV").collect::<Vec<_>>(), ["A=1 B=2"]);
    let names: Vec<_> = lineage(&stages, "last").iter().map(|stage| &stage.name).collect();
    assert_eq!(names, ["last", "base"]);
    for broken in ["", "RUN x", "FROM a\nCOPPY x y", "FROM a as b", "FROM a\nRUN"] {
        assert!(parse(broken).is_err(), "{broken:?}");
    }
}
