//! Puts the window together and keeps it open.

use std::path::PathBuf;
use std::process::ExitCode;

use tauri::{App, AppHandle, Manager, RunEvent};

use crate::options::Options;
use crate::seat::Seat;
use crate::{commands, papers};

/// The label of the one window.
pub const MAIN: &str = "main";

/// The replica's file in its folder.
const REPLICA: &str = "replica.db";

/// The demonstration shop's folder, beside the real replica.
const DEMO: &str = "demo";

/// Opens the window and returns when it is closed.
pub fn run(options: Options) -> ExitCode {
    let built = tauri::Builder::default()
        // First, so that a second start does nothing else.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| come_forward(app)))
        .plugin(tauri_plugin_window_state::Builder::new().build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .invoke_handler(tauri::generate_handler![
            commands::call,
            commands::startup,
            commands::unlock_with_passphrase,
            commands::save_document,
            commands::open_document,
        ])
        .setup(move |app| sit_down(app, options))
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(when);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("guichet: the window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Decides which replica this window sits at; the page opens it when it asks.
fn sit_down(app: &mut App, options: Options) -> Result<(), Box<dyn std::error::Error>> {
    let folder = match options.data {
        Some(folder) => folder,
        None if options.demo => app.path().app_data_dir()?.join(DEMO),
        None => app.path().app_data_dir()?,
    };
    app.manage(Seat::at(folder.join(REPLICA), options.demo));
    if let Some(folder) = paper_folder(app.handle()) {
        papers::sweep(&folder);
    }
    Ok(())
}

/// Where papers lie while the system's viewer shows them.
pub fn paper_folder(app: &AppHandle) -> Option<PathBuf> {
    app.path().app_cache_dir().ok().map(|cache| cache.join("papers"))
}

fn when(app: &AppHandle, event: RunEvent) {
    if matches!(event, RunEvent::Exit) {
        if let Some(folder) = paper_folder(app) {
            papers::sweep(&folder);
        }
        tauri::async_runtime::block_on(app.state::<Seat>().leave());
    }
}

/// The program was started a second time: the window that is there answers.
fn come_forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        // Each of these may be refused by the window system; the window is then where it was.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}
