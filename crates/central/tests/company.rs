//! Accounts of a company, against a sign-in service that lies in every way that one could.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use common::{Answer, Bench, device_key, id};
use ed25519_dalek::{Signer, SigningKey};
use guichet_central::clock::Clock as _;
use guichet_central::settings;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

const BACK: &str = "http://127.0.0.1:41234/guichet";
const VERIFIER: &str = "a-verifier-of-forty-three-letters-and-digits";

/// What the service says, and how it signs.
#[derive(Clone)]
struct Says {
    issuer: String,
    claims: Value,
    header: Value,
    key: SigningKey,
    /// Instead of tokens.
    instead: Option<(u16, String)>,
    user_info: Value,
}

/// What a service says otherwise.
type Change = Box<dyn FnOnce(&mut Says)>;

/// A sign-in service on this machine.
struct Service {
    says: Arc<Mutex<Says>>,
    honest: Says,
}

impl Service {
    async fn start(bench: &Bench) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let now = bench.clock.now().timestamp();
        let nonce = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let honest = Says {
            issuer: issuer.clone(),
            claims: json!({ "iss": issuer, "sub": "account-1", "aud": "guichet", "exp": now + 300, "iat": now,
                            "nonce": nonce, "email": "Root@Example.com", "email_verified": true }),
            header: json!({ "alg": "EdDSA", "kid": "k", "typ": "JWT" }),
            key: SigningKey::from_bytes(&[7; 32]),
            instead: None,
            user_info: json!({ "sub": "account-1" }),
        };
        let says = Arc::new(Mutex::new(honest.clone()));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(keys))
            .route("/token", post(tokens))
            .route("/me", get(user_info))
            .with_state(says.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let text = json!({ "oidc": { "issuer": issuer, "client_id": "guichet" } }).to_string();
        let mut connection = bench.database.pool.acquire().await.unwrap();
        settings::write(&mut connection, "lueur", &text, bench.clock.now()).await.unwrap();
        Self { says, honest }
    }

    fn says(&self, change: impl FnOnce(&mut Says)) {
        let mut says = self.honest.clone();
        change(&mut says);
        *self.says.lock().unwrap() = says;
    }
}

async fn describe(State(says): State<Arc<Mutex<Says>>>) -> Json<Value> {
    let at = says.lock().unwrap().issuer.clone();
    Json(
        json!({ "issuer": at, "authorization_endpoint": format!("{at}/authorize"), "token_endpoint": format!("{at}/token"),
                 "jwks_uri": format!("{at}/keys"), "userinfo_endpoint": format!("{at}/me"),
                 "response_types_supported": ["code"], "subject_types_supported": ["public"],
                 "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"] }),
    )
}

async fn keys() -> Json<Value> {
    let public = SigningKey::from_bytes(&[7; 32]).verifying_key();
    let x = URL_SAFE_NO_PAD.encode(public.as_bytes());
    Json(json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": "k", "x": x }] }))
}

async fn tokens(State(says): State<Arc<Mutex<Says>>>) -> Response {
    let says = says.lock().unwrap().clone();
    if let Some((status, body)) = says.instead {
        let status = StatusCode::from_u16(status).unwrap();
        return (status, [("content-type", "application/json"), ("location", "/elsewhere")], body).into_response();
    }
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&says.header), part(&says.claims));
    let signature = match says.header["alg"].as_str() {
        Some("EdDSA") => URL_SAFE_NO_PAD.encode(says.key.sign(signed.as_bytes()).to_bytes()),
        _ => String::new(),
    };
    let token = format!("{signed}.{signature}");
    Json(json!({ "access_token": "opaque", "token_type": "Bearer", "id_token": token })).into_response()
}

async fn user_info(State(says): State<Arc<Mutex<Says>>>) -> Json<Value> {
    Json(says.lock().unwrap().user_info.clone())
}

fn answer() -> Value {
    json!({ "code": "code", "code_verifier": VERIFIER, "redirect_uri": BACK })
}

async fn sign_in(bench: &Bench, device: Uuid) -> Answer {
    let body = json!({ "merchant": "lueur", "device": device, "answer": answer() });
    bench.call(Method::POST, "/v1/company/sign-in", None, Some(body)).await
}

async fn enrol(bench: &Bench, device: Uuid, key: &SigningKey) -> Answer {
    let wanted = json!({ "device": device, "name": "Counter 2", "app_version": "0.1.0", "protocol": 1,
                         "public_key": STANDARD.encode(key.verifying_key().as_bytes()) });
    let body = json!({ "merchant": "lueur", "as": wanted, "answer": answer() });
    bench.call(Method::POST, "/v1/company/enrol", None, Some(body)).await
}

/// The shop's only agent, an admin, with this login.
async fn root_is(bench: &Bench, login: &str) {
    let done = sqlx::query("UPDATE agent SET login = $1").bind(login).execute(&bench.database.pool).await.unwrap();
    assert_eq!(done.rows_affected(), 1);
}

#[tokio::test]
async fn a_service_that_lies_signs_nobody_in() {
    let bench = Bench::with_shop().await;
    let desk = bench.desk("lueur").await;
    root_is(&bench, "root@example.com").await;
    let service = Service::start(&bench).await;
    let now = bench.clock.now().timestamp();
    let claim = |name: &'static str, value: Value| move |says: &mut Says| says.claims[name] = value;
    let lies: Vec<(&str, Change)> = vec![
        ("another nonce", Box::new(claim("nonce", json!("replayed")))),
        ("no nonce", Box::new(|says| drop(says.claims.as_object_mut().unwrap().remove("nonce")))),
        ("another audience", Box::new(claim("aud", json!("other")))),
        ("one audience more", Box::new(claim("aud", json!(["guichet", "other"])))),
        ("another issuer", Box::new(claim("iss", json!("https://login.example")))),
        ("too late", Box::new(claim("exp", json!(now - 1)))),
        ("another key", Box::new(|says| says.key = SigningKey::from_bytes(&[8; 32]))),
        ("no signature", Box::new(|says| says.header = json!({ "alg": "none" }))),
        ("a shared secret", Box::new(|says| says.header = json!({ "alg": "HS256" }))),
        (
            "no token",
            Box::new(|says| says.instead = Some((200, r#"{"access_token":"a","token_type":"Bearer"}"#.into()))),
        ),
        ("a refused code", Box::new(|says| says.instead = Some((400, r#"{"error":"invalid_grant"}"#.into())))),
    ];
    for (lie, change) in lies {
        service.says(change);
        let answer = sign_in(&bench, desk.device).await;
        assert_eq!(answer.body["code"], "company_sign_in_failed", "{lie}: {:#}", answer.body);
        // Each is an attempt: nobody makes the centre ask for ever.
        sqlx::query("DELETE FROM sign_in_attempt").execute(&bench.database.pool).await.unwrap();
    }
    let faults: Vec<(&str, Change)> = vec![
        ("an error page", Box::new(|says| says.instead = Some((200, "<html>".into())))),
        ("a redirect", Box::new(|says| says.instead = Some((302, String::new())))),
        ("another name in its description", Box::new(|says| says.issuer = "https://login.example".into())),
    ];
    for (fault, change) in faults {
        service.says(change);
        let answer = sign_in(&bench, desk.device).await;
        assert_eq!(answer.body["code"], "company_unavailable", "{fault}: {:#}", answer.body);
    }
    assert_eq!(bench.count("SELECT count(*) FROM agent WHERE oidc_subject IS NOT NULL").await, 0);
    service.says(|_| ());
    sign_in(&bench, desk.device).await.expect(200);
}

#[tokio::test]
async fn an_account_stays_with_its_agent() {
    let bench = Bench::with_shop().await;
    let desk = bench.desk("lueur").await;
    let service = Service::start(&bench).await;
    // Nobody has that login.
    sign_in(&bench, desk.device).await.problem("agent_unknown");
    root_is(&bench, "root@example.com").await;
    service.says(|says| says.claims["email_verified"] = json!(false));
    sign_in(&bench, desk.device).await.problem("agent_unknown");
    // The service tells the address only where it is asked; about another account it is not heard.
    let without = |says: &mut Says| drop(says.claims.as_object_mut().unwrap().remove("email"));
    service.says(|says| {
        without(says);
        says.user_info = json!({ "sub": "account-2", "email": "root@example.com", "email_verified": true });
    });
    sign_in(&bench, desk.device).await.problem("company_unavailable");
    service.says(|says| {
        without(says);
        says.user_info = json!({ "sub": "account-1", "email": "root@example.com", "email_verified": true });
    });
    let tokens = sign_in(&bench, desk.device).await.expect(200);
    assert_eq!(tokens["agent"]["login"], "root@example.com");
    assert_eq!(bench.count("SELECT count(*) FROM history WHERE kind = 'account_linked'").await, 1);
    // From then on by the account: it may be called otherwise.
    service.says(|says| says.claims["email"] = json!("renamed@example.com"));
    sign_in(&bench, desk.device).await.expect(200);
    // The address was given to somebody else.
    service.says(|says| says.claims["sub"] = json!("account-2"));
    sign_in(&bench, desk.device).await.problem("agent_unknown");
    // Until an admin lets go of the old account, which ends what was signed in by it.
    let listed = bench.get("/v1/agents", &desk.access).await.expect(200);
    assert_eq!(listed[0]["linked"], true);
    let written = json!({ "login": "root@example.com", "name": "Root", "role": "admin", "unlink": true });
    let path = format!("/v1/agents/{}", listed[0]["id"].as_str().unwrap());
    bench.call(Method::PUT, &path, Some(&desk.access), Some(written)).await.expect(204);
    bench.get("/v1/agents", tokens["access_token"].as_str().unwrap()).await.problem("sign_in_revoked");
    sign_in(&bench, desk.device).await.expect(200);
    // Whoever may no longer work here does not come in by the company either.
    sqlx::query("UPDATE agent SET active = false").execute(&bench.database.pool).await.unwrap();
    sign_in(&bench, desk.device).await.problem("agent_revoked");
}

#[tokio::test]
async fn an_account_enrols_where_its_role_does() {
    let bench = Bench::with_shop().await;
    root_is(&bench, "root@example.com").await;
    let service = Service::start(&bench).await;
    let (device, key) = (id(), device_key());
    sign_in(&bench, device).await.problem("sign_in_failed");
    let first = enrol(&bench, device, &key).await.expect(200);
    assert_eq!((&first["enrolment"]["series"], &first["tokens"]["agent"]["role"]), (&json!("D1"), &json!("admin")));
    bench.get("/v1/agents", first["tokens"]["access_token"].as_str().unwrap()).await.expect(200);
    let by = "SELECT count(*) FROM history WHERE kind = 'device_enrolled' AND agent = 'root@example.com'";
    assert_eq!(bench.count(by).await, 1);
    // The answer was lost: the person goes there once more, and the device stays what it is.
    let again = enrol(&bench, device, &key).await.expect(200);
    assert_eq!((&again["enrolment"]["series"], &again["enrolment"]["epoch"]), (&json!("D1"), &json!(1)));
    enrol(&bench, device, &device_key()).await.problem("device_enrolled");
    sqlx::query("UPDATE agent SET role = 'agent'").execute(&bench.database.pool).await.unwrap();
    enrol(&bench, id(), &device_key()).await.problem("forbidden");
    assert_eq!(bench.count("SELECT count(*) FROM device").await, 1);
    sqlx::query("UPDATE device SET state = 'revoked'").execute(&bench.database.pool).await.unwrap();
    sign_in(&bench, device).await.problem("device_revoked");
    drop(service);
}

#[tokio::test]
async fn whoever_tries_for_ever_waits() {
    let bench = Bench::with_shop().await;
    let desk = bench.desk("lueur").await;
    let service = Service::start(&bench).await;
    service.says(|says| says.instead = Some((400, r#"{"error":"invalid_grant"}"#.into())));
    for _ in 0..10 {
        sign_in(&bench, desk.device).await.problem("company_sign_in_failed");
    }
    sign_in(&bench, desk.device).await.problem("too_many_attempts");
    // Nobody else is kept out by it.
    let other = bench.desk("lueur").await;
    sign_in(&bench, other.device).await.problem("company_sign_in_failed");
}

#[tokio::test]
async fn where_the_browser_goes() {
    let bench = Bench::with_shop().await;
    let ways = async |merchant: &str| {
        let path = format!("/v1/sign-in-ways?merchant={merchant}");
        bench.call(Method::GET, &path, None, None).await.expect(200)["company"].clone()
    };
    assert_eq!(ways("lueur").await, false);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let begin = async |change: (&str, &str)| {
        let mut body = json!({ "merchant": "lueur", "redirect_uri": BACK, "code_challenge": challenge, "state": "0123456789abcdef" });
        body[change.0] = json!(change.1);
        bench.call(Method::POST, "/v1/company/begin", None, Some(body)).await
    };
    begin(("merchant", "lueur")).await.problem("no_company_accounts");
    let service = Service::start(&bench).await;
    assert_eq!((ways("lueur").await, ways("nobody").await), (json!(true), json!(false)));
    let page = begin(("merchant", "lueur")).await.expect(200);
    let url = reqwest::Url::parse(page["url"].as_str().unwrap()).unwrap();
    assert_eq!(
        format!("{}{}", url.origin().ascii_serialization(), url.path()),
        format!("{}/authorize", service.honest.issuer)
    );
    let said = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    for (name, value) in [
        ("client_id", "guichet"),
        ("response_type", "code"),
        ("redirect_uri", BACK),
        ("scope", "openid email"),
        ("state", "0123456789abcdef"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("nonce", &challenge),
    ] {
        assert_eq!(said(name).as_deref(), Some(value), "{name}");
    }
    for wrong in [
        ("redirect_uri", "https://evil.example/guichet"),
        ("code_challenge", "short"),
        ("state", "short"),
        ("state", "with a space and more"),
    ] {
        let answer = begin(wrong).await.problem("invalid_document");
        assert_eq!(answer["path"], wrong.0);
    }
    begin(("merchant", "other")).await.problem("no_company_accounts");
}
