//! What leaves: money once, mail once, over a real PostgreSQL and a mail server on the loopback.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::http::Method;
use chrono::TimeDelta;
use common::{Bench, cancel, customer, order, order_key};
use guichet_central::clock::SystemClock;
use guichet_central::outbox::announcing::announce_shipments;
use guichet_central::outbox::bank::BankFiles;
use guichet_central::outbox::captures::Capture;
use guichet_central::outbox::card::{CardProvider, Cards};
use guichet_central::outbox::mail::{MailError, Mailer, Outgoing, Privacy, Smtp, message};
use guichet_central::outbox::payouts::{Payout, PayoutError, Recording};
use guichet_central::outbox::queue;
use guichet_central::outbox::worker::{NoPapers, Worker};
use guichet_central::papers::press::Press;
use guichet_central::settings;
use guichet_domain::names::TimeZone;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

/// What the mail server does with the next letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Takes,
    /// 451 after the text.
    Later,
    /// 550 to the recipient.
    Refuses,
    /// Takes the text, then falls silent for ever.
    Dies,
}

#[derive(Clone)]
struct Post {
    port: u16,
    mood: Arc<Mutex<Mood>>,
    letters: Arc<Mutex<Vec<String>>>,
}

impl Post {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let post = Self { port, mood: Arc::new(Mutex::new(Mood::Takes)), letters: Arc::default() };
        let serving = post.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        post
    }

    async fn serve(self, stream: TcpStream) {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 post\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let mood = *self.mood.lock().unwrap();
            let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                "RCPT" if mood == Mood::Refuses => "550 no such person",
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await.unwrap();
                    let mut letter = String::new();
                    while let Ok(Some(line)) = lines.next_line().await {
                        if line == "." {
                            break;
                        }
                        letter.push_str(&line);
                        letter.push('\n');
                    }
                    if mood != Mood::Later {
                        self.letters.lock().unwrap().push(letter);
                    }
                    match mood {
                        Mood::Dies => return,
                        Mood::Later => "451 later",
                        _ => "250 taken",
                    }
                }
                "QUIT" => "221 bye",
                _ => "250 fine",
            };
            if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                return;
            }
        }
    }

    fn says(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn letters(&self) -> Vec<String> {
        self.letters.lock().unwrap().clone()
    }

    fn mailer(&self) -> Arc<dyn Mailer> {
        Arc::new(Smtp::new("127.0.0.1", self.port, Privacy::Plain, None))
    }
}

struct Case {
    bench: Bench,
    post: Post,
    worker: Worker,
    folder: std::path::PathBuf,
}

impl Drop for Case {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// One unit of W-1 was cancelled: 120 euros go back to the card, and a letter goes out.
async fn cancelled() -> Case {
    let case = ready().await;
    let mut desk = case.bench.desk("lueur").await;
    let command = desk.seal(order_key("W-1"), cancel(1), 1, case.bench.central.now());
    case.bench.push(&desk, &[command]).await.expect(200);
    case
}

async fn ready() -> Case {
    let bench = Bench::with_shop().await;
    bench.stock("lueur").await;
    let mut connection = bench.database.pool.acquire().await.unwrap();
    let set = json!({ "mail": { "name": "Lueur Maison", "address": "service@lueur.example" },
                      "bank": { "name": "Lueur Maison SAS", "iban": "FR7630006000011234567890189" } });
    settings::write(&mut connection, "lueur", &set.to_string(), bench.central.now()).await.unwrap();
    drop(connection);
    let post = Post::open().await;
    let folder = std::env::temp_dir().join(format!("guichet-bank-{}", common::id()));
    let pool = bench.database.pool.clone();
    let worker = Worker {
        central: bench.central.clone(),
        cards: Some(Arc::new(Recording::new(pool.clone()))),
        captures: Some(Arc::new(Recording::new(pool.clone()))),
        bank: Some(Arc::new(BankFiles::new(pool, folder.clone(), Arc::new(SystemClock)))),
        mailer: Some(post.mailer()),
        papers: Arc::new(NoPapers),
    };
    Case { bench, post, worker, folder }
}

async fn states(bench: &Bench) -> Vec<(String, String, Option<String>)> {
    sqlx::query_as("SELECT kind, state, last_error FROM outbox ORDER BY kind, business_key")
        .fetch_all(&bench.database.pool)
        .await
        .unwrap()
}

fn state(kind: &str, state: &str, error: Option<&str>) -> (String, String, Option<String>) {
    (kind.into(), state.into(), error.map(str::to_owned))
}

#[tokio::test]
async fn money_and_mail_leave_once() {
    let case = cancelled().await;
    // Two workers at once share the work.
    let other = case.worker.clone();
    let (one, two) = tokio::join!(case.worker.once(), other.once());
    assert_eq!(one.unwrap() + two.unwrap(), 2);
    assert_eq!(case.worker.once().await.unwrap(), 0);
    assert_eq!(states(&case.bench).await, [state("email", "done", None), state("payout", "done", None)]);
    assert_eq!(case.bench.count("SELECT sum(times)::bigint FROM recorded_payout").await, 1);
    let letters = case.post.letters();
    assert_eq!(letters.len(), 1);
    let id: Uuid = sqlx::query_scalar("SELECT id FROM outbox WHERE kind = 'email'")
        .fetch_one(&case.bench.database.pool)
        .await
        .unwrap();
    assert!(letters[0].contains(&format!("Message-ID: <{id}@lueur.example>")), "{}", letters[0]);
    assert!(letters[0].contains("zoe@example.com"), "{}", letters[0]);
}

#[tokio::test]
async fn a_server_that_is_busy_is_tried_again_later() {
    let case = cancelled().await;
    case.post.says(Mood::Later);
    case.worker.once().await.unwrap();
    assert_eq!(states(&case.bench).await[0], state("email", "waiting", Some("not_now")));
    assert_eq!(case.worker.once().await.unwrap(), 0, "not before its time");
    case.post.says(Mood::Takes);
    case.bench.clock.pass(TimeDelta::seconds(6));
    case.worker.once().await.unwrap();
    assert_eq!((states(&case.bench).await[0].1.as_str(), case.post.letters().len()), ("done", 1));
}

#[tokio::test]
async fn a_letter_whose_answer_is_lost_waits_for_a_person() {
    let case = cancelled().await;
    case.post.says(Mood::Dies);
    case.worker.once().await.unwrap();
    case.post.says(Mood::Takes);
    case.bench.clock.pass(TimeDelta::days(2));
    case.worker.once().await.unwrap();
    assert_eq!(states(&case.bench).await[0], state("email", "unknown", Some("no_answer")));
    assert_eq!(case.post.letters().len(), 1, "never sent again by itself");
    // A supervisor has looked, and says that it did not come.
    let desk = case.bench.desk("lueur").await;
    let listed = case.bench.get("/v1/outbox?state=unknown", &desk.access).await.expect(200);
    let path = format!("/v1/outbox/{}/resolve", listed[0]["id"].as_str().unwrap());
    case.bench.post(&path, Some(&desk.access), json!({ "how": "try_again" })).await.expect(204);
    case.worker.once().await.unwrap();
    case.bench.post(&path, Some(&desk.access), json!({ "how": "done" })).await.problem("wrong_state");
    let letters = case.post.letters();
    let id = |letter: &String| letter.lines().find(|l| l.starts_with("Message-ID")).unwrap().to_owned();
    assert_eq!(letters.len(), 2, "{:?}", states(&case.bench).await);
    assert_eq!(id(&letters[0]), id(&letters[1]), "whoever got both can tell");
}

#[tokio::test]
async fn a_letter_whose_worker_died_waits_for_a_person_and_a_payout_does_not() {
    let case = cancelled().await;
    let now = case.bench.central.now();
    // Leased, and never heard of again.
    let leased = queue::lease(&case.bench.database.pool, now, 10).await.unwrap();
    assert_eq!(leased.len(), 2);
    assert_eq!(case.worker.once().await.unwrap(), 0, "nobody else takes it meanwhile");
    case.bench.clock.pass(TimeDelta::minutes(3));
    case.worker.once().await.unwrap();
    assert_eq!(
        states(&case.bench).await,
        [state("email", "unknown", Some("worker_died")), state("payout", "done", None)]
    );
    assert_eq!(case.post.letters().len(), 0);
}

#[tokio::test]
async fn what_another_worker_has_taken_is_not_done() {
    let case = cancelled().await;
    let (pool, now) = (&case.bench.database.pool, case.bench.central.now());
    let leased = queue::lease(pool, now, 1).await.unwrap();
    assert!(queue::renew(pool, &leased[0], now).await.unwrap());
    case.bench.clock.pass(TimeDelta::minutes(3));
    let later = case.bench.central.now();
    assert!(!queue::renew(pool, &leased[0], later).await.unwrap(), "the lease is over");
    let taken = queue::lease(pool, later, 10).await.unwrap();
    assert_eq!(taken.iter().filter(|row| row.id == leased[0].id && row.abandoned).count(), 1);
    assert!(!queue::renew(pool, &leased[0], later).await.unwrap());
    // Nor does the first worker mark what the second one holds.
    queue::mark(pool, &leased[0], &queue::Ending::Done("late".into()), later, 0).await.unwrap();
    assert_eq!(case.bench.count("SELECT count(*) FROM outbox WHERE state = 'sending'").await, 2);
}

#[tokio::test]
async fn a_refused_address_is_told() {
    let case = cancelled().await;
    case.post.says(Mood::Refuses);
    case.worker.once().await.unwrap();
    assert_eq!(states(&case.bench).await[0], state("email", "failed", Some("refused")));
}

/// A provider that pays and then loses the answer.
#[derive(Default)]
struct Flaky {
    paid: Mutex<HashMap<Uuid, u32>>,
}

#[async_trait]
impl CardProvider for Flaky {
    async fn look_up(&self, key: Uuid) -> Result<Option<String>, PayoutError> {
        Ok(self.paid.lock().unwrap().get(&key).map(|_| format!("found-{key}")))
    }

    async fn refund(&self, key: Uuid, _: &Payout) -> Result<String, PayoutError> {
        *self.paid.lock().unwrap().entry(key).or_default() += 1;
        Err(PayoutError::NoAnswer)
    }

    async fn capture(&self, key: Uuid, _: &Capture) -> Result<String, PayoutError> {
        *self.paid.lock().unwrap().entry(key).or_default() += 1;
        Err(PayoutError::NoAnswer)
    }
}

struct Shared(Arc<Flaky>);

#[async_trait]
impl CardProvider for Shared {
    async fn look_up(&self, key: Uuid) -> Result<Option<String>, PayoutError> {
        self.0.look_up(key).await
    }
    async fn refund(&self, key: Uuid, payout: &Payout) -> Result<String, PayoutError> {
        self.0.refund(key, payout).await
    }
    async fn capture(&self, key: Uuid, capture: &Capture) -> Result<String, PayoutError> {
        self.0.capture(key, capture).await
    }
}

#[tokio::test]
async fn a_card_refund_whose_answer_is_lost_is_looked_up_before_it_is_asked_again() {
    let mut case = cancelled().await;
    let provider = Arc::new(Flaky::default());
    case.worker.cards = Some(Arc::new(Cards(Shared(provider.clone()))));
    case.worker.once().await.unwrap();
    assert_eq!(states(&case.bench).await[1], state("payout", "waiting", Some("no_answer")));
    case.bench.clock.pass(TimeDelta::seconds(6));
    case.worker.once().await.unwrap();
    assert_eq!(states(&case.bench).await[1].1, "done");
    assert_eq!(provider.paid.lock().unwrap().values().copied().collect::<Vec<_>>(), [1]);
}

/// A shop's key, and the pre-order W-2 as that shop wrote it: a desk has let it leave.
async fn left(case: &Case) -> (String, Value) {
    let key = case.bench.shop_key("lueur").await;
    let mut offer = order("W-2");
    offer["kind"] = json!("pre_order");
    offer["payments"][0]["captured"] = json!("0.00");
    case.bench.put("/v1/orders/W-2", &key, offer.clone()).await.expect(201);
    let mut desk = case.bench.desk("lueur").await;
    let now = case.bench.central.now();
    let parcel = json!({ "id": "s1-D1", "carrier": "ups", "tracking": "1Z9", "on": now.date_naive() });
    let release = json!({ "type": "release_shipment", "parcel": parcel });
    let command = desk.seal(order_key("W-2"), release, 1, now);
    case.bench.push(&desk, &[command]).await.expect(200);
    (key, offer)
}

#[tokio::test]
async fn a_pre_order_is_captured_once_as_it_leaves_and_the_customer_hears_of_its_parcel() {
    let case = ready().await;
    let (key, offer) = left(&case).await;
    case.worker.once().await.unwrap();
    assert_eq!(states(&case.bench).await, [state("capture", "done", None), state("email", "done", None)]);
    assert_eq!(case.bench.count("SELECT sum(times)::bigint FROM recorded_capture").await, 1);
    assert!(case.post.letters.lock().unwrap()[0].contains("1Z9"));
    // The shop's older document takes nothing back.
    case.bench.put("/v1/orders/W-2", &key, offer).await.expect(200);
    let body: String = sqlx::query_scalar("SELECT body::text FROM orders WHERE number = 'W-2'")
        .fetch_one(&case.bench.database.pool)
        .await
        .unwrap();
    assert!(body.contains("\"released_in\"") && body.contains("\"accepted_on\":\"2"), "{body}");
}

#[tokio::test]
async fn a_capture_that_nobody_takes_waits_for_a_person() {
    let mut case = ready().await;
    case.worker.captures = None;
    left(&case).await;
    case.worker.once().await.unwrap();
    assert_eq!(states(&case.bench).await[0], state("capture", "failed", Some("no_provider")));
}

#[tokio::test]
async fn a_capture_whose_answer_is_lost_is_looked_up_before_it_is_asked_again() {
    let mut case = ready().await;
    let provider = Arc::new(Flaky::default());
    case.worker.captures = Some(Arc::new(Cards(Shared(provider.clone()))));
    left(&case).await;
    case.worker.once().await.unwrap();
    assert_eq!(states(&case.bench).await[0], state("capture", "waiting", Some("no_answer")));
    case.bench.clock.pass(TimeDelta::seconds(6));
    case.worker.once().await.unwrap();
    assert_eq!(states(&case.bench).await[0].1, "done");
    assert_eq!(provider.paid.lock().unwrap().values().copied().collect::<Vec<_>>(), [1]);
}

#[tokio::test]
async fn a_cheque_is_paid_back_by_a_bank_file_that_is_written_once() {
    let case = ready().await;
    let key = case.bench.shop_key("lueur").await;
    let mut by_cheque = order("W-2");
    by_cheque["payments"][0]["method"] = json!("cheque");
    case.bench.put("/v1/orders/W-2", &key, by_cheque).await.expect(201);
    let mut desk = case.bench.desk("lueur").await;
    let command = desk.seal(order_key("W-2"), cancel(1), 1, case.bench.central.now());
    case.bench.push(&desk, &[command]).await.expect(200);
    case.worker.once().await.unwrap();
    assert_eq!(states(&case.bench).await[1], state("payout", "waiting", Some("bank_details_missing")));
    let details = json!({ "name": "Zoé Ker", "iban": "DE89370400440532013000", "bic": "COBADEFF" });
    let mut wrong = details.clone();
    wrong["iban"] = json!("DE89370400440532013001");
    case.bench.put("/v1/customers/c1/bank-details", &key, wrong).await.problem("invalid_document");
    case.bench.put("/v1/customers/c9/bank-details", &key, details.clone()).await.problem("not_found");
    case.bench.put("/v1/customers/c1/bank-details", &key, details).await.expect(204);
    case.bench.clock.pass(TimeDelta::seconds(6));
    case.worker.once().await.unwrap();
    assert_eq!(states(&case.bench).await[1].1, "done");
    let files: Vec<_> = std::fs::read_dir(&case.folder).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let text = std::fs::read_to_string(&files[0]).unwrap();
    for part in [
        "xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"",
        "<NbOfTxs>1</NbOfTxs>",
        "<CtrlSum>120.00</CtrlSum>",
        "<InstdAmt Ccy=\"EUR\">120.00</InstdAmt>",
        "<Nm>Zoe Ker</Nm>",
        "<IBAN>DE89370400440532013000</IBAN>",
        "<BICFI>COBADEFF</BICFI>",
        "<Ustrd>Refund W-2</Ustrd>",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    // Asked again, with another account meanwhile: the same file.
    let (id, payload): (Uuid, String) = sqlx::query_as("SELECT id, payload FROM outbox WHERE kind = 'payout'")
        .fetch_one(&case.bench.database.pool)
        .await
        .unwrap();
    let moved = json!({ "name": "Zoé Ker", "iban": "BE68539007547034" });
    case.bench.put("/v1/customers/c1/bank-details", &key, moved).await.expect(204);
    let bank = case.worker.bank.clone().unwrap();
    bank.pay("lueur", id, &serde_json::from_str(&payload).unwrap()).await.unwrap();
    assert_eq!(std::fs::read_to_string(&files[0]).unwrap(), text);
    assert_eq!(std::fs::read_dir(&case.folder).unwrap().count(), 1);
}

#[tokio::test]
async fn the_outbox_of_another_shop_is_out_of_reach() {
    let case = cancelled().await;
    case.bench.shop("ombre").await;
    let theirs = case.bench.desk("ombre").await;
    let id: Uuid =
        sqlx::query_scalar("SELECT id FROM outbox LIMIT 1").fetch_one(&case.bench.database.pool).await.unwrap();
    let listed = case.bench.get("/v1/outbox?state=waiting", &theirs.access).await.expect(200);
    assert_eq!(listed, json!([]));
    let path = format!("/v1/outbox/{id}/resolve");
    case.bench.post(&path, Some(&theirs.access), json!({ "how": "done" })).await.problem("not_found");
    case.bench
        .call(Method::GET, "/v1/outbox?state=lost", Some(&theirs.access), None)
        .await
        .problem("invalid_parameter");
    let key = case.bench.shop_key("ombre").await;
    let details = json!({ "name": "X", "iban": "DE89370400440532013000" });
    case.bench.put("/v1/customers/c1/bank-details", &key, details).await.problem("not_found");
    case.bench.put("/v1/customers/c1", &key, customer("c1")).await.expect(201);
}

/// Keeps what it is given, and says each time but the last that it cannot now.
#[derive(Default)]
struct Kept {
    letters: Mutex<Vec<Outgoing>>,
    ready: std::sync::atomic::AtomicBool,
}

#[async_trait]
impl Mailer for Kept {
    async fn send(&self, outgoing: &Outgoing) -> Result<(), MailError> {
        self.letters.lock().unwrap().push(outgoing.clone());
        let ready = self.ready.load(std::sync::atomic::Ordering::SeqCst);
        if ready { Ok(()) } else { Err(MailError::NotNow) }
    }
}

#[tokio::test]
async fn a_return_goes_with_its_label_and_a_refund_with_its_credit_note_printed_once() {
    let mut case = ready().await;
    let set = json!({ "mail": { "name": "Lueur Maison", "address": "service@lueur.example" },
        "stationery": { "country": "FR", "returns": { "name": "Lueur Retours", "lines": ["Quai 4", "31670 Labège"] },
                        "seller": { "name": "Lueur Maison SAS", "lines": ["18 rue des Forges", "31000 Toulouse"],
                                    "identifiers": [["SIREN", "000 000 000"]] } } });
    let mut connection = case.bench.database.pool.acquire().await.unwrap();
    settings::write(&mut connection, "lueur", &set.to_string(), case.bench.central.now()).await.unwrap();
    drop(connection);
    let mailer = Arc::new(Kept::default());
    case.worker.mailer = Some(mailer.clone());
    case.worker.papers = Arc::new(Press::new(case.bench.central.clone()).unwrap());
    let mut desk = case.bench.desk("lueur").await;
    let now = case.bench.central.now();
    let back = json!({ "type": "request_return", "lines": [{"line": "1", "quantity": 1}], "reason": "faulty" });
    let commands = [desk.seal(order_key("W-1"), cancel(1), 1, now), desk.seal(order_key("W-1"), back, 1, now)];
    let pushed = case.bench.push(&desk, &commands).await.expect(200);
    let told = |at: usize| pushed["answers"][at]["verdict"]["upshot"].clone();
    let numbers = [told(0)["credit_note"].as_str().unwrap().to_owned(), told(1)["rma"].as_str().unwrap().to_owned()];
    // Tried twice: what is enclosed is the same, though the order went on meanwhile.
    case.worker.once().await.unwrap();
    let delivered = json!({ "id": "p1", "method": "card", "authorised": "361.00", "captured": "360.00",
                            "refunded": "0.00" });
    let key = case.bench.shop_key("lueur").await;
    case.bench.put("/v1/orders/W-1/payments/p1", &key, delivered).await.expect(200);
    case.bench.clock.pass(TimeDelta::seconds(6));
    mailer.ready.store(true, std::sync::atomic::Ordering::SeqCst);
    case.worker.once().await.unwrap();
    assert_eq!(case.worker.once().await.unwrap(), 0);
    let letters = mailer.letters.lock().unwrap().clone();
    assert_eq!(letters.len(), 4, "{:?}", states(&case.bench).await);
    for (number, kind) in numbers.iter().zip(["credit-note", "rma-label"]) {
        let name = format!("{kind}-{number}.pdf");
        let of = |letter: &&Outgoing| letter.enclosed.iter().any(|paper| paper.name == name);
        let twice: Vec<_> = letters.iter().filter(of).collect();
        assert_eq!(twice.len(), 2, "{name}");
        assert_eq!((twice[0].id, &twice[0].enclosed), (twice[1].id, &twice[1].enclosed));
        assert!(twice[0].enclosed[0].bytes.starts_with(b"%PDF"));
        let text = String::from_utf8(message(twice[0]).unwrap().formatted()).unwrap();
        assert!(text.contains("application/pdf") && text.contains(&name));
        // The same bytes are kept, and an agent can look at them.
        let path = format!("/v1/documents/{}/{number}/fr", kind.replace('-', "_"));
        assert_eq!(case.bench.bytes(&path, &desk.access).await, twice[0].enclosed[0].bytes);
    }
    assert_eq!(case.bench.count("SELECT count(*) FROM document").await, 2);
    assert_eq!(case.bench.count("SELECT count(*) FROM history WHERE kind = 'document_kept'").await, 2);
    // An erasure takes the label with the address; tax law keeps the credit note.
    case.bench.call(Method::DELETE, "/v1/customers/c1", Some(&key), None).await.expect(204);
    assert_eq!(case.bench.count("SELECT count(*) FROM document WHERE kind = 'credit_note'").await, 1);
    assert_eq!(case.bench.count("SELECT count(*) FROM document").await, 1);
}

/// A pre-order that ships so many days from now, as days are counted in Paris.
fn reserved(bench: &Bench, days: i64) -> (String, serde_json::Value) {
    let paris: TimeZone = "Europe/Paris".parse().unwrap();
    let today = paris.day(bench.central.now().fixed_offset());
    let ships_on = (today + TimeDelta::days(days)).to_string();
    let mut reserved = order("W-7");
    reserved["kind"] = json!("pre_order");
    reserved["ships_on"] = json!(ships_on);
    reserved["payments"][0]["captured"] = json!("0.00");
    reserved["shipments"] = json!([]);
    (ships_on, reserved)
}

#[tokio::test]
async fn pre_4_a_pre_order_is_announced_once_three_days_before_it_ships() {
    let case = ready().await;
    let (bench, key) = (&case.bench, case.bench.shop_key("lueur").await);
    let (_, plan) = reserved(bench, 4);
    bench.put("/v1/orders/W-7", &key, plan).await.expect(201);
    assert_eq!(announce_shipments(&bench.central).await.unwrap(), 0, "four days before");
    bench.clock.pass(TimeDelta::days(1));
    // Two instances at once.
    let (one, two) = tokio::join!(announce_shipments(&bench.central), announce_shipments(&bench.central));
    assert_eq!(one.unwrap() + two.unwrap(), 1);
    assert_eq!(announce_shipments(&bench.central).await.unwrap(), 0);
    case.worker.once().await.unwrap();
    assert_eq!(states(bench).await, [state("email", "done", None)]);
    let letters = case.post.letters();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].contains("zoe@example.com"), "{}", letters[0]);
}

#[tokio::test]
async fn pre_4_a_plan_that_has_changed_is_not_told_and_the_new_one_is() {
    let case = ready().await;
    let (bench, key) = (&case.bench, case.bench.shop_key("lueur").await);
    bench.put("/v1/orders/W-7", &key, reserved(bench, 3).1).await.expect(201);
    assert_eq!(announce_shipments(&bench.central).await.unwrap(), 1);
    // Put off before the letter left.
    bench.put("/v1/orders/W-7", &key, reserved(bench, 9).1).await.expect(200);
    case.worker.once().await.unwrap();
    assert_eq!(states(bench).await, [state("email", "failed", Some("outdated"))]);
    bench.clock.pass(TimeDelta::days(5));
    assert_eq!(announce_shipments(&bench.central).await.unwrap(), 0);
    bench.clock.pass(TimeDelta::days(1));
    assert_eq!(announce_shipments(&bench.central).await.unwrap(), 1);
    case.worker.once().await.unwrap();
    assert_eq!(case.post.letters().len(), 1);
}

#[tokio::test]
async fn pre_4_what_was_cancelled_whole_is_not_announced() {
    let case = ready().await;
    let (bench, key) = (&case.bench, case.bench.shop_key("lueur").await);
    let (_, plan) = reserved(bench, 3);
    let units = plan["lines"][0]["quantity"].as_u64().unwrap();
    bench.put("/v1/orders/W-7", &key, plan).await.expect(201);
    let mut desk = bench.desk("lueur").await;
    let all = cancel(u32::try_from(units).unwrap());
    let command = desk.seal(order_key("W-7"), all, 1, bench.central.now());
    bench.push(&desk, &[command]).await.expect(200);
    assert_eq!(announce_shipments(&bench.central).await.unwrap(), 0);
    // Nor what nobody knows the day of, nor a day that has passed.
    bench.put("/v1/orders/W-8", &key, order("W-8")).await.expect(201);
    let (_, mut past) = reserved(bench, -1);
    past["number"] = json!("W-9");
    bench.put("/v1/orders/W-9", &key, past).await.expect(201);
    assert_eq!(announce_shipments(&bench.central).await.unwrap(), 0);
}

#[tokio::test]
async fn only_a_pre_order_has_a_planned_day() {
    let case = ready().await;
    let key = case.bench.shop_key("lueur").await;
    let mut bought = order("W-8");
    bought["ships_on"] = json!("2026-12-01");
    let problem = case.bench.put("/v1/orders/W-8", &key, bought).await.problem("invalid_document");
    assert_eq!(problem["path"], "ships_on", "{problem:#}");
}
