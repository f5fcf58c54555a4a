//! `include_dir` does not notice added files; Cargo does.

fn main() {
    println!("cargo:rerun-if-changed=templates");
    println!("cargo:rerun-if-changed=src/commands/template/skeletons");
}
