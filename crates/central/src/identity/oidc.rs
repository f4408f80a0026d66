//! The company's sign-in service (OpenID Connect): the address that a browser is sent to, and whom the service vouches
//! for when it comes back.
//!
//! A desk is a native application (RFC 8252): it opens the system's browser and listens on this machine for the answer.
//! The code of that answer is worth nothing without the verifier that the desk keeps to itself (PKCE, RFC 7636), and it is
//! this centre that exchanges it: a desk never holds a token of the company. The nonce that ties the ID token to the desk's
//! request is the challenge itself, so that nothing has to be remembered between the two calls.

use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreUserInfoClaims,
};
use openidconnect::{
    AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndUserEmail, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use reqwest::Url;

use crate::problem::{Code, Problem};
use crate::settings::{LoginClaim, Oidc};

/// Until the service has answered.
const PATIENCE: Duration = Duration::from_secs(10);
/// The largest answer that is read.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// What an ID token may be signed with: keys that the service publishes, never a secret that both sides hold.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Whom the service vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The account itself, with the service that it is at: never given to another person.
    pub subject: String,
    /// What must be an agent's login the first time; none where the service does not vouch for it.
    pub login: Option<String>,
}

/// A way back into a desk: the port changes with every sign-in, the address never leaves the machine.
///
/// # Errors
/// [`Code::InvalidDocument`] for any other address.
pub fn way_back(text: &str) -> Result<RedirectUrl, Problem> {
    let fault = || {
        Problem::new(Code::InvalidDocument).at("redirect_uri").saying("is no address as http://127.0.0.1:8123/guichet")
    };
    let url = Url::parse(text).map_err(|_| fault())?;
    let sound = url.scheme() == "http"
        && matches!(url.host_str(), Some("127.0.0.1" | "[::1]"))
        && url.port().is_some()
        && url.path() == "/guichet"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if sound { RedirectUrl::new(text.to_owned()).map_err(|_| fault()) } else { Err(fault()) }
}

/// A sign-in service as it describes itself.
pub struct Service<'a> {
    settings: &'a Oidc,
    http: Http,
    client: Client,
}

impl<'a> Service<'a> {
    /// Asks the service how it is spoken to, and which keys it signs with: each time, because keys are changed.
    ///
    /// # Errors
    /// [`Code::CompanyUnavailable`].
    pub async fn find(settings: &'a Oidc, back: RedirectUrl) -> Result<Self, Problem> {
        // Whoever comes first puts the provider in place; a second time changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .connect_timeout(PATIENCE)
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map(Http)
            .map_err(|_| unavailable("no client"))?;
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|_| unavailable("its address"))?;
        let metadata =
            CoreProviderMetadata::discover_async(issuer, &http).await.map_err(|_| unavailable("its description"))?;
        let secret = settings.client_secret.as_ref().map(|secret| ClientSecret::new(secret.0.clone()));
        let client = CoreClient::from_provider_metadata(metadata, ClientId::new(settings.client_id.clone()), secret)
            .set_redirect_uri(back);
        Ok(Self { settings, http, client })
    }

    /// Where the browser goes.
    #[must_use]
    pub fn page(&self, state: &str, challenge: &str) -> Url {
        let (state, nonce) = (CsrfToken::new(state.to_owned()), Nonce::new(challenge.to_owned()));
        let scope = match self.settings.login {
            LoginClaim::Email => "email",
            LoginClaim::PreferredUsername => "profile",
        };
        let (url, _, _) = self
            .client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
            .add_scope(Scope::new(scope.to_owned()))
            .add_extra_param("code_challenge", challenge)
            .add_extra_param("code_challenge_method", "S256")
            .url();
        url
    }

    /// Exchanges the code and reads whom the service vouches for.
    ///
    /// # Errors
    /// [`Code::CompanySignInFailed`] where the service does not take the code, or signs something else than what was
    /// asked; [`Code::CompanyUnavailable`].
    pub async fn account(&self, code: String, verifier: String, now: DateTime<Utc>) -> Result<Account, Problem> {
        let verifier = PkceCodeVerifier::new(verifier);
        let nonce = Nonce::new(PkceCodeChallenge::from_code_verifier_sha256(&verifier).as_str().to_owned());
        let answer = self
            .client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|_| unavailable("no token endpoint"))?
            .set_pkce_verifier(verifier)
            .request_async(&self.http)
            .await
            .map_err(|error| match error {
                openidconnect::RequestTokenError::ServerResponse(_) => failed("the code"),
                _ => unavailable("its tokens"),
            })?;
        let token = answer.id_token().ok_or_else(|| failed("no ID token"))?;
        let judge = self.client.id_token_verifier().set_allowed_algs(SIGNATURES).set_time_fn(move || now);
        let claims = token.claims(&judge, &nonce).map_err(|_| failed("the ID token"))?;
        let subject = format!("{} {}", claims.issuer().as_str(), claims.subject().as_str());
        let verified = |email: Option<&EndUserEmail>, verified: Option<bool>| {
            email.filter(|_| verified == Some(true)).map(|email| email.as_str().to_lowercase())
        };
        let in_token = match self.settings.login {
            LoginClaim::Email => verified(claims.email(), claims.email_verified()),
            LoginClaim::PreferredUsername => claims.preferred_username().map(|name| name.as_str().to_lowercase()),
        };
        if in_token.is_some() {
            return Ok(Account { subject, login: in_token });
        }
        // Many services tell this only where it is asked for, about the account that they have just signed for.
        let asked = self.client.user_info(answer.access_token().clone(), Some(claims.subject().clone()));
        let Ok(asked) = asked else { return Ok(Account { subject, login: None }) };
        let told: CoreUserInfoClaims =
            asked.request_async(&self.http).await.map_err(|_| unavailable("its accounts"))?;
        let login = match self.settings.login {
            LoginClaim::Email => verified(told.email(), told.email_verified()),
            LoginClaim::PreferredUsername => told.preferred_username().map(|name| name.as_str().to_lowercase()),
        };
        Ok(Account { subject, login })
    }
}

/// What is at fault is logged; what the service said is not: it may name people.
fn unavailable(what: &'static str) -> Problem {
    tracing::warn!(what, "the company's sign-in service is at fault");
    Code::CompanyUnavailable.into()
}

fn failed(what: &'static str) -> Problem {
    tracing::warn!(what, "the company's sign-in service did not vouch for an agent");
    Code::CompanySignInFailed.into()
}

/// The answer is not one that can be read.
#[derive(Debug, thiserror::Error)]
enum NoAnswer {
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    #[error("the answer is too large")]
    TooLarge,
    #[error("the answer is none")]
    Malformed(#[from] openidconnect::http::Error),
}

/// How the service is asked. No redirects: what it says must come from where it says that it is.
struct Http(reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + Sync + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(ask(&self.0, request))
    }
}

async fn ask(http: &reqwest::Client, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
    let mut response = http.execute(request.try_into()?).await?;
    let mut built = openidconnect::http::Response::builder().status(response.status());
    for (name, value) in response.headers() {
        built = built.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await? {
        if body.len() + piece.len() > LARGEST_ANSWER {
            return Err(NoAnswer::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(built.body(body)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_leads_to_this_machine_alone() {
        for sound in ["http://127.0.0.1:1/guichet", "http://[::1]:65535/guichet"] {
            assert!(way_back(sound).is_ok(), "{sound}");
        }
        for wrong in [
            "",
            "http://127.0.0.1/guichet",
            "https://127.0.0.1:8000/guichet",
            "http://localhost:8000/guichet",
            "http://127.0.0.1.evil.example:8000/guichet",
            "http://me@127.0.0.1:8000/guichet",
            "http://127.0.0.1:8000/guichet?to=elsewhere",
            "http://127.0.0.1:8000/other",
            "guichet://order/1",
        ] {
            assert_eq!(way_back(wrong).err().map(|problem| problem.code), Some(Code::InvalidDocument), "{wrong}");
        }
    }
}
