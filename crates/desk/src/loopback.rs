//! The desk's commands over HTTP on this machine alone, for browser tests. Never in a shipped build.
//!
//! Anything on this machine could ask, and any web page could make a browser ask: hence a random token with every call,
//! and a `Host` that must be ours (a page that points its own name at 127.0.0.1 brings that name along).

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path as Segments, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::error::DeskError;
use crate::ipc::types::{CallCode, CallError};
use crate::key::Key;
use crate::{Desk, ipc};

/// What the pages may load: themselves.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; \
     font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

/// The largest call: a file of evidence in base64, with room to spare.
const LARGEST_CALL: usize = 16 * 1024 * 1024;

/// A running host.
#[derive(Debug)]
pub struct Host {
    address: String,
    token: String,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
}

struct Inside {
    desk: Desk,
    pages: PathBuf,
    token: String,
    address: String,
    /// How often something changed.
    changes: AtomicU64,
}

impl Host {
    /// Serves the pages of a folder and the commands of a desk on a free port.
    ///
    /// # Errors
    /// [`DeskError::File`] where no port can be had, [`DeskError::NoRandomness`].
    pub async fn start(desk: Desk, pages: PathBuf) -> Result<Self, DeskError> {
        let kind = |error: std::io::Error| DeskError::File(error.kind());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(kind)?;
        let address = listener.local_addr().map_err(kind)?.to_string();
        let token = Key::random()?.to_hex().to_string();
        let mut changed = desk.changes();
        let inside = Arc::new(Inside {
            desk,
            pages,
            token: token.clone(),
            address: address.clone(),
            changes: AtomicU64::new(0),
        });
        let counting = inside.clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let router = Router::new()
            .route("/call/{name}", post(call).layer(DefaultBodyLimit::max(LARGEST_CALL)))
            .route("/changes", get(changes))
            .route("/document/{kind}/{file}", get(document))
            .route("/table/{run}/{file}", get(table))
            .route("/customer-data/{customer}/{sort}", get(customer_data))
            .fallback(get(page))
            .layer(middleware::from_fn_with_state(inside.clone(), ours))
            .with_state(inside);
        let running = tokio::spawn(async move {
            let until = async move {
                let _ = stopped.await;
            };
            let count = async move {
                // Changes that were missed are changes too.
                while !matches!(changed.recv().await, Err(RecvError::Closed)) {
                    counting.changes.fetch_add(1, Ordering::Relaxed);
                }
                std::future::pending::<()>().await;
            };
            tokio::select! {
                () = count => {}
                _ = axum::serve(listener, router).with_graceful_shutdown(until) => {}
            }
        });
        Ok(Self { address, token, stop: Some(stop), running })
    }

    /// Where a browser begins, token included.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/?token={}", self.address, self.token)
    }

    /// Stops serving; calls that run are answered first.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        // A browser may hold its connection open for ever.
        let _ = tokio::time::timeout(std::time::Duration::from_secs(2), &mut self.running).await;
        self.running.abort();
    }
}

/// Lets through only what names our address; marks every answer.
async fn ours(State(inside): State<Arc<Inside>>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    if host != Some(&inside.address) {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, axum::http::HeaderValue::from_static(value));
    }
    response
}

/// Compares without telling by its time how much was right.
fn is_token(inside: &Inside, given: &str) -> bool {
    let same = given.len() == inside.token.len();
    let differs = given.bytes().zip(inside.token.bytes()).fold(0, |sum, (left, right)| sum | (left ^ right));
    same && differs == 0
}

fn bears_token(inside: &Inside, headers: &HeaderMap) -> bool {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    bearer.and_then(|value| value.strip_prefix("Bearer ")).is_some_and(|given| is_token(inside, given))
}

/// How often something changed: a page reads again when the number is another.
async fn changes(State(inside): State<Arc<Inside>>, headers: HeaderMap) -> Response {
    if !bears_token(&inside, &headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    inside.changes.load(Ordering::Relaxed).to_string().into_response()
}

fn refusal(error: &CallError) -> Response {
    let status = match error.code {
        CallCode::NotFound | CallCode::UnknownCommand => StatusCode::NOT_FOUND,
        CallCode::BadInput => StatusCode::BAD_REQUEST,
        CallCode::OrderInvalid
        | CallCode::Store
        | CallCode::KeychainMissing
        | CallCode::KeyMissing
        | CallCode::WrongKey
        | CallCode::Document => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::CONFLICT,
    };
    (status, axum::Json(error)).into_response()
}

async fn call(
    State(inside): State<Arc<Inside>>,
    Segments(name): Segments<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !bears_token(&inside, &headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Ok(args) = serde_json::from_slice(&body) else { return refusal(&CallError::of(CallCode::BadInput)) };
    match ipc::call(&inside.desk, &name, args).await {
        Ok(answer) => axum::Json(answer).into_response(),
        Err(error) => refusal(&error),
    }
}

#[derive(Deserialize)]
struct DocumentQuery {
    #[serde(default)]
    token: String,
    language: Option<String>,
}

async fn document(
    State(inside): State<Arc<Inside>>,
    Segments((kind, file)): Segments<(String, String)>,
    Query(query): Query<DocumentQuery>,
) -> Response {
    if !is_token(&inside, &query.token) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Some(number) = file.strip_suffix(".pdf") else { return StatusCode::NOT_FOUND.into_response() };
    match ipc::document_pdf(&inside.desk, &kind, number, query.language.as_deref()).await {
        Ok((name, bytes)) => {
            let shown = format!("inline; filename=\"{name}\"");
            ([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, shown)], bytes)
                .into_response()
        }
        Err(error) => refusal(&error),
    }
}

/// A table of figures, to be saved.
async fn table(
    State(inside): State<Arc<Inside>>,
    Segments((run, file)): Segments<(String, String)>,
    Query(query): Query<DocumentQuery>,
) -> Response {
    if !is_token(&inside, &query.token) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Some(name) = file.strip_suffix(".csv") else { return StatusCode::NOT_FOUND.into_response() };
    to_save(ipc::table_csv(&inside.desk, &run, name).await, "text/csv; charset=utf-8")
}

/// What is kept of a customer, to be saved.
async fn customer_data(
    State(inside): State<Arc<Inside>>,
    Segments((customer, sort)): Segments<(String, String)>,
    Query(query): Query<DocumentQuery>,
) -> Response {
    if !is_token(&inside, &query.token) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let file = ipc::customer_data(&inside.desk, &customer, &sort).await;
    // A browser that was given it has it.
    let noted = match file {
        Ok(file) => ipc::customer_data_saved(&inside.desk, &customer, &sort).await.map(|()| file),
        Err(error) => Err(error),
    };
    to_save(noted, "application/octet-stream")
}

fn to_save(file: Result<(String, Vec<u8>), CallError>, media_type: &'static str) -> Response {
    match file {
        Ok((name, bytes)) => {
            let saved = format!("attachment; filename=\"{name}\"");
            let headers = [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, saved)];
            (headers, bytes).into_response()
        }
        Err(error) => refusal(&error),
    }
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

/// A file of the pages; a path that is none is one of the window's routes and gets the first page.
async fn page(State(inside): State<Arc<Inside>>, request: Request) -> Response {
    let asked = Path::new(request.uri().path().trim_start_matches('/'));
    // Nothing outside the folder: only plain names, no "..", no roots.
    let is_plain = asked.components().all(|part| matches!(part, Component::Normal(_)));
    let file = inside.pages.join(asked);
    let file = if is_plain && file.is_file() { file } else { inside.pages.join("index.html") };
    match tokio::fs::read(&file).await {
        Ok(bytes) => ([(header::CONTENT_TYPE, media_type(&file))], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
