//! `guichetctl`: decisions without a window, imports, papers and upkeep.

mod central;
mod centre;
mod decide;
mod desk;
mod import;
mod report;
mod what_if;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Guichet's command line.
#[derive(Parser)]
#[command(name = "guichetctl", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Decide a case read from standard input, or every case of a file.
    Decide(decide::Decide),
    /// Decide every case of a file again under a draft of the terms, and tell what changes.
    WhatIf(what_if::WhatIf),
    /// Bring orders into the replica.
    Import(import::Import),
    /// Print a paper: rma, slip, invoice or credit-note.
    Render(desk::Render),
    /// Fill the replica with made-up customers and orders, the same ones every time.
    Seed(desk::Seed),
    /// Check the replica, or rebuild its search columns from the documents.
    Verify(desk::Verify),
    /// Give this desk a seat at a centre.
    Enrol(centre::Enrol),
    /// Sign an agent in at the centre.
    SignIn(centre::SignIn),
    /// Exchange with the centre once.
    Sync(centre::Sync),
    /// Tell how this desk and its centre stand.
    Status(centre::Status),
    /// Run one of the window's commands and print the answer.
    Call(centre::Call),
    /// Serve the window's pages and commands on loopback, for browser tests.
    Serve(desk::Serve),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Decide(command) => command.run(),
        Command::WhatIf(command) => command.run(),
        Command::Import(command) => desk::in_runtime(command.run()),
        Command::Render(command) => desk::in_runtime(command.run()),
        Command::Seed(command) => desk::in_runtime(command.run()),
        Command::Verify(command) => desk::in_runtime(command.run()),
        Command::Enrol(command) => desk::in_runtime(command.run()),
        Command::SignIn(command) => desk::in_runtime(command.run()),
        Command::Sync(command) => desk::in_runtime(command.run()),
        Command::Status(command) => desk::in_runtime(command.run()),
        Command::Call(command) => desk::in_runtime(command.run()),
        Command::Serve(command) => desk::in_runtime(command.run()),
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(2)
        }
    }
}
