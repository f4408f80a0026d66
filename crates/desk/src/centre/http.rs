//! The centre over HTTP.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use guichet_sync::Key;
use guichet_sync::wire::{Change, PROTOCOL, Part, Pull, Pulled, Push, Pushed};
use reqwest::header::RETRY_AFTER;
use reqwest::{Client, RequestBuilder, Response, StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::fault::{CentreFault, Refused};
use super::live::Stream;
use super::port::{
    Access, Answer, Centre, Centres, Chunk, CompanyBegin, CompanyEnrol, CompanyEnrolled, CompanySignIn, CompanyUrl,
    EnrolRequest, Enrolment, Imported, Live, Place, RefreshRequest, SignInRequest, SnapshotStanding, Tokens, Ways,
};
use crate::ipc::customers::ErasureTaken;

/// Until a connection stands.
const CONNECTING: Duration = Duration::from_secs(10);
/// Between two pieces of an answer; the live stream is heard of every 15 seconds.
const SILENCE: Duration = Duration::from_secs(45);
/// For a whole call.
const CALL: Duration = Duration::from_secs(60);
/// For a chunk, or an import of many rows.
const LONG_CALL: Duration = Duration::from_secs(600);
/// The largest answer, and the largest chunk once unpacked.
const LARGEST: u64 = 256 * 1024 * 1024;

/// Centres over HTTP, encrypted unless they are on this very machine. The system's proxy is honoured; redirects are not
/// followed, so that a token never goes elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub struct HttpCentres;

impl Centres for HttpCentres {
    fn at(&self, place: Place<'_>) -> Result<Arc<dyn Centre>, CentreFault> {
        let base = address(place.server)?;
        // Whoever comes first puts the provider in place; a second time changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = Client::builder()
            .user_agent(concat!("guichet/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECTING)
            .read_timeout(SILENCE)
            .redirect(reqwest::redirect::Policy::none())
            .https_only(base.scheme() == "https");
        if let Some(file) = place.ca_file {
            client = client.tls_certs_merge(certificates(file)?);
        }
        let client = client.build().map_err(|_| CentreFault::BadCertificates)?;
        Ok(Arc::new(HttpCentre { client, base }))
    }
}

fn certificates(file: &Path) -> Result<Vec<reqwest::Certificate>, CentreFault> {
    let pem = std::fs::read(file).map_err(|_| CentreFault::BadCertificates)?;
    let all = reqwest::Certificate::from_pem_bundle(&pem).map_err(|_| CentreFault::BadCertificates)?;
    if all.is_empty() { Err(CentreFault::BadCertificates) } else { Ok(all) }
}

/// The address of a centre: https, or http where it never leaves this machine.
fn address(typed: &str) -> Result<Url, CentreFault> {
    let typed = typed.trim().trim_end_matches('/');
    let url = Url::parse(&format!("{typed}/")).map_err(|_| CentreFault::BadAddress)?;
    let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    let sound = plain && url.host_str().is_some() && (url.scheme() == "https" || (url.scheme() == "http" && is_here));
    if sound { Ok(url) } else { Err(CentreFault::BadAddress) }
}

struct HttpCentre {
    client: Client,
    base: Url,
}

/// What a problem document (RFC 9457) says to a desk.
#[derive(Deserialize)]
struct Problem {
    code: String,
    #[serde(default)]
    facts: Option<serde_json::Value>,
}

impl HttpCentre {
    fn get(&self, path: &str) -> Result<RequestBuilder, CentreFault> {
        Ok(self.client.get(self.url(path)?).timeout(CALL))
    }

    fn post(&self, path: &str) -> Result<RequestBuilder, CentreFault> {
        Ok(self.client.post(self.url(path)?).timeout(CALL))
    }

    /// A number or an id may hold what has a meaning in an address: it is one segment, whatever stands in it.
    fn url_of(&self, under: &str, segments: [&str; 2]) -> Result<Url, CentreFault> {
        let mut url = self.url(under)?;
        url.path_segments_mut().map_err(|()| CentreFault::BadAddress)?.pop_if_empty().extend(segments);
        Ok(url)
    }

    fn attachment_url(&self, of: &Key, id: Uuid) -> Result<Url, CentreFault> {
        let kind = if matches!(of, Key::Stray(_)) { "v1/strays/" } else { "v1/orders/" };
        let mut url = self.url_of(kind, [of.id(), "attachments"])?;
        url.path_segments_mut().map_err(|()| CentreFault::BadAddress)?.push(&id.to_string());
        Ok(url)
    }

    fn url(&self, path: &str) -> Result<Url, CentreFault> {
        self.base.join(path).map_err(|_| CentreFault::BadAddress)
    }
}

/// What a failed sending means. Its own text may quote the address and is not kept.
fn unreachable(error: reqwest::Error) -> CentreFault {
    if is_distrust(&error) { CentreFault::Untrusted } else { CentreFault::Unreachable }
}

/// Whether it was for the certificate, however deep that lies. What else TLS may fail for is no question of trust.
fn is_distrust(error: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return matches!(tls, rustls::Error::InvalidCertificate(_));
    }
    // What an I/O error wraps, another I/O error perhaps, is inside and not behind.
    match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(inner) => is_distrust(inner),
        None => error.source().is_some_and(is_distrust),
    }
}

async fn sent(request: RequestBuilder) -> Result<Response, (CentreFault, Option<serde_json::Value>)> {
    let response = request.send().await.map_err(|error| (unreachable(error), None))?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let problem: Option<Problem> = read(response).await.ok();
    let refused = problem.as_ref().and_then(|problem| Refused::from_code(&problem.code));
    let fault = match (refused, seconds) {
        (Some(Refused::TooManyAttempts), seconds) => CentreFault::Wait(seconds.unwrap_or(30)),
        (Some(refused), _) => CentreFault::Refused(refused),
        (None, _) if status == StatusCode::BAD_GATEWAY || status == StatusCode::SERVICE_UNAVAILABLE => {
            CentreFault::Unreachable
        }
        (None, _) => CentreFault::Failed { status: status.as_u16() },
    };
    Err((fault, problem.and_then(|problem| problem.facts)))
}

/// The bytes of an answer, as far as they are not too many.
async fn bytes(mut response: Response) -> Result<Vec<u8>, CentreFault> {
    let mut all = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(unreachable)? {
        if u64::try_from(all.len() + piece.len()).is_ok_and(|size| size > LARGEST) {
            return Err(CentreFault::NOT_UNDERSTOOD);
        }
        all.extend_from_slice(&piece);
    }
    Ok(all)
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, CentreFault> {
    serde_json::from_slice(&bytes(response).await?).map_err(|_| CentreFault::NOT_UNDERSTOOD)
}

async fn call<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, CentreFault> {
    read(sent(request).await.map_err(|(fault, _)| fault)?).await
}

/// Unpacks a chunk whose hash is right. It takes processor time: not on the threads that wait.
fn unpack(packed: &[u8], sha256: &str) -> Result<Vec<Change>, CentreFault> {
    let broken = |_| CentreFault::NOT_UNDERSTOOD;
    if STANDARD.encode(Sha256::digest(packed)) != sha256 {
        return Err(CentreFault::NOT_UNDERSTOOD);
    }
    let mut lines = String::new();
    let unpacked = zstd::Decoder::new(packed).map_err(broken)?;
    unpacked.take(LARGEST).read_to_string(&mut lines).map_err(broken)?;
    let changes = lines.lines().map(|line| serde_json::from_str(line).map_err(|_| CentreFault::NOT_UNDERSTOOD));
    changes.collect()
}

impl Centre for HttpCentre {
    fn enrol<'a>(&'a self, asked: &'a EnrolRequest) -> Answer<'a, Enrolment> {
        Box::pin(async move { call(self.post("v1/enrol")?.json(asked)).await })
    }

    fn sign_in<'a>(&'a self, asked: &'a SignInRequest) -> Answer<'a, Tokens> {
        Box::pin(async move { call(self.post("v1/sign-in")?.json(asked)).await })
    }

    fn sign_in_ways<'a>(&'a self, merchant: &'a str) -> Answer<'a, Ways> {
        Box::pin(async move { call(self.get("v1/sign-in-ways")?.query(&[("merchant", merchant)])).await })
    }

    fn company_begin<'a>(&'a self, asked: &'a CompanyBegin) -> Answer<'a, CompanyUrl> {
        Box::pin(async move { call(self.post("v1/company/begin")?.json(asked)).await })
    }

    fn company_sign_in<'a>(&'a self, asked: &'a CompanySignIn) -> Answer<'a, Tokens> {
        Box::pin(async move { call(self.post("v1/company/sign-in")?.json(asked)).await })
    }

    fn company_enrol<'a>(&'a self, asked: &'a CompanyEnrol) -> Answer<'a, CompanyEnrolled> {
        Box::pin(async move { call(self.post("v1/company/enrol")?.json(asked)).await })
    }

    fn refresh<'a>(&'a self, asked: &'a RefreshRequest) -> Answer<'a, Tokens> {
        Box::pin(async move { call(self.post("v1/refresh")?.json(asked)).await })
    }

    fn sign_out<'a>(&'a self, access: &'a Access) -> Answer<'a, ()> {
        Box::pin(async move {
            let request = self.post("v1/sign-out")?.bearer_auth(&**access);
            sent(request).await.map(drop).map_err(|(fault, _)| fault)
        })
    }

    fn push<'a>(&'a self, access: &'a Access, push: &'a Push) -> Answer<'a, Pushed> {
        Box::pin(async move { call(self.post("v1/push")?.bearer_auth(&**access).json(push)).await })
    }

    fn pull<'a>(&'a self, access: &'a Access, pull: &'a Pull) -> Answer<'a, Pulled> {
        Box::pin(async move {
            let asked = [
                ("protocol", pull.protocol.to_string()),
                ("server_epoch", pull.server_epoch.to_string()),
                ("cursor", pull.cursor.to_string()),
                ("most", pull.most.to_string()),
            ];
            let request = self.get("v1/pull")?.bearer_auth(&**access).query(&asked);
            match sent(request).await {
                Ok(response) => Ok(Pulled::Page(Box::new(read(response).await?))),
                Err((CentreFault::Refused(Refused::BootstrapAgain), facts)) => {
                    let epoch = facts.as_ref().and_then(|facts| facts.get("server_epoch")?.as_str()?.parse().ok());
                    Ok(Pulled::Gone { server_epoch: epoch.unwrap_or_default() })
                }
                Err((CentreFault::Refused(Refused::UpgradeRequired), _)) => Ok(Pulled::Upgrade),
                Err((CentreFault::Refused(Refused::DeviceRevoked), _)) => Ok(Pulled::Revoked),
                Err((CentreFault::Refused(Refused::DeviceQuarantined), _)) => Ok(Pulled::Quarantined),
                Err((fault, _)) => Err(fault),
            }
        })
    }

    fn begin_snapshot<'a>(
        &'a self,
        access: &'a Access,
        after_seq: u64,
        part: Option<&'a Part>,
    ) -> Answer<'a, SnapshotStanding> {
        Box::pin(async move {
            let asked = json!({ "after_seq": after_seq, "part": part });
            call(self.post("v1/bootstrap")?.bearer_auth(&**access).json(&asked)).await
        })
    }

    fn snapshot<'a>(&'a self, access: &'a Access, id: Uuid) -> Answer<'a, SnapshotStanding> {
        Box::pin(async move { call(self.get(&format!("v1/bootstrap/{id}"))?.bearer_auth(&**access)).await })
    }

    fn chunk<'a>(&'a self, access: &'a Access, id: Uuid, chunk: &'a Chunk) -> Answer<'a, Vec<Change>> {
        Box::pin(async move {
            let path = format!("v1/bootstrap/{id}/chunks/{}", chunk.ordinal);
            let request = self.get(&path)?.bearer_auth(&**access).timeout(LONG_CALL);
            let packed = bytes(sent(request).await.map_err(|(fault, _)| fault)?).await?;
            let sha256 = chunk.sha256.clone();
            let unpacked = tokio::task::spawn_blocking(move || unpack(&packed, &sha256)).await;
            unpacked.map_err(|_| CentreFault::NOT_UNDERSTOOD)?
        })
    }

    fn live<'a>(&'a self, access: &'a Access) -> Answer<'a, Box<dyn Live>> {
        Box::pin(async move {
            // No limit on the whole: it lasts as long as the access token. Silence ends it.
            let request = self.client.get(self.url("v1/live")?).bearer_auth(&**access);
            let response = sent(request).await.map_err(|(fault, _)| fault)?;
            let stream: Box<dyn Live> = Box::new(Stream::of(response));
            Ok(stream)
        })
    }

    fn lookup<'a>(&'a self, access: &'a Access, text: &'a str) -> Answer<'a, Vec<Change>> {
        Box::pin(async move { call(self.get("v1/lookup")?.bearer_auth(&**access).query(&[("q", text)])).await })
    }

    fn erase<'a>(&'a self, access: &'a Access, customer: &'a str) -> Answer<'a, ErasureTaken> {
        Box::pin(async move {
            let request = self.client.post(self.url_of("v1/customers/", [customer, "erasure"])?).timeout(CALL);
            match sent(request.bearer_auth(&**access)).await {
                Ok(_) => Ok(ErasureTaken::Erased),
                Err((CentreFault::Refused(Refused::ErasureHindered), facts)) => {
                    let told =
                        facts.and_then(|mut facts| serde_json::from_value(facts.get_mut("hindrances")?.take()).ok());
                    told.map(|hindrances| ErasureTaken::Hindered { hindrances }).ok_or(CentreFault::NOT_UNDERSTOOD)
                }
                Err((fault, _)) => Err(fault),
            }
        })
    }

    fn attach<'a>(
        &'a self,
        access: &'a Access,
        of: &'a Key,
        id: Uuid,
        media_type: &'static str,
        bytes: Vec<u8>,
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            let request = self.client.put(self.attachment_url(of, id)?).timeout(LONG_CALL).bearer_auth(&**access);
            let request = request.header("content-type", media_type).body(bytes);
            sent(request).await.map(drop).map_err(|(fault, _)| fault)
        })
    }

    fn attachment<'a>(&'a self, access: &'a Access, of: &'a Key, id: Uuid) -> Answer<'a, Vec<u8>> {
        Box::pin(async move {
            let request = self.client.get(self.attachment_url(of, id)?).timeout(LONG_CALL).bearer_auth(&**access);
            bytes(sent(request).await.map_err(|(fault, _)| fault)?).await
        })
    }

    fn bulk<'a>(&'a self, shop_key: &'a Access, lines: String) -> Answer<'a, Imported> {
        Box::pin(async move {
            let packed = tokio::task::spawn_blocking(move || zstd::encode_all(lines.as_bytes(), 3)).await;
            let packed = packed.ok().and_then(Result::ok).ok_or(CentreFault::NOT_UNDERSTOOD)?;
            let request = self.post("v1/bulk")?.bearer_auth(&**shop_key).timeout(LONG_CALL);
            let request = request.header("content-type", "application/x-ndjson").header("content-encoding", "zstd");
            call(request.body(packed)).await
        })
    }
}

/// The protocol of this program, for requests that name it.
pub(super) const SPOKEN: u32 = PROTOCOL;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_encrypted_or_on_this_machine() {
        for sound in
            ["https://centre.example", " https://centre.example/shop/ ", "http://127.0.0.1:8080", "http://[::1]:1"]
        {
            assert!(address(sound).is_ok(), "{sound}");
        }
        assert_eq!(address("https://a/shop").map(|url| url.to_string()), Ok("https://a/shop/".to_owned()));
        for wrong in ["", "centre.example", "http://centre.example", "ftp://a", "https://me:pw@a", "https://a?b=c"] {
            assert_eq!(address(wrong), Err(CentreFault::BadAddress), "{wrong}");
        }
    }
}
