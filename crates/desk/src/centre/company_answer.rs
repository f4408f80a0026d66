//! Where the browser comes back to: one address on this machine, on a free port, for as long as a person is on their way.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use reqwest::Url;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use crate::error::DeskError;

/// For one call; whoever holds a connection open longer is no browser that comes back.
const CALL: Duration = Duration::from_secs(10);
/// The largest code that is passed on, in bytes.
const LARGEST_CODE: usize = 4096;

/// What a person reads in the browser when they are through. The browser does not know the desk's language.
const PAGE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Guichet</title>\
     <style>body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark}\
     </style><p>You can close this page and go back to Guichet.</p>\
     <p lang=\"fr\">Vous pouvez fermer cette page et revenir à Guichet.</p></html>";

/// What the browser came back with.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answered {
    /// A code of the service.
    Code(String),
    /// The person did not want to.
    Declined,
    /// The service did not let them.
    Refused,
}

struct Inside {
    state: String,
    answer: Mutex<Option<oneshot::Sender<Answered>>>,
}

impl Inside {
    /// The first answer counts.
    fn tell(&self, answered: Answered) -> bool {
        let teller = self.answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        teller.is_some_and(|teller| teller.send(answered).is_ok())
    }
}

/// Somebody listens at the address until this is dropped.
pub(super) struct Listening {
    port: u16,
    inside: Arc<Inside>,
    running: AbortHandle,
}

impl Drop for Listening {
    fn drop(&mut self) {
        // Calls that are being answered are answered; whoever waits hears that nothing comes.
        self.running.abort();
        drop(self.inside.answer.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

impl Listening {
    /// Listens on a free port for an answer with this state.
    ///
    /// # Errors
    /// [`DeskError::File`] where no port can be had.
    pub async fn start(state: String) -> Result<(Self, oneshot::Receiver<Answered>), DeskError> {
        let kind = |error: std::io::Error| DeskError::File(error.kind());
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(kind)?;
        let port = listener.local_addr().map_err(kind)?.port();
        let (teller, answer) = oneshot::channel();
        let inside = Arc::new(Inside { state, answer: Mutex::new(Some(teller)) });
        let serving = inside.clone();
        let running = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let inside = serving.clone();
                tokio::spawn(async move {
                    let answering = service_fn(move |request| {
                        let response = respond(&inside, &request);
                        async move { Ok::<_, Infallible>(response) }
                    });
                    let connection = hyper::server::conn::http1::Builder::new()
                        .keep_alive(false)
                        .serve_connection(TokioIo::new(stream), answering);
                    // A browser that hangs up has heard enough.
                    let _ = tokio::time::timeout(CALL, connection).await;
                });
            }
        })
        .abort_handle();
        Ok((Self { port, inside, running }, answer))
    }

    /// The address.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/guichet", self.port)
    }
}

/// Anything on this machine may call: only what knows the state is heard, and the first of it.
fn respond(inside: &Inside, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    let heard = match (request.method(), read(&inside.state, &request.uri().to_string())) {
        (&Method::GET, Some(answered)) => inside.tell(answered),
        _ => false,
    };
    if !heard {
        let mut response = Response::new(Full::default());
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    }
    let mut response = Response::new(Full::from(PAGE));
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// What the address says that the browser came back to, where it is an answer to this state.
fn read(state: &str, target: &str) -> Option<Answered> {
    let url = Url::parse("http://127.0.0.1").ok()?.join(target).ok()?;
    if url.path() != "/guichet" {
        return None;
    }
    let named = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    if named("state").as_deref() != Some(state) {
        return None;
    }
    match (named("code"), named("error").as_deref()) {
        (Some(code), None) if !code.is_empty() && code.len() <= LARGEST_CODE => Some(Answered::Code(code)),
        (_, Some("access_denied")) => Some(Answered::Declined),
        (_, Some(_)) => Some(Answered::Refused),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_to_this_state_is_one() {
        assert_eq!(read("s", "/guichet?state=s&code=a%20b"), Some(Answered::Code("a b".into())));
        assert_eq!(read("s", "/guichet?error=access_denied&state=s"), Some(Answered::Declined));
        assert_eq!(read("s", "/guichet?error=server_error&state=s"), Some(Answered::Refused));
        for wrong in ["/guichet?code=a", "/guichet?state=t&code=a", "/other?state=s&code=a", "/guichet?state=s", "/"] {
            assert_eq!(read("s", wrong), None, "{wrong}");
        }
        let long = format!("/guichet?state=s&code={}", "x".repeat(LARGEST_CODE + 1));
        assert_eq!(read("s", &long), None);
    }

    #[tokio::test]
    async fn strangers_are_not_heard_and_the_first_answer_counts() {
        let (listening, answer) = Listening::start("s".into()).await.unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::new();
        let ask = |query: &str| client.get(format!("{}?{query}", listening.address())).send();
        assert_eq!(ask("state=other&code=stolen").await.unwrap().status(), 404);
        let page = ask("state=s&code=first").await.unwrap();
        assert_eq!(page.headers()["cache-control"], "no-store");
        assert!(page.text().await.unwrap().contains("revenir à Guichet"));
        assert_eq!(ask("state=s&code=second").await.unwrap().status(), 404);
        assert_eq!(answer.await.unwrap(), Answered::Code("first".into()));
    }

    #[tokio::test]
    async fn whoever_waits_hears_that_nothing_comes() {
        let (listening, answer) = Listening::start("s".into()).await.unwrap();
        drop(listening);
        assert!(answer.await.is_err());
    }
}
