//! Documents and attachments.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use axum::body::Body;
use axum::http::Request;
use common::{Answer, Bench, id};
use guichet_sync::{Action, Key as Aggregate};

async fn send(bench: &Bench, path: &str, token: &str, kind: &str, bytes: Vec<u8>) -> Answer {
    let request = Request::put(path).header("authorization", format!("Bearer {token}")).header("content-type", kind);
    bench.send(request.body(Body::from(bytes)).unwrap()).await
}

#[tokio::test]
async fn an_issued_document_never_changes() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let desk = bench.desk("lueur").await;
    let path = "/v1/documents/invoice/F-1/fr";
    let put = format!("{path}?order=W-1&issued_on=2026-11-02");
    let pdf = b"%PDF-1.7 an invoice".to_vec();
    send(&bench, &put, &key, "application/pdf", pdf.clone()).await.expect(201);
    send(&bench, &put, &key, "application/pdf", pdf.clone()).await.expect(200);
    send(&bench, &put, &key, "application/pdf", b"%PDF-1.7 another".to_vec()).await.problem("id_taken");
    assert_eq!(bench.bytes(path, &desk.access).await, pdf);
    let listed = bench.get("/v1/orders/W-1/documents", &desk.access).await.expect(200);
    assert_eq!((listed[0]["number"].as_str(), listed[0]["bytes"].as_i64()), (Some("F-1"), Some(19)));
    let elsewhere = "/v1/documents/invoice/F-2/fr?order=W-9&issued_on=2026-11-02";
    send(&bench, elsewhere, &key, "application/pdf", pdf.clone()).await.problem("not_found");
    send(&bench, &put, &key, "application/pdf", b"<html>".to_vec()).await.problem("invalid_document");
    send(&bench, &put, &key, "image/png", pdf.clone()).await.problem("unsupported_media_type");
    let path = "/v1/documents/poem/F-1/fr?order=W-1&issued_on=2026-11-02";
    send(&bench, path, &key, "application/pdf", pdf).await.problem("invalid_parameter");
    let mut large = b"%PDF-".to_vec();
    large.resize(11 * 1024 * 1024, b' ');
    send(&bench, &put, &key, "application/pdf", large).await.problem("body_too_large");
}

#[tokio::test]
async fn attachments_are_what_their_bytes_say() {
    let bench = Bench::with_shop().await;
    bench.stock("lueur").await;
    let desk = bench.desk("lueur").await;
    let (photo, attachment) = (b"\xff\xd8\xff\xe0 a photo".to_vec(), id());
    let path = format!("/v1/orders/W-1/attachments/{attachment}");
    send(&bench, &path, &desk.access, "image/jpeg", photo.clone()).await.expect(201);
    send(&bench, &path, &desk.access, "image/jpeg", photo.clone()).await.expect(200);
    send(&bench, &path, &desk.access, "image/png", b"\x89PNG\r\n\x1a\n".to_vec()).await.problem("id_taken");
    send(&bench, &path, &desk.access, "image/png", photo.clone()).await.problem("invalid_document");
    send(&bench, &path, &desk.access, "image/svg+xml", b"<svg/>".to_vec()).await.problem("unsupported_media_type");
    send(&bench, &format!("/v1/orders/W-9/attachments/{}", id()), &desk.access, "image/jpeg", photo.clone())
        .await
        .problem("not_found");
    assert_eq!(bench.bytes(&path, &desk.access).await, photo);
    let answer = bench.get(&path, &desk.access).await;
    assert_eq!(answer.headers["content-disposition"], format!("attachment; filename=\"{attachment}.jpg\""));
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    let listed = bench.get("/v1/orders/W-1/attachments", &desk.access).await.expect(200);
    assert_eq!(listed.as_array().unwrap().len(), 1);
    for _ in 1..50 {
        send(&bench, &format!("/v1/orders/W-1/attachments/{}", id()), &desk.access, "image/jpeg", photo.clone())
            .await
            .expect(201);
    }
    send(&bench, &format!("/v1/orders/W-1/attachments/{}", id()), &desk.access, "image/jpeg", photo)
        .await
        .problem("wrong_state");
}

#[tokio::test]
async fn photos_of_a_parcel_in_quarantine_lie_with_it() {
    let bench = Bench::with_shop().await;
    bench.stock("lueur").await;
    let mut desk = bench.desk("lueur").await;
    let path = format!("/v1/strays/Q-1/attachments/{}", id());
    let photo = b"\xff\xd8\xff\xe0 a photo".to_vec();
    send(&bench, &path, &desk.access, "image/jpeg", photo.clone()).await.problem("not_found");
    let asked = serde_json::json!({ "number": "Q-1", "arrived_on": "2026-11-01" });
    let aside = Action::PutAside(serde_json::from_value(asked).unwrap());
    let command = desk.seal_action(id(), Aggregate::Stray("Q-1".to_owned()), aside, 0, bench.central.now());
    let pushed = bench.push(&desk, &[command]).await.expect(200);
    assert_eq!(pushed["answers"][0]["verdict"]["result"], "applied", "{pushed:#}");
    send(&bench, &path, &desk.access, "image/jpeg", photo.clone()).await.expect(201);
    send(&bench, &path, &desk.access, "image/jpeg", photo.clone()).await.expect(200);
    assert_eq!(bench.bytes(&path, &desk.access).await, photo);
    bench.get(&path.replace("strays/Q-1", "orders/W-1"), &desk.access).await.problem("not_found");
    let elsewhere = path.replace("Q-1", "Q-2");
    send(&bench, &elsewhere, &desk.access, "image/jpeg", photo).await.problem("not_found");
    assert_eq!(
        bench.count("SELECT count(*) FROM history WHERE kind = 'attachment_added' AND aggregate = 'stray'").await,
        1
    );
}
