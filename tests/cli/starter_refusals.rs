//! What `scaffold template from` refuses.

use insta::assert_snapshot;

use crate::run::Sandbox;

#[test]
fn what_cannot_be_done_is_said() {
    let sandbox = Sandbox::new();
    sandbox.write("repo/starter/x.txt", "starter\n");
    sandbox.write("full/x", "");
    let refused = [
        "../repo --replace starter --output made",
        "../repo --replace starter=Name --output made",
        "../repo --replace starter=defaults --replace x=pins --output made",
        "../repo --replace __=name --output made",
        "../repo --replace starter=name --replace x=name --output made",
        "../repo --replace starter=name --replace STARTER=other --output made",
        "../repo --replace startre=name --output made",
        "../repo --replace other=name --output made",
        "../gone --replace starter=name --output made",
        "../repo --replace starter=name --output ../repo/made",
        "../repo --replace starter=name --output ../full",
    ]
    .map(|line| {
        format!("$ {line}\n{}", sandbox.scaffold().line(&format!("template from {line}")).run())
    });
    assert_snapshot!(refused.join("\n"), @"
    $ ../repo --replace starter --output made
    exit 2
    --- stderr
    error: `--replace starter` says no replacement

    hint: write `--replace NAME=QUESTION`, as in `--replace my-starter=name`

    $ ../repo --replace starter=Name --output made
    exit 2
    --- stderr
    error: `Name` is no id: lower-case letters, digits and `_` (`-` in components)

    $ ../repo --replace starter=defaults --replace x=pins --output made
    exit 2
    --- stderr
    error: the id `defaults` is already taken by a flag of scaffold

    error: the id `pins` is already taken by scaffold

    $ ../repo --replace __=name --output made
    exit 2
    --- stderr
    error: `__` has no words of ASCII letters and digits alone

    $ ../repo --replace starter=name --replace x=name --output made
    exit 2
    --- stderr
    error: two names are replaced by `name`

    $ ../repo --replace starter=name --replace STARTER=other --output made
    exit 2
    --- stderr
    error: `STARTER` is replaced twice

    $ ../repo --replace startre=name --output made
    exit 2
    --- stderr
    error: `startre` stands nowhere in the repository as a word of its own

    hint: did you mean `starter`?

    $ ../repo --replace other=name --output made
    exit 2
    --- stderr
    error: `other` stands nowhere in the repository as a word of its own

    $ ../gone --replace starter=name --output made
    exit 2
    --- stderr
    error: `../gone` is no directory

    $ ../repo --replace starter=name --output ../repo/made
    exit 2
    --- stderr
    error: `../repo/made` lies in the repository, which is not changed

    hint: choose a path beside it

    $ ../repo --replace starter=name --output ../full
    exit 2
    --- stderr
    error: `../full` exists and is not empty

    hint: choose another path, or empty the directory first
    ");
    assert_eq!(sandbox.files(), "");
}
