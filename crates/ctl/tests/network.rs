//! The road to the centre: TLS by a private authority, and the system's proxy, as the program itself takes it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::Value;

/// A certificate authority of somebody's own.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn written(&self, folder: &Path) -> PathBuf {
        let file = folder.join("authority.pem");
        std::fs::write(&file, self.0.pem()).unwrap();
        file
    }

    /// What a centre of this name shows; `until` is the last year in which it counts.
    fn for_name(&self, name: &str, until: i32) -> Arc<ServerConfig> {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 12, 31);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap())
    }
}

/// Answers every request over TLS as a centre answers a code that it does not know; counts them.
struct Centre {
    port: u16,
    answered: Arc<AtomicU32>,
}

const ANSWER: &str = r#"{"type":"about:blank","title":"","status":400,"code":"enrol_code_invalid"}"#;

impl Centre {
    fn start(shown: Arc<ServerConfig>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answered = Arc::new(AtomicU32::new(0));
        let counted = answered.clone();
        // Ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (shown, counted) = (shown.clone(), counted.clone());
                std::thread::spawn(move || drop(answer(stream, shown, &counted)));
            }
        });
        Self { port, answered }
    }

    fn address(&self) -> String {
        format!("https://127.0.0.1:{}", self.port)
    }

    fn answered(&self) -> u32 {
        self.answered.load(Ordering::SeqCst)
    }
}

fn answer(mut stream: TcpStream, shown: Arc<ServerConfig>, counted: &AtomicU32) -> std::io::Result<()> {
    let mut session = rustls::ServerConnection::new(shown).map_err(std::io::Error::other)?;
    let mut secured = rustls::Stream::new(&mut session, &mut stream);
    let mut request = Vec::new();
    let mut piece = [0; 1024];
    loop {
        let read = secured.read(&mut piece)?;
        if read == 0 {
            return Ok(());
        }
        request.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            break;
        }
    }
    counted.fetch_add(1, Ordering::SeqCst);
    let kind = "application/problem+json";
    write!(
        secured,
        "HTTP/1.1 400 Bad Request\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{ANSWER}",
        ANSWER.len()
    )?;
    secured.flush()
}

/// A proxy that leads every name to one port of this machine; it remembers what it was asked for.
struct Proxy {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn start(to: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let heard = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let heard = heard.clone();
                std::thread::spawn(move || drop(lead(stream, to, &heard)));
            }
        });
        Self { port, asked }
    }
}

fn lead(stream: TcpStream, to: u16, heard: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    heard.lock().unwrap().push(first.trim().to_owned());
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
    }
    let mut back = stream;
    back.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    let there = TcpStream::connect(("127.0.0.1", to))?;
    let (mut up, mut down) = (there.try_clone()?, there);
    let sending = std::thread::spawn(move || std::io::copy(&mut reader, &mut up));
    std::io::copy(&mut down, &mut back)?;
    back.shutdown(std::net::Shutdown::Both)?;
    drop(sending.join());
    Ok(())
}

/// Tries to enrol; the code of its failure.
fn enrol(server: &str, ca: Option<&Path>, proxy: Option<u16>) -> String {
    let home = tempfile::tempdir().unwrap();
    let passphrase = home.path().join("passphrase");
    std::fs::write(&passphrase, "correct horse battery").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_guichetctl"));
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    if let Some(port) = proxy {
        command.env("HTTPS_PROXY", format!("http://127.0.0.1:{port}"));
    }
    command.args(["enrol", "--server", server, "--code", "CODE", "--replica"]).arg(home.path().join("replica.db"));
    command.arg("--passphrase-file").arg(passphrase);
    if let Some(file) = ca {
        command.arg("--ca").arg(file);
    }
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let told: Value = serde_json::from_slice(&output.stderr).unwrap_or_else(|_| panic!("{output:?}"));
    told["error"]["code"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_private_authority_is_trusted_where_it_is_named_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let (ours, others) = (Authority::new(), Authority::new());
    let file = ours.written(folder.path());
    let centre = Centre::start(ours.for_name("127.0.0.1", 2999));
    assert_eq!(enrol(&centre.address(), None, None), "certificate_untrusted", "the system does not know it");
    assert_eq!(centre.answered(), 0, "nothing was said to it");
    assert_eq!(enrol(&centre.address(), Some(&file), None), "enrol_code_invalid");
    assert_eq!(centre.answered(), 1);
    let stranger = Centre::start(others.for_name("127.0.0.1", 2999));
    assert_eq!(enrol(&stranger.address(), Some(&file), None), "certificate_untrusted", "of another authority");
    assert_eq!(stranger.answered(), 0);
}

#[test]
fn a_certificate_for_another_name_or_of_another_time_is_not_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let ours = Authority::new();
    let file = ours.written(folder.path());
    for (name, until) in [("centre.example", 2999), ("127.0.0.1", 2021)] {
        let centre = Centre::start(ours.for_name(name, until));
        assert_eq!(enrol(&centre.address(), Some(&file), None), "certificate_untrusted", "{name} until {until}");
        assert_eq!(centre.answered(), 0);
    }
}

#[test]
fn a_file_that_holds_no_certificates_is_refused_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let ours = Authority::new();
    let centre = Centre::start(ours.for_name("127.0.0.1", 2999));
    let file = folder.path().join("authority.pem");
    assert_eq!(enrol(&centre.address(), Some(&file), None), "bad_certificates", "there is none");
    for text in ["", "no certificate", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
        std::fs::write(&file, text).unwrap();
        assert_eq!(enrol(&centre.address(), Some(&file), None), "bad_certificates", "{text:?}");
    }
    assert_eq!(centre.answered(), 0);
}

#[test]
fn the_systems_proxy_leads_to_the_centre_and_sees_its_name_alone() {
    let folder = tempfile::tempdir().unwrap();
    let ours = Authority::new();
    let file = ours.written(folder.path());
    let centre = Centre::start(ours.for_name("centre.example", 2999));
    let proxy = Proxy::start(centre.port);
    assert_eq!(enrol("https://centre.example", Some(&file), Some(proxy.port)), "enrol_code_invalid");
    assert_eq!(*proxy.asked.lock().unwrap(), ["CONNECT centre.example:443 HTTP/1.1"]);
    assert_eq!(centre.answered(), 1);
}

#[test]
fn what_speaks_no_tls_is_no_question_of_trust() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            drop(stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"));
        }
    });
    assert_eq!(enrol(&server, None, None), "centre_unreachable");
}

#[test]
fn in_clear_only_this_machine_is_spoken_to() {
    for server in ["http://centre.example", "ftp://centre.example", "https://name:secret@centre.example", "centre"] {
        assert_eq!(enrol(server, None, None), "bad_address", "{server}");
    }
}
