//! A last rendering that is lost or damaged.

use std::fs;

use insta::assert_snapshot;

use crate::records::project;

const RENDERING: &str = ".scaffold/rendering";

#[test]
fn a_rendering_that_is_lost_is_taken_from_git() {
    let project = project();
    project.write("port", "team\n");
    project.commit();
    project.remove(RENDERING);
    assert_snapshot!(project.run_idly("update --allow-dirty"), @"
    exit 2
    --- stderr
    error: `.scaffold/rendering`, the last rendering, is missing

    hint: take it from git, `git checkout HEAD -- .scaffold/rendering`; or run `scaffold adopt`, which compares the files with the template anew
    ");
    assert_snapshot!(project.run_idly("check"), @"
    exit 1
    --- stderr
    error: `.scaffold/rendering`, the last rendering, is missing

    hint: take it from git, `git checkout HEAD -- .scaffold/rendering`; or run `scaffold adopt`, which compares the files with the template anew
    ");
    assert_snapshot!(project.run_idly("diff"), @"
    exit 2
    --- stderr
    error: `.scaffold/rendering`, the last rendering, is missing

    hint: take it from git, `git checkout HEAD -- .scaffold/rendering`; or run `scaffold adopt`, which compares the files with the template anew
    ");
    project.git("checkout HEAD -- .scaffold/rendering");
    assert_snapshot!(project.run_idly("check"), @"
    exit 0
    --- stderr
    up to date with own 1.0.0
    ");
}

#[test]
fn a_rendering_that_is_damaged_is_made_anew() {
    for damage in [
        &|bytes: &mut Vec<u8>| bytes.truncate(1000),
        &|bytes: &mut Vec<u8>| bytes.clear(),
        &|bytes: &mut Vec<u8>| *bytes = b"no archive at all, but a text".to_vec(),
        &|bytes: &mut Vec<u8>| bytes[20..600].fill(7),
    ] as [&dyn Fn(&mut Vec<u8>); 4]
    {
        let project = project();
        project.write("port", "80\nteam\n");
        project.write("team", "team\n");
        project.git("rm --quiet docs.md");
        let path = project.sandbox.work("hello").join(RENDERING);
        let whole = fs::read(&path).expect("a file");
        let mut bytes = whole.clone();
        damage(&mut bytes);
        fs::write(&path, bytes).expect("a file of ours");
        project.commit();
        for command in ["update", "check", "diff"] {
            let said = project.run_idly(command).to_string();
            assert!(said.contains("is no rendering: "), "{said}");
            assert!(said.contains("run `scaffold adopt`"), "{said}");
        }
        let said = project.run("adopt --template ../../own").to_string();
        assert_eq!(fs::read(&path).expect("a file"), whole, "{said}");
        assert_eq!(project.read("team"), "team\n");
        assert!(project.read("port").contains("team\n"), "{said}");
    }
}

#[test]
fn what_is_wrong_with_a_rendering_is_said() {
    let project = project();
    let path = project.sandbox.work("hello").join(RENDERING);
    let whole = fs::read(&path).expect("a file");
    fs::write(&path, &whole[..1000]).expect("a file of ours");
    assert_snapshot!(project.run_idly("check"), @"
    exit 1
    --- stderr
    error: `.scaffold/rendering` is no rendering: unexpected eof during skip

    hint: take it from git, `git checkout HEAD -- .scaffold/rendering`; or run `scaffold adopt`, which compares the files with the template anew
    ");
    assert_snapshot!(project.run_idly("check --json"), @r#"
    exit 1
    --- stdout
    {
      "current": false,
      "error": "`.scaffold/rendering` is no rendering: unexpected eof during skip"
    }
    --- stderr
    error: `.scaffold/rendering` is no rendering: unexpected eof during skip

    hint: take it from git, `git checkout HEAD -- .scaffold/rendering`; or run `scaffold adopt`, which compares the files with the template anew
    "#);
    fs::write(&path, "a text").expect("a file of ours");
    assert_snapshot!(project.run_idly("diff"), @"
    exit 2
    --- stderr
    error: `.scaffold/rendering` is no rendering: failed to read entire block

    hint: take it from git, `git checkout HEAD -- .scaffold/rendering`; or run `scaffold adopt`, which compares the files with the template anew
    ");
    project.write("port", "80\nteam\n");
    assert_snapshot!(project.run("adopt --template ../../own --allow-dirty"), @"
    exit 1
    --- stdout
    conflict  port: both sides changed the same lines
    --- stderr
    changed 1 file: own 1.0.0; 1 conflict left: edit the files, then `git add` them
    ");
    assert_snapshot!(project.read("port"), @"
    80
    <<<<<<< yours
    team
    =======
    >>>>>>> scaffold: own 1.0.0
    ");
}
