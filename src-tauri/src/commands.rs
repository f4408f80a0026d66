//! What the page may ask of the window. Everything about the shop goes through [`call`], whose list the desk declares.

use guichet_desk::{Desk, ipc};
use serde_json::Value;
use tauri::{AppHandle, Emitter, Manager, State, WebviewWindow};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::oneshot;

use crate::fault::{CommandError, WindowFault};
use crate::links::Links;
use crate::papers;
use crate::seat::{Seat, Startup};
use crate::window::{another, paper_folder};

/// Tells the page what changed, as a list of keys; an empty list stands for everything.
const CHANGED: &str = "guichet://changed";

/// The longest address of a place inside the page.
const LONGEST_PLACE: usize = 1024;

/// Runs a command of the desk.
#[tauri::command]
pub async fn call(seat: State<'_, Seat>, name: String, args: Value) -> Result<Value, CommandError> {
    let desk = seat.desk().await?;
    Ok(ipc::call(&desk, &name, args).await?)
}

/// Opens the replica unless it is open, and says whether the page may begin.
#[tauri::command]
pub async fn startup(app: AppHandle, seat: State<'_, Seat>) -> Result<Startup, CommandError> {
    Ok(seat.open(None, |desk| tell_changes(&app, desk)).await)
}

/// The link that this window was asked to open, once.
#[tauri::command]
pub fn take_link(window: WebviewWindow, links: State<'_, Links>) -> Option<String> {
    links.take(window.label())
}

/// Opens another window on this desk, at an address inside the page such as `/order/W-1`.
// Async, because a window cannot be made on the thread that waits for it.
#[tauri::command]
pub async fn open_window(app: AppHandle, place: String) -> Result<(), CommandError> {
    let is_place = place.starts_with('/') && place.len() <= LONGEST_PLACE && !place.contains(char::is_control);
    if !is_place || another(&app, &place).is_none() {
        return Err(WindowFault::NoWindow.into());
    }
    Ok(())
}

/// Opens the replica with what the agent typed, where no keychain answers.
#[tauri::command]
pub async fn unlock_with_passphrase(
    app: AppHandle,
    seat: State<'_, Seat>,
    passphrase: String,
) -> Result<Startup, CommandError> {
    Ok(seat.open(Some(passphrase), |desk| tell_changes(&app, desk)).await)
}

/// Writes a paper where the agent says. Says whether it was written: the dialog can be closed without a place.
#[tauri::command]
pub async fn save_document(
    app: AppHandle,
    seat: State<'_, Seat>,
    kind: String,
    number: String,
    language: Option<String>,
) -> Result<bool, CommandError> {
    let desk = seat.desk().await?;
    let (name, bytes) = ipc::document_pdf(&desk, &kind, &number, language.as_deref()).await?;
    save_where_asked(&app, name, ("PDF", "pdf"), &bytes).await
}

/// Writes a table of figures where the agent says, as [`save_document`] does a paper.
#[tauri::command]
pub async fn save_table(
    app: AppHandle,
    seat: State<'_, Seat>,
    run: String,
    table: String,
) -> Result<bool, CommandError> {
    let desk = seat.desk().await?;
    let (name, bytes) = ipc::table_csv(&desk, &run, &table).await?;
    save_where_asked(&app, name, ("CSV", "csv"), &bytes).await
}

/// Writes what is kept of a customer where the agent says, as [`save_document`] does a paper.
#[tauri::command]
pub async fn save_customer_data(
    app: AppHandle,
    seat: State<'_, Seat>,
    customer: String,
    sort: String,
) -> Result<bool, CommandError> {
    let desk = seat.desk().await?;
    let (name, bytes) = ipc::customer_data(&desk, &customer, &sort).await?;
    let ending = if sort == "json" { ("JSON", "json") } else { ("PDF", "pdf") };
    let saved = save_where_asked(&app, name, ending, &bytes).await?;
    if saved {
        ipc::customer_data_saved(&desk, &customer, &sort).await?;
    }
    Ok(saved)
}

/// Asks for a place and writes there.
async fn save_where_asked(
    app: &AppHandle,
    name: String,
    (sort, ending): (&str, &str),
    bytes: &[u8],
) -> Result<bool, CommandError> {
    let (answer, chosen) = oneshot::channel();
    let dialog = app.dialog().file().set_file_name(name).add_filter(sort, &[ending]);
    dialog.save_file(move |path| {
        // The page may be gone by now: then nobody waits for a place.
        let _ = answer.send(path);
    });
    let Ok(Some(place)) = chosen.await else { return Ok(false) };
    let path = place.into_path().map_err(|_| WindowFault::NotSaved)?;
    papers::write(&path, bytes).map_err(|_| WindowFault::NotSaved)?;
    Ok(true)
}

/// Shows a paper in the system's viewer, from where it can be printed.
#[tauri::command]
pub async fn open_document(
    app: AppHandle,
    seat: State<'_, Seat>,
    kind: String,
    number: String,
    language: Option<String>,
) -> Result<(), CommandError> {
    let desk = seat.desk().await?;
    let (name, bytes) = ipc::document_pdf(&desk, &kind, &number, language.as_deref()).await?;
    let folder = paper_folder(&app).ok_or(WindowFault::NotSaved)?;
    let path = papers::lay_out(&folder, &name, &bytes).map_err(|_| WindowFault::NotSaved)?;
    let path = path.into_os_string().into_string().map_err(|_| WindowFault::NoViewer)?;
    app.opener().open_path(path, None::<&str>).map_err(|_| WindowFault::NoViewer)?;
    Ok(())
}

/// Passes on what the desk says has changed, for as long as both live.
fn tell_changes(app: &AppHandle, desk: &Desk) {
    let mut changes = desk.changes();
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            let keys = match changes.recv().await {
                Ok(keys) => keys,
                Err(RecvError::Lagged(_)) => Vec::new(),
                Err(RecvError::Closed) => return,
            };
            // Every window hears it, whichever was opened first.
            if app.webview_windows().is_empty() || app.emit(CHANGED, keys).is_err() {
                return;
            }
        }
    });
}
