//! Photos of a damaged parcel: kept with their command, sent to the centre, seen at another desk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::{Fake, Seat, clock, order};
use serde_json::{Value, json};

/// A picture of one pixel, and of a colour of its own.
fn photo(colour: u8) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0".to_vec();
    png.extend([0x90, 0x77, 0x53, 0xde, colour]);
    png
}

async fn lay(seat: &Seat, bytes: &[u8]) -> Value {
    let laid = seat.ok("lay_file", json!({ "base64": STANDARD.encode(bytes) })).await;
    json!({ "sha256": laid["sha256"], "sort": laid["sort"], "kind": "damage" })
}

fn report(evidence: Value) -> Value {
    json!({
        "type": "report_damage", "shipment": "s1", "lines": [{ "line": "1", "quantity": 1 }],
        "reported_on": "2026-11-10", "in_stock": true, "number": "W-1-D1-T", "evidence": evidence,
    })
}

async fn delivered() -> Fake {
    let centre = Fake::new(clock()).await;
    centre.put_order(order("W-1")).await;
    centre
}

fn asked(evidence: &Value, fetch: bool) -> Value {
    json!({ "of": { "kind": "order", "id": "W-1" }, "sha256": evidence["sha256"], "fetch": fetch })
}

#[tokio::test]
async fn a_photo_travels_behind_its_claim_and_is_fetched_where_it_is_asked_for() {
    let centre = delivered().await;
    let mut one = Seat::enrolled(&centre, 1, "ana").await;
    let two = Seat::enrolled(&centre, 2, "bo").await;
    let photo = photo(7);
    let evidence = lay(&one, &photo).await;
    assert_eq!(one.code("evidence_file", asked(&evidence, false)).await, "not_found", "no order names it yet");
    one.take("W-1", report(json!([evidence]))).await;
    let own = one.ok("evidence_file", asked(&evidence, false)).await;
    assert_eq!(
        (own["media_type"].as_str(), own["base64"].as_str()),
        (Some("image/png"), Some(&*STANDARD.encode(&photo)))
    );
    assert!(centre.attachments.lock().unwrap().is_empty());
    one.sync().await;
    assert_eq!(centre.attachments.lock().unwrap().values().collect::<Vec<_>>(), [&("image/png", photo.clone())]);
    two.sync().await;
    let page = two.order("W-1").await;
    assert_eq!(page["order"]["claims"][0]["evidence"][0]["sha256"], evidence["sha256"]);
    assert_eq!(page["evidence_here"], json!([]), "nothing is fetched by itself");
    assert_eq!(two.code("evidence_file", asked(&evidence, false)).await, "not_found");
    assert_eq!(two.ok("evidence_file", asked(&evidence, true)).await, own);
    assert_eq!(two.order("W-1").await["evidence_here"], json!([evidence["sha256"]]));
    assert_eq!(two.ok("evidence_file", asked(&evidence, false)).await, own, "it stays");
    // What the replica holds is no readable picture for whoever takes the file.
    let bytes = std::fs::read(one.desk.store().path()).unwrap();
    assert!(!bytes.windows(16).any(|some| photo.starts_with(some)));
    one.desk.close().await;
    two.desk.close().await;
}

#[tokio::test]
async fn bytes_that_are_not_what_the_hash_says_are_not_taken() {
    let centre = delivered().await;
    let mut one = Seat::enrolled(&centre, 1, "ana").await;
    let two = Seat::enrolled(&centre, 2, "bo").await;
    let evidence = lay(&one, &photo(1)).await;
    one.take("W-1", report(json!([evidence]))).await;
    one.sync().await;
    two.sync().await;
    for (_, bytes) in centre.attachments.lock().unwrap().values_mut() {
        *bytes = photo(2);
    }
    assert_eq!(two.code("evidence_file", asked(&evidence, true)).await, "not_found");
    assert_eq!(two.order("W-1").await["evidence_here"], json!([]));
    one.desk.close().await;
    two.desk.close().await;
}

#[tokio::test]
async fn a_command_names_only_files_that_are_there() {
    let centre = delivered().await;
    let mut one = Seat::enrolled(&centre, 1, "ana").await;
    let mut evidence = lay(&one, &photo(1)).await;
    evidence["sort"] = "pdf".into();
    let (_, wrong) = one.try_take("W-1", report(json!([evidence]))).await;
    assert_eq!(serde_json::to_value(wrong.unwrap_err()).unwrap()["path"], "command.evidence[0].sort");
    evidence["sha256"] = "0".repeat(64).into();
    let (_, nowhere) = one.try_take("W-1", report(json!([evidence]))).await;
    assert_eq!(serde_json::to_value(nowhere.unwrap_err()).unwrap()["code"], "not_found");
    assert_eq!(one.order("W-1").await["order"]["claims"], json!([]));
    one.desk.close().await;
}

#[tokio::test]
async fn a_photo_survives_the_program_and_an_undone_one_is_not_sent() {
    let centre = delivered().await;
    let mut one = Seat::enrolled(&centre, 1, "ana").await;
    let evidence = lay(&one, &photo(3)).await;
    let (id, _) = one.take("W-1", report(json!([evidence]))).await;
    one.ok("undo", json!({ "command_id": id })).await;
    one.sync().await;
    assert!(centre.attachments.lock().unwrap().is_empty(), "nobody names it");
    one.take("W-1", report(json!([evidence]))).await;
    one.again().await;
    assert_eq!(one.order("W-1").await["evidence_here"], json!([evidence["sha256"]]));
    one.sync().await;
    assert_eq!(centre.attachments.lock().unwrap().len(), 1);
    one.desk.close().await;
}

#[tokio::test]
async fn the_file_for_the_carrier_is_made_whole_where_the_centre_can_be_reached() {
    let centre = delivered().await;
    let mut one = Seat::enrolled(&centre, 1, "ana").await;
    let two = Seat::enrolled(&centre, 2, "bo").await;
    let evidence = lay(&one, &photo(7)).await;
    one.take("W-1", report(json!([evidence]))).await;
    let file = one.order("W-1").await["claims"][0]["file"].clone();
    assert_eq!(file, "W-1-D1-T");
    let asked = json!({ "kind": "claim_file", "number": file });
    let shown = one.ok("document_pages", asked.clone()).await;
    // The photo is broken: the file is made all the same.
    assert_eq!(shown["file_name"], "claim-file-W-1-D1-T.pdf");
    assert!(!shown["pages"].as_array().unwrap().is_empty());
    let whole = json!({ "named": 1, "missing": 0 });
    assert_eq!(one.ok("gather_evidence", json!({ "number": file })).await, whole);
    two.sync().await;
    one.sync().await;
    two.sync().await;
    let not_yet = two.ok("document_pages", asked.clone()).await;
    assert_eq!(two.ok("gather_evidence", json!({ "number": file })).await, whole, "fetched from the centre");
    assert_eq!(two.order("W-1").await["evidence_here"], json!([evidence["sha256"]]));
    let then = two.ok("document_pages", asked.clone()).await;
    assert_ne!(then["pages"], not_yet["pages"], "it no longer says that a photo is missing");
    // It may be a number that no claim has, or an order's alone.
    for number in ["W-1-D9-T", "W-1", "", "-", "W-1-"] {
        assert_eq!(one.code("document_pages", json!({ "kind": "claim_file", "number": number })).await, "not_found");
        assert_eq!(one.code("gather_evidence", json!({ "number": number })).await, "not_found");
    }
    one.desk.close().await;
    two.desk.close().await;
}
