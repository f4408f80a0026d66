//! Puts the window together and keeps it open.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use guichet_desk::centre::Browser;
use tauri::{App, AppHandle, Emitter, Manager, RunEvent, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tauri_plugin_deep_link::DeepLinkExt;
use tauri_plugin_opener::OpenerExt;

use crate::links::{Links, link_in};
use crate::options::Options;
use crate::seat::Seat;
use crate::{commands, papers};

/// The label of the first window.
pub const MAIN: &str = "main";

/// How the labels of the others begin; `capabilities/main.json` grants them what the first may.
const OTHER: &str = "desk-";

/// No more windows than these are open at once.
const MOST: usize = 12;

/// Tells a window that a link waits for it.
const LINK: &str = "guichet://link";

/// The replica's file in its folder.
const REPLICA: &str = "replica.db";

/// The demonstration shop's folder, beside the real replica.
const DEMO: &str = "demo";

/// Opens the window and returns when it is closed.
pub fn run(options: Options) -> ExitCode {
    let built = tauri::Builder::default()
        // First, so that a second start does nothing else.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _| come_forward(app, link_in(&arguments))))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_window_state::Builder::new().build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .invoke_handler(tauri::generate_handler![
            commands::call,
            commands::startup,
            commands::take_link,
            commands::open_window,
            commands::unlock_with_passphrase,
            commands::save_document,
            commands::save_table,
            commands::save_customer_data,
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

/// The system's browser: what the company's sign-in service shows never comes into our own window.
struct SystemBrowser(AppHandle);

impl Browser for SystemBrowser {
    fn open(&self, url: &str) -> bool {
        self.0.opener().open_url(url, None::<&str>).is_ok()
    }
}

/// Decides which replica this window sits at; the page opens it when it asks.
fn sit_down(app: &mut App, options: Options) -> Result<(), Box<dyn std::error::Error>> {
    let folder = match options.data {
        Some(folder) => folder,
        None if options.demo => app.path().app_data_dir()?.join(DEMO),
        None => app.path().app_data_dir()?,
    };
    let browser = Arc::new(SystemBrowser(app.handle().clone()));
    app.manage(Seat::at(folder.join(REPLICA), options.demo, browser));
    if let Some(folder) = paper_folder(app.handle()) {
        papers::sweep(&folder);
    }
    let links = Links::default();
    if let Some(link) = &options.link {
        links.keep(MAIN, link);
    }
    app.manage(links);
    listen_for_links(app);
    draw(app.handle(), MAIN, None)?;
    Ok(())
}

/// Links come as an argument of a second start; on macOS as an event, whether the program ran or not.
fn listen_for_links(app: &App) {
    if cfg!(target_os = "macos") {
        let handle = app.handle().clone();
        app.deep_link().on_open_url(move |event| {
            let links: Vec<String> = event.urls().iter().map(ToString::to_string).collect();
            come_forward(&handle, link_in(&links));
        });
    }
    // An installed program is known by its package; an AppImage only by what it says itself, each time where it lies now.
    if app.env().appimage.is_some() && app.deep_link().register_all().is_err() {
        eprintln!("guichet: links to this desk could not be registered with the system");
    }
}

/// Opens a window that shows a place of the page, or its beginning. It is called by what the page calls itself.
fn draw(app: &AppHandle, label: &str, place: Option<&str>) -> tauri::Result<WebviewWindow> {
    let mut config = app.config().app.windows.first().cloned().unwrap_or_default();
    label.clone_into(&mut config.label);
    if let Some(place) = place {
        config.url = WebviewUrl::App(format!("index.html#{place}").into());
        // Beside the others, not upon them.
        config.center = false;
    }
    WebviewWindowBuilder::from_config(app, &config)?
        .on_document_title_changed(|window, title| {
            // A window that is being closed has no title any more.
            let _ = window.set_title(&title);
        })
        .build()
}

/// Opens another window on the same desk. None where there are enough.
pub fn another(app: &AppHandle, place: &str) -> Option<WebviewWindow> {
    let open = app.webview_windows();
    let label = (1..MOST).map(|number| format!("{OTHER}{number}")).find(|label| !open.contains_key(label))?;
    draw(app, &label, Some(place)).ok()
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

/// The program was started a second time, or a link was followed: the window that was used last answers.
fn come_forward(app: &AppHandle, link: Option<&str>) {
    let open = app.webview_windows();
    let used = open.values().find(|window| window.is_focused().unwrap_or(false));
    if let Some(window) = used.or_else(|| open.get(MAIN)).or_else(|| open.values().next()) {
        if let Some(link) = link {
            app.state::<Links>().keep(window.label(), link);
            // A page that does not listen yet asks by itself once it can.
            let _ = window.emit_to(window.label(), LINK, ());
        }
        // Each of these may be refused by the window system; the window is then where it was.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}
