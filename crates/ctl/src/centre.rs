//! The subcommands about the centre: a desk enrolled, signed in and exchanged with from the command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use guichet_desk::{Desk, ipc};
use serde_json::{Value, json};

use crate::desk::Replica;
use crate::report::Failure;

/// Asks an open desk and prints its answer.
async fn ask(desk: &Desk, name: &str, args: Value) -> Result<ExitCode, Failure> {
    let answered = ipc::call(desk, name, args).await;
    desk.close().await;
    let answer = answered.map_err(refused)?;
    println!("{}", serde_json::to_string_pretty(&answer).map_err(Failure::new)?);
    Ok(ExitCode::SUCCESS)
}

fn refused(error: guichet_desk::CallError) -> Failure {
    let value = serde_json::to_value(&error).unwrap_or_default();
    let code = value.get("code").and_then(Value::as_str).unwrap_or_default().to_owned();
    Failure::coded(&code, value)
}

fn read(path: &PathBuf) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| Failure::new(format!("{}: {e}", path.display())))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// The arguments of `enrol`.
#[derive(Args)]
pub struct Enrol {
    /// The centre's address.
    #[arg(long, value_name = "URL")]
    server: String,
    /// The enrolment code.
    #[arg(long)]
    code: String,
    /// What people call this desk.
    #[arg(long, default_value = "command line")]
    name: String,
    /// Put the centre's orders in the place of those that only this machine holds.
    #[arg(long)]
    replace_local: bool,
    /// The certificates (PEM) of a private authority.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    #[command(flatten)]
    replica: Replica,
}

impl Enrol {
    /// Enrols the replica, which is made where there is none.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let desk = self.replica.open(true, false).await?;
        let args = json!({
            "server": self.server, "code": self.code, "device_name": self.name,
            "replace_local": self.replace_local, "ca_file": self.ca,
        });
        ask(&desk, "enrol", args).await
    }
}

/// The arguments of `sign-in`.
#[derive(Args)]
pub struct SignIn {
    /// The agent's login.
    #[arg(long)]
    login: String,
    /// A file with the password: what stands on a command line, others can read.
    #[arg(long, value_name = "FILE")]
    password_file: PathBuf,
    #[command(flatten)]
    replica: Replica,
}

impl SignIn {
    /// Signs an agent in.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let password = read(&self.password_file)?;
        let desk = self.replica.open(false, false).await?;
        ask(&desk, "sign_in", json!({ "login": self.login, "password": password })).await
    }
}

/// The arguments of `sync`.
#[derive(Args)]
pub struct Sync {
    #[command(flatten)]
    replica: Replica,
}

impl Sync {
    /// Exchanges once, until nothing is left to send or to fetch.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let desk = self.replica.open(false, false).await?;
        ask(&desk, "sync_now", json!({})).await
    }
}

/// The arguments of `status`.
#[derive(Args)]
pub struct Status {
    #[command(flatten)]
    replica: Replica,
}

impl Status {
    /// Tells how the desk and its centre stand.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let desk = self.replica.open(false, false).await?;
        ask(&desk, "sync_state", json!({})).await
    }
}

/// The arguments of `call`.
#[derive(Args)]
pub struct Call {
    /// A command of the window, as `open_order`.
    command: String,
    /// Its arguments, as JSON.
    #[arg(default_value = "{}")]
    arguments: String,
    #[command(flatten)]
    replica: Replica,
}

impl Call {
    /// Runs one command of the window and prints the answer.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let args = serde_json::from_str(&self.arguments).map_err(Failure::new)?;
        let desk = self.replica.open(false, false).await?;
        ask(&desk, &self.command, args).await
    }
}
