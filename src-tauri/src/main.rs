//! The window: one page, a handful of commands, and the desk behind them. No rule and no SQL lives here.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]
#![deny(missing_docs)]

mod commands;
mod fault;
mod links;
mod options;
mod papers;
mod seat;
mod window;

use std::process::ExitCode;

use options::{Asked, Options};

fn main() -> ExitCode {
    match Options::parse(std::env::args_os().skip(1)) {
        Ok(Asked::Open(options)) => window::run(options),
        Ok(Asked::Help) => {
            println!("{}", options::HELP);
            ExitCode::SUCCESS
        }
        Ok(Asked::Version) => {
            println!("guichet {}", env!("CARGO_PKG_VERSION"));
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("guichet: {fault}\n\n{}", options::HELP);
            ExitCode::from(2)
        }
    }
}
