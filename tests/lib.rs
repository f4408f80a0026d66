//! Places that the tests across crates need.
#![deny(missing_docs)]

use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A program that is ended, by its process id, when a test ends in any way.
#[derive(Debug)]
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program of the centre that lies beside a program of these tests, on a database; the first admin gets this password.
#[must_use]
pub fn central(beside: &Path, database: &str, password: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(beside.with_file_name("guichet-central"));
    command.args(arguments).env("DATABASE_URL", database).env("GUICHET_LOG", "error");
    command.env("GUICHET_ADMIN_PASSWORD", password).stdin(Stdio::null());
    command
}

/// What a program printed.
///
/// # Errors
/// Where it is not there, or failed: with what it complained of.
pub fn printed(mut program: Command) -> io::Result<String> {
    let done = program.output()?;
    if !done.status.success() {
        return Err(io::Error::other(format!("{program:?}: {}", String::from_utf8_lossy(&done.stderr))));
    }
    Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned())
}

/// A port of this machine that nobody listens on.
///
/// # Errors
/// Where there is none.
pub fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The repository's root.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_path_buf()
}

/// All files below a folder, but for what is installed or built there.
#[must_use]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).flat_map(below).collect();
    found.sort();
    found
}

fn below(path: PathBuf) -> Vec<PathBuf> {
    let left_out = ["node_modules", "dist", "target", "gen"].iter().any(|name| path.ends_with(name));
    match (path.is_dir(), left_out) {
        (true, true) => Vec::new(),
        (true, false) => files(&path),
        (false, _) => vec![path],
    }
}
