//! Declares the window's commands, so that each needs a permission, and embeds the pages.

use std::{fs, io, path::Path};

/// The commands of `src/commands.rs`; `capabilities/main.json` grants them one by one.
const COMMANDS: &[&str] = &[
    "call",
    "startup",
    "take_link",
    "open_window",
    "unlock_with_passphrase",
    "save_document",
    "save_table",
    "save_customer_data",
    "open_document",
];

/// A checkout in which `ui/` has not been built still compiles, to a window that says so.
const NOT_BUILT: &str = "<!doctype html><meta charset=\"utf-8\"><title>Guichet</title>\
    <p>The pages are not built: run <code>npm run build</code> in <code>ui/</code>, then build again.";

fn main() -> io::Result<()> {
    let dist = Path::new("../ui/dist");
    if !dist.join("index.html").exists() {
        fs::create_dir_all(dist)?;
        fs::write(dist.join("index.html"), NOT_BUILT)?;
    }
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)).map_err(io::Error::other)
}
