//! Files that say what they cannot mean: each is answered with its line and place, and changes nothing.

use std::ops::ControlFlow;

use super::shopify::Export;
use super::writing::{contents, document, importer, replica};
use super::{HEADING, planned};
use crate::import::{ImportError, InputFault, orders, write_orders, write_plan};
use crate::store::Store;

const GOOD: &str = "100001,MUG,A MUG,6,2011-01-10 10:00:00,2.55,17850.0,France";

/// What kind of file it is taken for.
#[derive(Clone, Copy)]
enum Kind {
    Retail,
    Orders,
    Shopify,
}

struct Broken {
    kind: Kind,
    text: Vec<u8>,
    line: u64,
    path: String,
}

fn retail(line: u64, path: &str, text: impl Into<Vec<u8>>) -> Broken {
    Broken { kind: Kind::Retail, text: text.into(), line, path: path.to_owned() }
}

/// A good line, then one with another value in this column.
fn retail_value(path: &str, value: &str) -> Broken {
    let place = HEADING.split(',').position(|name| name == path).unwrap();
    let mut fields: Vec<&str> = GOOD.split(',').collect();
    fields[0] = "100002";
    fields[place] = value;
    retail(3, path, format!("{HEADING}\n{GOOD}\n{}\n", fields.join(",")))
}

fn retail_files() -> Vec<Broken> {
    let mut files: Vec<Broken> = [
        ("InvoiceNo", ""),
        ("InvoiceNo", "C"),
        ("InvoiceNo", "CC100002"),
        ("InvoiceNo", "1e5"),
        ("InvoiceNo", "1000000000000000000000000"),
        ("StockCode", ""),
        ("Quantity", ""),
        ("Quantity", "six"),
        ("Quantity", "6.5"),
        ("Quantity", "6e3"),
        ("Quantity", "1000001"),
        ("Quantity", "-99999999999999999999999"),
        ("Quantity", "0x10"),
        ("InvoiceDate", ""),
        ("InvoiceDate", "2011-02-30 10:00:00"),
        ("InvoiceDate", "2011-01-10"),
        ("InvoiceDate", "10/01/2011 10:00"),
        ("InvoiceDate", "2011-01-10 25:00:00"),
        ("InvoiceDate", "99999-01-10 10:00:00"),
        ("InvoiceDate", "2011-03-27 01:30:00"),
        ("UnitPrice", ""),
        ("UnitPrice", "free"),
        ("UnitPrice", "1e3"),
        ("UnitPrice", "NaN"),
        ("UnitPrice", "2.55555"),
        ("UnitPrice", "10000000000"),
        ("UnitPrice", "99999999999999999999999999999999"),
        ("UnitPrice", "--2"),
        ("CustomerID", "Smith"),
        ("CustomerID", "-17850"),
        ("CustomerID", "17850.5"),
        ("CustomerID", "99999999999999999999"),
        ("Country", ""),
        ("Country", "Atlantis"),
    ]
    .into_iter()
    .map(|(path, value)| retail_value(path, value))
    .collect();
    files.extend([
        retail(1, "", ""),
        retail(1, "UnitPrice", HEADING.replace("UnitPrice,", "") + "\n"),
        retail(1, "Price", HEADING.replace("UnitPrice", "Price") + "\n"),
        retail(1, "Quantity", HEADING.replace("UnitPrice", "Quantity") + "\n"),
        retail(1, "Colour", format!("{HEADING},Colour\n")),
        retail(3, "", format!("{HEADING}\n{GOOD}\n100002,MUG\n")),
        retail(3, "", format!("{HEADING}\n{GOOD}\n{GOOD},more\n")),
        retail(2, "UnitPrice", format!("{HEADING}\n{}\n", GOOD.replace("2.55", "\"2,55\""))),
        retail(
            3,
            "Description",
            [
                format!("{HEADING}\n{GOOD}\n100002,MUG,A M").as_bytes(),
                b"\xff\xfeG,6,2011-01-10 10:00:00,2.55,,France\n",
            ]
            .concat(),
        ),
        retail(1, "column 2", [b"InvoiceNo,Stock\xffCode\n".as_slice()].concat()),
        retail(3, "CustomerID", format!("{HEADING}\n{GOOD}\n{}\n", GOOD.replace("17850", "17851"))),
        retail(3, "Country", format!("{HEADING}\n{GOOD}\n{}\n", GOOD.replace("France", "Spain"))),
        retail(1, "", b"\xfd7zXZ\0 and then nothing that could be unpacked".to_vec()),
        retail(1, "InvoiceNo\0", format!("{}\n", HEADING.replace("InvoiceNo", "InvoiceNo\0"))),
    ]);
    files
}

/// A good document, then one where this text is replaced.
fn order(path: &str, from: &str, to: &str) -> Broken {
    let text = document("W-2");
    assert!(text.contains(from), "{from} is not in {text}");
    let text = format!("{}\n{}\n", document("W-1"), text.replacen(from, to, 1));
    Broken { kind: Kind::Orders, text: text.into_bytes(), line: 2, path: path.to_owned() }
}

fn order_files() -> Vec<Broken> {
    let good = document("W-1");
    let raw = |text: Vec<u8>, line: u64, path: &str| Broken { kind: Kind::Orders, text, line, path: path.to_owned() };
    vec![
        order("lines[0].quantity", "\"quantity\":6,\"unit", "\"quantity\":\"6\",\"unit"),
        order("lines[0].quantity", "\"quantity\":6,\"unit", "\"quantity\":-6,\"unit"),
        order("lines[0].quantity", "\"quantity\":6,\"unit", "\"quantity\":99999999999999,\"unit"),
        order("lines[0].unit_price", "\"2.55\"", "2.55"),
        order("lines[0].unit_price", "\"2.55\"", "\"-2.55\""),
        order("lines[0].unit_price", "\"2.55\"", "\"2.55e1\""),
        order("lines[0].tax_rate", "\"tax_rate\":\"0\"", "\"tax_rate\":\"1.2\""),
        order("number", "\"number\":\"W-2\"", "\"number\":\"W-1\""),
        order("number", "\"number\":\"W-2\"", "\"number\":\"\""),
        order("numbre", "\"number\"", "\"numbre\""),
        order("payments[0].captured", "\"captured\":\"15.30\"", "\"captured\":\"99.00\""),
        order("shipments[0].lines[0].line", "{\"line\":\"1\"", "{\"line\":\"7\""),
        order("shipments[0].lines[0].quantity", "{\"line\":\"1\",\"quantity\":6", "{\"line\":\"1\",\"quantity\":7"),
        order("shipments[0].shipped_on", "\"shipped_on\":\"2011-01-10\"", "\"shipped_on\":\"2011-02-30\""),
        order("placed_at", "2011-01-10T10:00:00", "2011-01-10 noon"),
        order("currency", "\"GBP\"", "\"ZZZ\""),
        order("market", "\"FR\"", "\"ZZ\""),
        order("time_zone", "Europe/London", "Europe/Lyonesse"),
        order("kind", "\"regular\"", "\"odd\""),
        raw(format!("{good}\nnot json\n").into_bytes(), 2, ""),
        raw(format!("{good}\n[]\n").into_bytes(), 2, ""),
        raw([good.as_bytes(), b"\n\xff\xfe\n"].concat(), 2, ""),
        raw(format!("{good}\n{}\n", "[".repeat(100_000)).into_bytes(), 2, ""),
    ]
}

fn shopify(line: usize, path: &str, value: &str) -> Broken {
    let text = Export::sample().with(line, path, value).text();
    Broken { kind: Kind::Shopify, text, line: u64::try_from(line).unwrap() + 2, path: path.to_owned() }
}

fn shopify_files() -> Vec<Broken> {
    let mut files: Vec<Broken> = [
        (0, "Name", ""),
        (1, "Email", "other@example.com"),
        (1, "Currency", "USD"),
        (1, "Total", "1.00"),
        (0, "Financial Status", "settled"),
        (0, "Financial Status", ""),
        (0, "Fulfilled at", "tomorrow"),
        (0, "Created at", ""),
        (0, "Created at", "2026-02-30 09:49:00 +0100"),
        (0, "Created at", "2026-03-02 09:49:00"),
        (0, "Cancelled at", "2026-13-02 09:49:00 +0100"),
        (0, "Currency", "EURO"),
        (0, "Subtotal", "seventy"),
        (0, "Subtotal", "-55.00"),
        (0, "Subtotal", "54.00"),
        (0, "Subtotal", "65.00"),
        (0, "Total", "72.001"),
        (0, "Total", "71.00"),
        (0, "Total", "99999999999999999"),
        (0, "Taxes", "11.00"),
        (0, "Tax 1 Value", "much"),
        (0, "Discount Amount", "5e1"),
        (1, "Lineitem quantity", "0"),
        (1, "Lineitem quantity", "-1"),
        (1, "Lineitem quantity", "1.5"),
        (1, "Lineitem quantity", "99999999999"),
        (1, "Lineitem price", ""),
        (1, "Lineitem price", "-10.00"),
        (1, "Lineitem name", ""),
        (1, "Lineitem taxable", "perhaps"),
        (1, "Lineitem requires shipping", ""),
        (1, "Lineitem fulfillment status", "partial"),
        (1, "Lineitem fulfillment status", "lost"),
        (0, "Shipping Country", "ZZ"),
        (0, "Refunded Amount", "72.01"),
        (0, "Refunded Amount", "-1.00"),
    ]
    .into_iter()
    .map(|(line, path, value)| match (path, value) {
        // The total follows from the taxes, so it is the total that no longer does.
        ("Taxes", _) => Broken { path: "Total".to_owned(), ..shopify(line, path, value) },
        _ => shopify(line, path, value),
    })
    .collect();
    let rate = Export::sample().all(&[(0, "Taxes", "11.17"), (0, "Total", "71.17"), (0, "Tax 1 Name", "odd")]);
    files.push(Broken { kind: Kind::Shopify, text: rate.text(), line: 2, path: "Taxes".into() });
    let text = String::from_utf8(Export::sample().text()).unwrap();
    files.push(Broken {
        kind: Kind::Shopify,
        text: text.replacen("Lineitem sku", "SKU", 1).into(),
        line: 1,
        path: "Lineitem sku".into(),
    });
    let twice = format!("{text}{}", text.lines().nth(1).unwrap().replace("#1001", "#1002"));
    let twice = format!("{}\n{}\n", twice, text.lines().nth(1).unwrap());
    files.push(Broken { kind: Kind::Shopify, text: twice.into(), line: 5, path: "Name".into() });
    let bytes = text.into_bytes();
    let at = bytes.windows(4).position(|four| four == b"Lyon").unwrap();
    let mut bad = bytes;
    bad[at] = 0xff;
    files.push(Broken { kind: Kind::Shopify, text: bad, line: 2, path: "Shipping City".into() });
    files
}

/// What `guichetctl import` does: read whole, then write.
async fn import(store: &Store, file: &Broken) -> Result<(), ImportError> {
    let mut go = |_| ControlFlow::Continue(());
    let text = file.text.as_slice();
    match file.kind {
        Kind::Retail => write_plan(store, &planned(text)?, importer(), &mut go).await?,
        Kind::Orders => write_orders(store, "orders", &orders::read(text, &mut go)?, importer(), &mut go).await?,
        Kind::Shopify => {
            write_orders(store, "shopify", &super::shopify::read(text)?, importer(), &mut |_| ControlFlow::Continue(()))
                .await?
        }
    };
    Ok(())
}

#[tokio::test]
async fn every_broken_file_is_answered_with_its_place_and_changes_nothing() {
    let (_folder, store) = replica().await;
    let files: Vec<Broken> = retail_files().into_iter().chain(order_files()).chain(shopify_files()).collect();
    assert!(files.len() >= 60, "{}", files.len());
    let before = contents(&store).await;
    let mut wrong = Vec::new();
    for file in &files {
        let shown = String::from_utf8_lossy(&file.text).chars().rev().take(120).collect::<String>();
        let shown: String = shown.chars().rev().collect();
        match import(&store, file).await {
            Err(ImportError::Input(InputFault { line, path, .. }))
                if (line, path.as_str()) == (file.line, &*file.path) => {}
            other => wrong.push(format!("line {}, {:?} expected: {other:?} from …{shown}", file.line, file.path)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(contents(&store).await, before);
    println!("{} broken files", files.len());
    store.close().await;
}

#[test]
fn faults_travel_with_line_path_code_and_message() {
    let Err(ImportError::Input(fault)) = planned(&retail_value("UnitPrice", "free").text) else { panic!() };
    let json = serde_json::to_string(&fault).unwrap();
    let expected =
        r#"{"line":3,"path":"UnitPrice","code":"not_decimal","message":"is not a plain decimal number such as 12.50"}"#;
    assert_eq!(json, expected);
}

#[test]
fn no_byte_makes_a_reader_panic() {
    let mut dice = crate::identity::Dice::of("bytes");
    let files = [
        (Kind::Retail, format!("{HEADING}\n{GOOD}\n").into_bytes()),
        (Kind::Orders, document("W-1").into_bytes()),
        (Kind::Shopify, Export::sample().text()),
    ];
    for _ in 0..600 {
        for (kind, text) in &files {
            let mut text = text.clone();
            for _ in 0..=dice.below(3) {
                let at = dice.below(text.len());
                text[at] = u8::try_from(dice.below(256)).unwrap();
            }
            let _ = match kind {
                Kind::Retail => planned(&text).map(|_| ()),
                Kind::Orders => orders::read(text.as_slice(), &mut |_| ControlFlow::Continue(())).map(|_| ()),
                Kind::Shopify => super::shopify::read(&text).map(|_| ()),
            };
        }
    }
}
