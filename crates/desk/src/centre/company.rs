//! Signing in, and enrolling, with an account of the company: the system's browser goes to the company's sign-in service
//! and comes back to this machine (RFC 8252), and the centre judges what it came back with.
//!
//! The desk keeps the verifier (PKCE) until then. It never sees a password or a token of the company.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Url;
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::company_answer::{Answered, Listening};
use super::enrolling::Entering;
use super::fault::ExchangeFault;
use super::port::{Centre, CompanyAnswer, CompanyBegin, CompanyEnrol, CompanySignIn};
use super::session::Proof;
use crate::Desk;
use crate::error::DeskError;
use crate::ipc::centre::{CompanyBeginArgs, CompanyEnrolArgs, CompanyFinishArgs, CompanyPage, SignInWays};
use crate::ipc::types::{CallCode, CallError};
use crate::key::Key;

/// For how long a person may be at the company's sign-in service.
const PATIENCE: Duration = Duration::from_secs(600);
/// The shortest word that unlocks a desk, in characters.
const SHORTEST_WORD: usize = 8;

/// The system's browser.
pub trait Browser: Send + Sync {
    /// Opens a page; false where nothing opens it.
    fn open(&self, url: &str) -> bool;
}

/// None: the address is shown for somebody to copy.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, _: &str) -> bool {
        false
    }
}

/// A person who is on their way.
pub(super) struct Journey {
    way: Arc<dyn Centre>,
    merchant: String,
    verifier: Zeroizing<String>,
    redirect_uri: String,
    /// The desk that is enrolled by it; none where they only sign in.
    enrols: Option<CompanyEnrolArgs>,
    answer: oneshot::Receiver<Answered>,
}

/// The person who is on their way, and what ends that.
#[derive(Default)]
pub(super) struct Journeys {
    begun: Mutex<Option<Journey>>,
    listening: Mutex<Option<Listening>>,
}

impl Journeys {
    /// Whoever was on their way is waited for no more.
    fn end(&self) {
        drop(self.listening.lock().unwrap_or_else(PoisonError::into_inner).take());
        drop(self.begun.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    fn begin(&self, journey: Journey, listening: Listening) {
        self.end();
        *self.begun.lock().unwrap_or_else(PoisonError::into_inner) = Some(journey);
        *self.listening.lock().unwrap_or_else(PoisonError::into_inner) = Some(listening);
    }

    /// Nobody listens for this one any more; another that was begun meanwhile goes on.
    fn over(&self, redirect_uri: &str) {
        let mut listening = self.listening.lock().unwrap_or_else(PoisonError::into_inner);
        drop(listening.take_if(|listening| listening.address() == redirect_uri));
    }

    fn take(&self) -> Option<Journey> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Random bytes as they may stand in an address.
fn random() -> Result<Zeroizing<String>, DeskError> {
    Ok(Zeroizing::new(URL_SAFE_NO_PAD.encode(Key::random()?.bytes())))
}

/// Whether a browser may be sent there: what the centre names is a page, and nothing else that a system would open.
fn is_page(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| {
        let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        url.scheme() == "https" || (url.scheme() == "http" && is_here)
    })
}

impl Desk {
    /// How agents of this desk's shop prove themselves.
    pub(crate) async fn sign_in_ways(&self) -> Result<SignInWays, CallError> {
        let merchant = self.centre().known().state.seat.as_ref().map(|seat| seat.merchant.clone());
        let merchant = merchant.ok_or(ExchangeFault::NotEnrolled)?;
        let ways = self.way()?.sign_in_ways(&merchant).await?;
        Ok(SignInWays { company: ways.company })
    }

    /// Sends the browser to the company's sign-in service, and listens for it to come back.
    pub(crate) async fn company_begin(&self, args: CompanyBeginArgs) -> Result<CompanyPage, CallError> {
        let (way, merchant) = match &args.enrol {
            Some(asked) => {
                let merchant = asked.merchant.trim().to_lowercase();
                let entering = Entering::of(&asked.server, asked.ca_file.as_deref(), &asked.device_name);
                let way = self.may_enrol(&entering, asked.replace_local).await?;
                self.refuse_other_shop(&merchant)?;
                (way, merchant)
            }
            None => {
                let merchant = self.centre().known().state.seat.as_ref().map(|seat| seat.merchant.clone());
                (self.way()?, merchant.ok_or(ExchangeFault::NotEnrolled)?)
            }
        };
        let (verifier, state) = (random()?, random()?);
        let (listening, answer) = Listening::start(state.to_string()).await?;
        let asked = CompanyBegin {
            merchant: merchant.clone(),
            redirect_uri: listening.address(),
            code_challenge: URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())),
            state: state.to_string(),
        };
        let url = way.company_begin(&asked).await?.url;
        if !is_page(&url) {
            return Err(CallError::of(CallCode::CompanyUnavailable));
        }
        let redirect_uri = asked.redirect_uri;
        let journey = Journey { way, merchant, verifier, redirect_uri, enrols: args.enrol, answer };
        self.centre().journeys.begin(journey, listening);
        let opened = self.browser().open(&url);
        Ok(CompanyPage { url, opened })
    }

    /// Waits for the browser to come back, and signs the agent in who was there.
    pub(crate) async fn company_finish(&self, args: CompanyFinishArgs) -> Result<(), CallError> {
        let word = Zeroizing::new(args.unlock_word);
        if word.chars().count() < SHORTEST_WORD {
            return Err(CallError::of(CallCode::BadInput).at("unlock_word"));
        }
        let cancelled = || CallError::of(CallCode::CompanyCancelled);
        let journey = self.centre().journeys.take().ok_or_else(cancelled)?;
        let answered = tokio::time::timeout(PATIENCE, journey.answer).await;
        self.centre().journeys.over(&journey.redirect_uri);
        let code = match answered {
            Ok(Ok(Answered::Code(code))) => code,
            Ok(Ok(Answered::Refused)) => return Err(CallError::of(CallCode::CompanySignInFailed)),
            Ok(Ok(Answered::Declined) | Err(_)) | Err(_) => return Err(cancelled()),
        };
        let Journey { way, merchant, verifier, redirect_uri, enrols, .. } = journey;
        let answer = CompanyAnswer { code, code_verifier: verifier.to_string(), redirect_uri };
        let tokens = match enrols {
            Some(asked) => {
                let entering = Entering::of(&asked.server, asked.ca_file.as_deref(), &asked.device_name);
                let wanted = self.wanted(&entering).await?;
                let asked = CompanyEnrol { merchant, wanted, answer };
                let enrolled = way.company_enrol(&asked).await?;
                self.enrolled(entering, &asked.wanted, &enrolled.enrolment).await?;
                enrolled.tokens
            }
            None => {
                let device = self.centre().known().state.seat.as_ref().map(|seat| seat.device);
                let device = device.ok_or(ExchangeFault::NotEnrolled)?;
                let asked = CompanySignIn { merchant, device, answer };
                self.heed(way.company_sign_in(&asked).await).await?
            }
        };
        self.signed_in(&tokens, Proof::Company { word: &word }).await
    }

    /// Waits no longer for the browser.
    pub(crate) fn company_cancel(&self) {
        self.centre().journeys.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_begins_again_is_not_ended_by_the_first_attempt() {
        let journeys = Journeys::default();
        let begin = async || {
            let (listening, answer) = Listening::start("s".into()).await.unwrap();
            let redirect_uri = listening.address();
            *journeys.listening.lock().unwrap() = Some(listening);
            (redirect_uri, answer)
        };
        let (first, gone) = begin().await;
        let (second, mut waits) = begin().await;
        assert!(gone.await.is_err(), "the first is waited for no more");
        journeys.over(&first);
        assert!(waits.try_recv().is_err_and(|error| error == oneshot::error::TryRecvError::Empty), "the second is");
        journeys.over(&second);
        assert!(waits.await.is_err());
    }

    #[test]
    fn a_browser_is_sent_to_pages_alone() {
        for sound in ["https://login.example/authorize?x=1", "http://127.0.0.1:9/a", "http://localhost:1/"] {
            assert!(is_page(sound), "{sound}");
        }
        for wrong in
            ["", "/etc/passwd", "file:///etc/passwd", "http://login.example/", "javascript:alert(1)", "guichet://x"]
        {
            assert!(!is_page(wrong), "{wrong}");
        }
    }
}
