//! A PostgreSQL of a bench's own, on a socket in its own folder; stopped and removed when dropped.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Failure;

/// A running server.
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
}

impl Postgres {
    /// Starts an empty server with these settings, in a new folder that PostgreSQL's user reaches.
    ///
    /// # Errors
    /// Whatever keeps it from starting.
    pub fn start(settings: &str) -> Result<Self, Failure> {
        let programs = newest_programs().ok_or("PostgreSQL is not installed")?;
        let folder = std::env::temp_dir().join(format!("guichet-postgres-{}", std::process::id()));
        std::fs::create_dir(&folder)?;
        let server = Self { programs, folder };
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&server.folder))?;
        }
        let data = server.folder.join("data");
        let initdb = ["--no-sync", "--encoding=UTF8", "--locale=C", "--auth=trust", "-U", "guichet", "-D"];
        run(server.command("initdb").args(initdb).arg(&data))?;
        let settings = format!("-k {} -c listen_addresses='' {settings}", server.folder.display());
        let log = server.folder.join("log");
        let mut ctl = server.command("pg_ctl");
        ctl.args(["start", "--wait", "-o", &settings, "-D"]).arg(&data).arg("-l").arg(log);
        run(&mut ctl)?;
        Ok(server)
    }

    /// Stops it as a crash would, and starts it again.
    ///
    /// # Errors
    /// Whatever keeps it from starting.
    pub fn restart(&self) -> Result<(), Failure> {
        let (data, log) = (self.folder.join("data"), self.folder.join("log"));
        let ctl = ["restart", "--wait", "--mode=immediate", "-D"];
        run(self.command("pg_ctl").args(ctl).arg(data).arg("-l").arg(log))
    }

    /// The folder of its socket.
    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.folder
    }

    /// The address of a database of it.
    #[must_use]
    pub fn address(&self, database: &str) -> String {
        format!("postgres://guichet@{}/{database}", self.folder.display().to_string().replace('/', "%2F"))
    }

    /// One of PostgreSQL's programs, as a user that it runs under: not as root.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        let path = self.programs.join(program);
        if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        }
    }

    /// `psql` is a client that times each statement itself, and no driver has to be built for it.
    #[must_use]
    pub fn psql(&self) -> Command {
        let mut command = Command::new(self.programs.join("psql"));
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "guichet", "-d", "postgres", "-h"]);
        command.arg(&self.folder).env("LC_ALL", "C");
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        let stopped = run(self.command("pg_ctl").args(["stop", "--mode=immediate", "-D"]).arg(data));
        if let Err(error) = stopped {
            eprintln!("PostgreSQL was not stopped: {error}");
        }
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("{} is left: {error}", self.folder.display());
        }
    }
}

fn newest_programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    let number = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    Some(versions.map(|entry| entry.path()).max_by_key(number)?.join("bin"))
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|facts| std::os::unix::fs::MetadataExt::uid(&facts) == 0)
}

/// Runs a command to its end.
///
/// # Errors
/// Where it does not start, or does not end well.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    // What outlives the command must not hold our output open.
    let done = command.stdout(Stdio::null()).status()?;
    if done.success() { Ok(()) } else { Err(format!("{command:?}: {done}").into()) }
}
