use std::ops::ControlFlow;
use std::path::PathBuf;

use chrono::DateTime;
use tempfile::TempDir;

use super::{planned, year};
use crate::import::report::Written;
use crate::import::{ImportError, Importer, IncomingOrder, orders, write_orders, write_plan};
use crate::key::Key;
use crate::store::{EntryKind, Store};

pub(super) async fn replica() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("replica.db"), &Key::random().unwrap()).await.unwrap();
    (folder, store)
}

pub(super) fn importer() -> Importer<'static> {
    Importer { agent: "import", at: DateTime::from_timestamp(1_700_000_000, 0).unwrap() }
}

/// Everything an import writes, to be compared.
pub(super) async fn contents(store: &Store) -> Vec<String> {
    let mut all = Vec::new();
    for sql in [
        "SELECT number || ' ' || coalesce((SELECT id FROM customer WHERE rowid = customer), '-') || body FROM orders ORDER BY 1",
        "SELECT id || ' ' || version || body FROM customer ORDER BY 1",
        "SELECT order_number || kind || coalesce(command, '') || coalesce(outcome, '') FROM history ORDER BY 1",
        "SELECT kind || ' ' || token || ' ' || count(*) FROM identifier GROUP BY kind, token ORDER BY 1",
        "SELECT name || ' ' || rows FROM tally ORDER BY 1",
        "SELECT source || checkpoint || finished FROM import_batch ORDER BY 1",
    ] {
        let rows: Vec<(String,)> = sqlx::query_as(sql).fetch_all(&store.readers()).await.unwrap();
        all.extend(rows.into_iter().map(|(row,)| row));
    }
    all
}

/// A thousand orders of a hundred customers, some credited.
fn busy_year() -> String {
    let mut lines = Vec::new();
    for order in 0..1000 {
        let (day, customer) = (order / 40 + 1, 12_000 + order % 100);
        lines.push(format!("{},MUG,A MUG,3,2011-01-{day:02} 10:00:00,2.55,{customer}.0,France", 200_000 + order));
        if order % 7 == 0 {
            lines.push(format!("C{},MUG,A MUG,-1,2011-02-{day:02} 10:00:00,2.55,{customer}.0,France", 300_000 + order));
        }
    }
    year(&lines.iter().map(String::as_str).collect::<Vec<_>>())
}

#[tokio::test]
async fn running_twice_changes_nothing() {
    let (_folder, store) = replica().await;
    let plan = planned(busy_year().as_bytes()).unwrap();
    let mut go = |_| ControlFlow::Continue(());
    let first = write_plan(&store, &plan, importer(), &mut go).await.unwrap();
    assert_eq!(first, Written { orders: 1000, orders_there: 0, customers: 100, finished_before: false });
    let before = contents(&store).await;
    let second = write_plan(&store, &plan, importer(), &mut go).await.unwrap();
    assert_eq!(second, Written { finished_before: true, ..Written::default() });
    assert_eq!(contents(&store).await, before);

    // The same orders in another file: they are there, and stay as they are.
    let longer = format!("{}900000,MUG,A MUG,3,2011-12-01 10:00:00,2.55,,France\n", busy_year());
    let third = write_plan(&store, &planned(longer.as_bytes()).unwrap(), importer(), &mut go).await.unwrap();
    assert_eq!(third, Written { orders: 1, orders_there: 1000, customers: 0, finished_before: false });
    store.close().await;
}

#[tokio::test]
async fn an_interrupted_import_is_usable_and_a_second_run_finishes_it() {
    let plan = planned(busy_year().as_bytes()).unwrap();
    let (_whole_folder, whole) = replica().await;
    write_plan(&whole, &plan, importer(), &mut |_| ControlFlow::Continue(())).await.unwrap();
    for stops_at in [0, 400, 800] {
        let (_folder, store) = replica().await;
        let mut stop = |progress: crate::import::Progress| {
            if progress.done >= stops_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let stopped = write_plan(&store, &plan, importer(), &mut stop).await;
        assert!(matches!(stopped, Err(ImportError::Interrupted)));
        assert_eq!(store.tally().await.unwrap().orders, i64::try_from(stops_at).unwrap());
        for planned in plan.orders.iter().take(usize::try_from(stops_at).unwrap()) {
            assert_eq!(store.order(&planned.order.number).await.unwrap().unwrap().order, planned.order);
        }
        write_plan(&store, &plan, importer(), &mut |_| ControlFlow::Continue(())).await.unwrap();
        assert_eq!(contents(&store).await, contents(&whole).await);
        store.close().await;
    }
    whole.close().await;
}

#[tokio::test]
async fn a_program_killed_between_two_commits_goes_on_where_it_was() {
    // What a kill leaves is what was committed: the last checkpoint with its orders, and nothing of the next batch.
    let plan = planned(busy_year().as_bytes()).unwrap();
    let (_folder, store) = replica().await;
    let mut stop =
        |p: crate::import::Progress| if p.done >= 400 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let _ = write_plan(&store, &plan, importer(), &mut stop).await;
    let mut batch = store.begin().await.unwrap();
    batch.put_order(&plan.orders[400].order).await.unwrap();
    drop(batch);
    let rest = write_plan(&store, &plan, importer(), &mut |_| ControlFlow::Continue(())).await.unwrap();
    assert_eq!((rest.orders, rest.orders_there), (600, 0));
    store.close().await;
}

#[tokio::test]
async fn the_history_keeps_what_the_rules_said_of_each_credit() {
    let (_folder, store) = replica().await;
    let plan = planned(busy_year().as_bytes()).unwrap();
    write_plan(&store, &plan, importer(), &mut |_| ControlFlow::Continue(())).await.unwrap();
    let credited = plan.orders.iter().find(|planned| !planned.credits.is_empty()).unwrap();
    let history = store.history_of(&credited.order.number).await.unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].kind, EntryKind::Imported);
    let outcome: serde_json::Value = serde_json::from_str(history[0].outcome.as_deref().unwrap()).unwrap();
    assert_eq!(outcome["credits"][0]["decision"]["refund"]["total"], "2.55");
    store.close().await;
}

fn documents(text: &[u8]) -> Result<Vec<IncomingOrder>, ImportError> {
    orders::read(text, &mut |_| ControlFlow::Continue(()))
}

/// An order document as one line.
pub(super) fn document(number: &str) -> String {
    let plan = planned(year(&["100001,MUG,A MUG,6,2011-01-10 10:00:00,2.55,17850.0,France"]).as_bytes()).unwrap();
    let mut facts = plan.orders[0].order.clone().into_facts();
    facts.number = number.to_owned();
    serde_json::to_string(&facts).unwrap()
}

#[tokio::test]
async fn order_documents_come_in_all_or_none_and_once() {
    let (_folder, store) = replica().await;
    let file = format!("{}\n\n{}\n", document("W-1"), document("W-2"));
    let read = documents(file.as_bytes()).unwrap();
    let mut go = |_| ControlFlow::Continue(());
    let first = write_orders(&store, "orders", &read, importer(), &mut go).await.unwrap();
    assert_eq!((first.orders, first.orders_there), (2, 0));
    let before = contents(&store).await;
    let second = write_orders(&store, "orders", &read, importer(), &mut go).await.unwrap();
    assert_eq!((second.orders, second.orders_there), (0, 2));
    assert_eq!(contents(&store).await, before);

    let more: Vec<_> = (0..900).flat_map(|n| documents(document(&format!("X-{n}")).as_bytes()).unwrap()).collect();
    let mut stop =
        |p: crate::import::Progress| if p.done >= 400 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    assert!(write_orders(&store, "orders", &more, importer(), &mut stop).await.is_err());
    assert_eq!(contents(&store).await, before);
    store.close().await;
}

/// The shared data, beside the project; none where this copy travels without it.
fn shared(file: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(file);
    if !path.exists() {
        println!("skipped: {file} is not beside this copy of the project");
        return None;
    }
    Some(path)
}

#[test]
fn every_line_of_the_real_year_is_accounted_for() {
    let Some(path) = shared("online-retail.csv.xz") else { return };
    // The whole year takes its time without optimisation; its first two months show the same.
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let mut text = Vec::new();
    let mut lines = std::io::BufReader::new(liblzma::bufread::XzDecoder::new(file));
    for _ in 0..60_001 {
        std::io::BufRead::read_until(&mut lines, b'\n', &mut text).unwrap();
    }
    let plan = planned(&text).unwrap();
    assert_eq!((plan.report.lines, plan.report.imported + plan.report.left), (60_000, 60_000));
    assert!(plan.report.credits > 200, "{}", plan.report.credits);
    for planned in &plan.orders {
        let refunded: rust_decimal::Decimal = planned.order.payments.iter().map(|p| p.refunded).sum();
        let captured: rust_decimal::Decimal = planned.order.payments.iter().map(|p| p.captured).sum();
        assert!(refunded <= captured, "{}", planned.order.number);
    }
}
