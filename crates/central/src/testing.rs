//! A PostgreSQL of its own for tests: started once for all test programs that run at the same time, a database of its
//! own for each test, stopped and removed when the last of them has ended, however it ended.
//!
//! Each user of the server holds a shared lock on a file; a watcher waits until it could have that lock for itself. The
//! kernel drops locks with their process, so a killed test leaves no server behind.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use sqlx::postgres::PgPool;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::clock::{Ids, RandomIds};
use crate::database;

/// Why a test has no database: tests stop at it.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The running server, for as long as this process lives.
struct Server {
    socket: PathBuf,
    _in_use: File,
}

/// A database with the centre's schema, for one test.
#[derive(Debug, Clone)]
pub struct Database {
    /// Where it is: `postgres://…`.
    pub address: String,
    /// Connections to it.
    pub pool: PgPool,
}

impl Database {
    /// A new one with the schema, empty.
    ///
    /// # Errors
    /// Whatever keeps PostgreSQL from starting.
    pub async fn new() -> Result<Self, Failure> {
        Self::of_template(&template_name()).await
    }

    /// A new one without even the schema.
    ///
    /// # Errors
    /// Whatever keeps PostgreSQL from starting.
    pub async fn bare() -> Result<Self, Failure> {
        Self::of_template("template0").await
    }

    async fn of_template(template: &str) -> Result<Self, Failure> {
        let server = tokio::task::spawn_blocking(server).await??;
        let name = format!("t{}", RandomIds.next().simple());
        let mut admin = PgConnection::connect(&server.address("postgres")).await?;
        // Safe: both names are ours.
        let make = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy");
        sqlx::query(AssertSqlSafe(make)).execute(&mut admin).await?;
        admin.close().await?;
        let address = server.address(&name);
        let pool = database::connect(&address, 12).await?;
        Ok(Self { address, pool })
    }
}

fn template_name() -> String {
    let steps: Vec<u8> = database::SCHEMA.iter().flat_map(|step| step.checksum.iter().copied()).collect();
    let hash = crate::secret::hex(&crate::secret::hash(&steps));
    format!("guichet_{}", hash.get(..16).unwrap_or_default())
}

impl Server {
    fn address(&self, database: &str) -> String {
        let socket = self.socket.display().to_string().replace('/', "%2F");
        format!("postgres://guichet@{socket}/{database}")
    }
}

fn server() -> Result<&'static Server, Failure> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    let started = SERVER.get_or_init(|| join_or_start().map_err(|error| error.to_string()));
    started.as_ref().map_err(|error| error.clone().into())
}

fn join_or_start() -> Result<Server, Failure> {
    let folder = std::env::temp_dir().join(format!("guichet-test-postgres-{}", owner()?));
    let starting = lock_folder(&folder)?;
    let in_use = OpenOptions::new().create(true).append(true).open(folder.join("in-use"))?;
    in_use.lock_shared()?;
    let server = Server { socket: folder.clone(), _in_use: in_use };
    if !is_running(&folder)? {
        start(&folder)?;
    }
    make_template(&server)?;
    drop(starting);
    Ok(server)
}

fn owner() -> std::io::Result<u32> {
    Ok(std::fs::metadata("/proc/self")?.uid())
}

/// Locks `folder/starting`; the watcher may have removed the folder while we waited, then it is made again.
fn lock_folder(folder: &Path) -> Result<File, Failure> {
    loop {
        std::fs::create_dir_all(folder)?;
        let path = folder.join("starting");
        let Ok(file) = OpenOptions::new().create(true).append(true).open(&path) else { continue };
        file.lock()?;
        if std::fs::metadata(&path).is_ok_and(|now| file.metadata().is_ok_and(|ours| ours.ino() == now.ino())) {
            return Ok(file);
        }
    }
}

fn is_running(folder: &Path) -> Result<bool, Failure> {
    Ok(folder.join("data/postmaster.pid").exists()
        && run(program(folder, "pg_ctl")?.args(["status", "-D"]).arg(folder.join("data"))).is_ok())
}

fn start(folder: &Path) -> Result<(), Failure> {
    let data = folder.join("data");
    if data.exists() {
        std::fs::remove_dir_all(&data)?;
    }
    if owner()? == 0 {
        run(Command::new("chown").arg("postgres").arg(folder))?;
    }
    run(program(folder, "initdb")?
        .args(["--no-sync", "--encoding=UTF8", "--locale=C", "--auth=trust", "-U", "guichet", "-D"])
        .arg(&data))?;
    // Nothing here has to survive a power cut; everything else is as in production.
    let settings = format!(
        "-k {} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=400 -c shared_buffers=64MB",
        folder.display()
    );
    run(program(folder, "pg_ctl")?
        .args(["start", "--wait", "-o", &settings])
        .arg("-D")
        .arg(&data)
        .arg("-l")
        .arg(folder.join("log")))?;
    watch(folder)
}

/// Stops the server and removes the folder once nobody has used it for some seconds.
fn watch(folder: &Path) -> Result<(), Failure> {
    let script = r#"
        cd / || exit
        while :; do
            flock -x "$1/in-use" true
            sleep 4
            flock -x "$1/starting" flock -n -x "$1/in-use" sh -c '"$0" stop -m immediate -D "$1/data"; rm -rf "$1"' "$2" "$1"
            [ -e "$1/data" ] || exit 0
        done"#;
    let ctl = folder.join("pg_ctl");
    let real = program(folder, "pg_ctl")?;
    let words: Vec<String> = std::iter::once(real.get_program())
        .chain(real.get_args())
        .map(|word| format!("'{}'", word.to_string_lossy()))
        .collect();
    std::fs::write(&ctl, format!("#!/bin/sh\nexec {} \"$@\"\n", words.join(" ")))?;
    run(Command::new("chmod").arg("755").arg(&ctl))?;
    // A group of its own: what ends the tests does not end the watcher.
    Command::new("sh")
        .args(["-c", script, "watcher"])
        .arg(folder)
        .arg(ctl)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()?;
    Ok(())
}

fn make_template(server: &Server) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let name = template_name();
        let mut admin = PgConnection::connect(&server.address("postgres")).await?;
        let exists: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)")
            .bind(&name)
            .fetch_one(&mut admin)
            .await?;
        if !exists {
            sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}_new"))).execute(&mut admin).await?;
            let mut fresh = PgConnection::connect(&server.address(&format!("{name}_new"))).await?;
            database::SCHEMA.run(&mut fresh).await?;
            fresh.close().await?;
            sqlx::query(AssertSqlSafe(format!("ALTER DATABASE {name}_new RENAME TO {name}")))
                .execute(&mut admin)
                .await?;
        }
        admin.close().await?;
        Ok(())
    })
}

/// PostgreSQL refuses to run as root.
fn program(folder: &Path, name: &str) -> Result<Command, Failure> {
    let path = newest_programs().ok_or("PostgreSQL is not installed")?.join(name);
    let mut command = if owner()? == 0 {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(path);
        command
    } else {
        Command::new(path)
    };
    command.current_dir(folder);
    Ok(command)
}

fn newest_programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    let number = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    Some(versions.map(|entry| entry.path()).max_by_key(number)?.join("bin"))
}

fn run(command: &mut Command) -> Result<(), Failure> {
    // What outlives the command must not hold our output open.
    let done = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    if done.success() { Ok(()) } else { Err(format!("{command:?}: {done}").into()) }
}
