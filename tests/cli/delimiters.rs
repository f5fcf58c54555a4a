//! Texts that look like expressions: other delimiters, and files that are copied as they are.

use insta::assert_snapshot;

use crate::run::{MANIFEST, Sandbox};

#[test]
fn a_template_may_choose_its_delimiters() {
    let sandbox = Sandbox::new();
    let delimiters = "[delimiters]\ntag = ['<%', '%>']\nvalue = ['[=', '=]']\n";
    let more =
        "\n[[question]]\nid = 'title'\nprompt = 'T'\ndefault = '[= name | upper =] {= x =}'\n";
    sandbox.template(
        "own",
        &[
            ("template.toml", &format!("{MANIFEST}{more}{delimiters}")),
            (
                "base/[= name =].txt.tera",
                "<% if name %>\n{= name =} [= title =]\n<% endif %>\n{% x %}\n",
            ),
            ("base/{= name =}.txt", ""),
        ],
    );
    sandbox.scaffold().line("new hello --template ../own --no-git").silently();
    assert_snapshot!(sandbox.read("hello/hello.txt"), @"
    {= name =} HELLO {= x =}
    {% x %}
    ");
    assert!(sandbox.work("hello/{= name =}.txt").exists());
}

#[test]
fn raw_files_are_copied_whatever_they_look_like() {
    let sandbox = Sandbox::new();
    sandbox.template(
        "own",
        &[
            ("template.toml", &format!("raw = ['base/views/**', 'base/*.tpl.tera']\n{MANIFEST}")),
            ("base/views/{= name =}.html.tera", "{% if %}"),
            ("base/page.tpl.tera", "{= name"),
            ("base/page.txt.tera", "{= name =}"),
        ],
    );
    sandbox.scaffold().line("new hello --template ../own --no-git").silently();
    assert_eq!(sandbox.read("hello/views/{= name =}.html.tera"), "{% if %}");
    assert_eq!(sandbox.read("hello/page.tpl.tera"), "{= name");
    assert_eq!(sandbox.read("hello/page.txt"), "hello");
}
