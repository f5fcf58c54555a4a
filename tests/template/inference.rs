//! What `adopt` infers from a repository: the embedded template recognises what it wrote itself,
//! and is not led astray by what it did not write.

use std::collections::BTreeSet;

use scaffold::infer::{Inferred, files, infer};
use scaffold::path::RelPath;
use scaffold::tree::{File, Tree};

use crate::project::{Choice, Project, TEMPLATE};

fn tree<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Tree {
    let mut tree = Tree::default();
    for (path, text) in files {
        let path = RelPath::new(path).expect("a path");
        tree.insert(path, File::regular(text.as_bytes().to_vec())).expect("a free path");
    }
    tree
}

/// What is inferred, with everything as text.
fn told(project: &Tree) -> (Vec<(String, String)>, BTreeSet<String>) {
    let Inferred { answers, components } = infer(&TEMPLATE, project);
    (answers.iter().map(|(id, value)| (id.clone(), value.to_string())).collect(), components)
}

#[test]
fn a_rendering_tells_the_answers_behind_it() {
    let choices = |id: &str| {
        let question = TEMPLATE.question(id).expect("a question");
        question.choices.iter().map(|choice| choice.value.clone()).collect::<Vec<_>>()
    };
    let full = Choice::full().answer("owner", "Acme-Org").answer("package", "other");
    let mut all = vec![Choice::default(), full.clone()];
    for id in ["license", "python", "secrets"] {
        all.extend(choices(id).iter().map(|value| full.clone().answer(id, value)));
    }
    for llm in choices("llm") {
        for database in choices("database") {
            for cache in choices("cache") {
                let one = full.clone().answer("llm", &llm).answer("database", &database);
                all.push(one.answer("cache", &cache));
            }
        }
    }
    for id in &full.components {
        all.push(Choice { components: BTreeSet::from([id.clone()]), ..Choice::default() });
    }
    let mut scaled = full.clone().answer("autoscaling", "latency");
    scaled.components.remove("keda");
    all.push(scaled);
    for registry in ["ghcr.io", "registry.example.com:5000/team", "localhost:5000"] {
        all.push(full.clone().answer("registry", registry));
    }
    for choice in all {
        let project = Project::render(&choice);
        let rendered = tree(project.files().map(|(path, entry)| (path, entry.text.as_str())));
        let (answers, components) = told(&rendered);
        for (id, value) in &answers {
            assert_eq!(*value, project.answer(id), "{id} of {}", project.label);
        }
        let always =
            ["cache", "database", "description", "license", "llm", "name", "package", "python"];
        for id in always {
            assert!(answers.iter().any(|(known, _)| known == id), "{id} of {}", project.label);
        }
        // One without files of its own leaves nothing to be told by.
        let owner = |id: &str| TEMPLATE.files().any(|(component, _)| component == Some(id));
        let there = TEMPLATE.selectable().filter(|it| project.has(&it.id) && owner(&it.id));
        assert_eq!(components, there.map(|component| component.id.clone()).collect());
    }
    let rendered = Project::render(&full);
    let rendered = tree(rendered.files().map(|(path, entry)| (path, entry.text.as_str())));
    for id in ["owner", "registry", "secrets"] {
        assert!(told(&rendered).0.iter().any(|(known, _)| known == id), "{id}");
    }
}

#[track_caller]
fn tells(files: &[(&str, &str)], expected: &str) {
    let (answers, components) = told(&tree(files.iter().copied()));
    let answers = answers.into_iter().map(|(id, value)| format!("{id}={value}"));
    let all: Vec<String> = answers.chain(components).collect();
    assert_eq!(all.join(" "), expected);
}

#[test]
fn repositories_of_others_tell_what_they_can() {
    tells(
        &[
            (
                "pyproject.toml",
                "[build-system]\nrequires = ['hatchling']\n[[tool.uv.index]]\nname = \"pypi\"\n\
                 [project]\ndynamic = [\n  \"version\",\n]\nname = 'shop-bot'\ndescription = 'Sells \"it\"'\n\
                 requires-python = \">=3.12,<4\"\nlicense = { text = \"Apache-2.0\" }\n\
                 dependencies = [\"fastapi\", \"langchain-anthropic\", \"psycopg[binary]>=3\"]\n\
                 [project.urls]\nRepository = \"https://github.com/Acme/shop-bot\"\n\
                 [tool.hatch.build.targets.wheel]\npackages = [\"src/shop\"]\n",
            ),
            ("Dockerfile", "FROM python:3.12\n"),
            (".github/workflows/ci.yml", "on: push\n"),
            (
                "deploy/base/deployment.yaml",
                "  image: postgres:17\n  image: registry.example.com/a/b/shop-bot:1\n",
            ),
        ],
        "cache=none database=postgres description=Sells \"it\" license=Apache-2.0 llm=anthropic name=shop-bot owner=Acme \
         package=shop python=3.12 registry=registry.example.com/a ci docker kubernetes",
    );
    tells(
        &[
            (
                "pyproject.toml",
                "[tool.poetry]\r\nname = \"shop\"\r\ndescription = \"Sells things\"\r\n\
                 packages = [{ include = \"shop_api\", from = \"src\" }]\r\n\
                 [tool.poetry.dependencies]\r\npython = \"^3.13\"\r\nopenai = \"^2\"\r\nredis = \"*\"\r\n",
            ),
            ("LICENSE.md", "# The MIT License (MIT)\n"),
        ],
        "cache=redis database=none description=Sells things license=MIT llm=openai name=shop \
         package=shop_api python=3.13",
    );
    tells(
        &[
            ("requirements.txt", "flask==3\nasyncpg==0.30\n"),
            ("alembic.ini", "script_location = src/shop/migrations\n"),
            (".python-version", "3.14.1\n"),
        ],
        "cache=none database=postgres llm=none package=shop python=3.14",
    );
    tells(
        &[
            ("requirements.txt", "pydantic-ai-slim[openai]>=2\nredis>=8\n"),
            ("pyproject.toml", "[tool.uv.build-backend]\nmodule-name = \"shop\"\n"),
            ("LICENSE.txt", "MIT License\n"),
            ("alembic.ini", "script_location = migrations\n"),
            ("docs/secrets.md", "They are in the vault.\n"),
        ],
        "cache=redis database=postgres license=MIT llm=openai package=shop secrets=manual",
    );
    tells(
        &[
            ("requirements.txt", "flask==3\n"),
            ("docs/secrets.md", "`vault kv put -mount=secret shop` writes them.\n"),
        ],
        "cache=none database=none llm=none secrets=external-secrets",
    );
    tells(
        &[
            ("requirements.txt", "ollama\n"),
            ("LICENSE", "  Apache License\n  Version 2.0, January 2004\n"),
            (".github/workflows/ci.yml", "  tags: registry.example.com:5000/team/acme/shop:1\n"),
        ],
        "cache=none database=none license=Apache-2.0 llm=ollama registry=registry.example.com:5000/team ci",
    );
    tells(
        &[
            ("pyproject.toml", "[dependency-groups]\nllm = ['ollama']\n"),
            ("LICENSE", "Copyright (c) Acme\n\nPermission is hereby granted, free of charge, to\n"),
            ("alembic.ini", "[alembic]\nscript_location = shop:migrations\n"),
        ],
        "cache=none database=postgres license=MIT llm=ollama package=shop",
    );
    for license in ["LICENSE.md", "LICENSE.txt"] {
        tells(
            &[
                ("requirements.txt", "anthropic\npsycopg[binary]\n"),
                (license, "Apache License\nVersion 2.0\n"),
            ],
            "cache=none database=postgres license=Apache-2.0 llm=anthropic",
        );
    }
    // What no question accepts is left to the person.
    tells(
        &[
            ("pyproject.toml", "[project]\nname = \"My_Shop\"\nrequires-python = \">=3.9\"\n"),
            ("LICENSE", "GNU GENERAL PUBLIC LICENSE\n"),
        ],
        "cache=none database=none llm=none",
    );
    tells(&[("README.md", "# name = \"x\"\n")], "");
}

#[test]
fn a_name_elsewhere_is_not_the_service() {
    tells(
        &[(
            "pyproject.toml",
            "[project]\nversion = \"1\"\n\n[tool.x]\nname = \"x\"\nlicense = \"MIT\"\n",
        )],
        "cache=none database=none llm=none",
    );
}

#[test]
fn few_files_are_looked_at() {
    let files: Vec<String> = files(&TEMPLATE).iter().map(ToString::to_string).collect();
    for path in ["pyproject.toml", ".python-version", "LICENSE", "alembic.ini", "Dockerfile"] {
        assert!(files.iter().any(|file| file == path), "{path}");
    }
    assert!(files.iter().all(|path| !path.starts_with(".env") || path == ".env.example"));
}
