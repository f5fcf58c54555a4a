//! What a template may hold, and arrives as it is.

use std::fs;

use crate::run::Sandbox;

/// What no other generator gets right in all cases.
#[test]
#[cfg(unix)]
fn files_arrive_byte_for_byte() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let sandbox = Sandbox::new();
    sandbox.template(
        "own",
        &[("base/text.tera", "\u{feff}{= name =}\r\n{% if name %}\r\nx\r\n{% endif %}\r\n")],
    );
    let kept: [(&str, &[u8]); 6] = [
        ("binary", b"\x00\xff\xfe{= name =}\x89PNG"),
        ("crlf", b"{= name =}\r\n{% if x %}\r\n"),
        ("bom", b"\xef\xbb\xbftext"),
        ("empty", b""),
        ("no line break", b"end"),
        ("deep/er/.hidden", b"\n\n\n"),
    ];
    for (name, bytes) in kept {
        sandbox.write(&format!("own/base/{name}"), bytes);
    }
    sandbox.script("own/base/run.tera", "echo {= name =}");
    sandbox.script("own/base/tool", "exit");
    symlink("deep/er", sandbox.path("own/base/link")).expect("the link is new");
    sandbox.scaffold().line("new hello --template ../own --no-git").silently();
    for (name, bytes) in kept {
        assert_eq!(fs::read(sandbox.work("hello").join(name)).expect("a file"), bytes, "{name}");
    }
    assert_eq!(sandbox.read("hello/text"), "\u{feff}hello\r\nx\r\n");
    assert_eq!(sandbox.read("hello/run"), "#!/bin/sh\necho hello\n");
    let mode = |name: &str| {
        let metadata = fs::metadata(sandbox.work("hello").join(name)).expect("a file");
        metadata.permissions().mode() & 0o111 != 0
    };
    assert!(mode("run") && mode("tool") && !mode("crlf"));
    let link = fs::read_link(sandbox.work("hello/link")).expect("a link");
    assert_eq!(link, std::path::Path::new("deep/er"));
}

#[test]
fn what_our_delimiters_are_not_is_text() {
    let sandbox = Sandbox::new();
    let text = "${{ secrets.X }} {{ .Values.x }} {# #} {~ ~} {! !} {{{ }}} %} =} ;}\n";
    sandbox.template("own", &[("base/x.tera", text)]);
    sandbox.scaffold().line("new hello --template ../own --no-git").silently();
    assert_eq!(sandbox.read("hello/x"), text);
}
