//! The papers as others see them: scanners, text extraction, a second printing.
//!
//! Each document's PDF is left in the target's `tmp/papers`, to be looked at.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod outside;
mod samples;

use guichet_documents::{
    ClaimFile, CopySection, CopyValue, Document, DocumentError, Engine, FileBytes, InvoiceLine, Language, Paper, Party,
    Piece,
};
use guichet_domain::claim::{EvidenceKind, FileSort};
use outside::{attachments, pages, pictures, plain, scanned, text, write_pdf};
use samples::RMA;

fn pdf(document: &Document) -> Vec<u8> {
    Engine::new().unwrap().pdf(document).unwrap()
}

/// The text of a document's pages, its special spaces made ordinary.
fn printed(name: &str, document: &Document) -> String {
    plain(&text(&write_pdf(name, &pdf(document))))
}

#[test]
fn every_document_prints_on_one_page_and_shows_the_same_in_the_window() {
    let engine = Engine::new().unwrap();
    for (name, document) in samples::all() {
        let path = write_pdf(&name, &engine.pdf(&document).unwrap());
        assert_eq!(text(&path).matches('\u{c}').count(), 1, "{name}: pages");
        let pages = engine.svg_pages(&document).unwrap();
        assert_eq!(pages.len(), 1, "{name}: pages in the window");
        assert!(pages[0].starts_with("<svg"), "{name}: an image");
    }
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let engine = Engine::new().unwrap();
    let others = Engine::new().unwrap();
    for (name, document) in samples::all() {
        let first = engine.pdf(&document).unwrap();
        assert_eq!(first, engine.pdf(&document).unwrap(), "{name}: printed again");
        let sent = serde_json::to_string(&document).unwrap();
        let read: Document = serde_json::from_str(&sent).unwrap();
        assert_eq!(read, document, "{name}: read back");
        assert_eq!(first, others.pdf(&read).unwrap(), "{name}: printed elsewhere");
        assert_eq!(engine.svg_pages(&document).unwrap(), others.svg_pages(&read).unwrap(), "{name}: shown");
    }
}

#[test]
fn scanners_read_the_number_from_labels_and_slips() {
    for rma_number in [RMA, "R-LOCAL-000001-Q"] {
        for language in [Language::En, Language::Fr] {
            let mut slip = samples::slip(language);
            slip.rma_number = rma_number.into();
            let papers = [
                ("roll", Document::RmaLabel(samples::label(language, Paper::Label100x150, rma_number))),
                ("sheet", Document::RmaLabel(samples::label(language, Paper::A4, rma_number))),
                ("slip", Document::ReturnSlip(slip)),
            ];
            for (paper, document) in papers {
                let name = format!("scanned-{paper}-{rma_number}-{language:?}");
                let read = scanned(&write_pdf(&name, &pdf(&document)));
                let expected = [format!("CODE-128:{rma_number}"), format!("QR-Code:{rma_number}")];
                assert_eq!(read, expected, "{name}");
            }
        }
    }
}

/// Markup, code, escapes and ligatures of the typesetter: all of it is only text here.
const HOSTILE: [&str; 6] = [
    "#panic(1) #let x = 2",
    "*bold* _it_ $x^2$ `raw`",
    "<a> @b \\u{41} // c",
    "]} #[ \"q\" 'r' -> --- ...",
    "#read(\"/words.typ\")",
    "%PDF <script>1</script>",
];

#[test]
fn hostile_text_prints_literally() {
    let party = || Party {
        name: HOSTILE[0].into(),
        lines: HOSTILE.iter().map(|line| (*line).to_owned()).collect(),
        email: Some(HOSTILE[2].into()),
        phone: Some(HOSTILE[1].into()),
        identifiers: vec![(HOSTILE[3].into(), HOSTILE[4].into())],
    };
    let piece = Piece { quantity: 1, name: HOSTILE[5].into(), sku: HOSTILE[2].into(), gift: true };

    let mut label = samples::label(Language::En, Paper::A4, RMA);
    (label.from, label.to, label.pieces) = (party(), party(), vec![piece.clone()]);
    let mut slip = samples::slip(Language::En);
    (slip.customer, slip.to, slip.pieces) = (party(), party(), vec![piece]);
    slip.reason = Some(HOSTILE[1].into());
    slip.terms_name = HOSTILE[4].into();
    let mut invoice = samples::invoice(Language::En);
    (invoice.buyer, invoice.seller) = (party(), party());
    invoice.lines[0].description = HOSTILE[5].into();
    invoice.notes = HOSTILE.iter().map(|line| (*line).to_owned()).collect();

    let mut claim = samples::claim(Language::En);
    (claim.recipient, claim.seller) = (invoice.buyer.clone(), invoice.seller.clone());
    claim.lines[0].name = HOSTILE.join(" ");
    (claim.account, claim.reserves) = (Some(HOSTILE[0].into()), Some(HOSTILE[3].into()));
    claim.stages[0].note = Some(HOSTILE[4].into());

    let mut copy = samples::copy(Language::En);
    (copy.customer, copy.seller) = (party(), party());
    copy.sections[0].title = HOSTILE[0].into();
    copy.sections[0].facts = HOSTILE.iter().map(|line| ((*line).into(), CopyValue::Text((*line).into()))).collect();

    let papers = [
        ("label", Document::RmaLabel(label)),
        ("slip", Document::ReturnSlip(slip)),
        ("claim", Document::ClaimFile(claim)),
        ("invoice", Document::Invoice(invoice)),
        ("copy", Document::CustomerCopy(copy)),
    ];
    for (paper, document) in papers {
        let printed = printed(&format!("hostile-{paper}"), &document);
        for line in HOSTILE {
            assert!(printed.contains(line), "{paper}: {line:?} in\n{printed}");
        }
    }
}

#[test]
fn a_claims_file_shows_its_photos_and_says_which_it_cannot_show() {
    for language in [Language::En, Language::Fr] {
        for count in [1, 8] {
            let claim = ClaimFile { evidence: samples::photos(count), ..samples::claim(language) };
            let name = format!("claim-{count}-{language:?}");
            let path = write_pdf(&name, &pdf(&Document::ClaimFile(claim)));
            assert_eq!(pictures(&path), usize::from(count), "{name}");
            let printed = plain(&text(&path));
            for n in 1..=count {
                assert!(printed.contains(&format!("Photo {n} ·")), "{name}: {n} in\n{printed}");
            }
        }
        let mut evidence = samples::photos(3);
        let whole = evidence[1].bytes.clone().unwrap().0;
        evidence[1].bytes = Some(FileBytes(whole[..whole.len() / 2].to_vec()));
        evidence[2].bytes = None;
        evidence.push(samples::evidence(FileSort::Heic, EvidenceKind::Damage, Some(b"\0\0\0\x18ftypheic".to_vec())));
        evidence.push(samples::evidence(FileSort::Pdf, EvidenceKind::Reserves, Some(b"%PDF-1.7 a slip".to_vec())));
        evidence.push(samples::evidence(FileSort::Pdf, EvidenceKind::Paper, None));
        let claim = Document::ClaimFile(ClaimFile { evidence, ..samples::claim(language) });
        let bytes = pdf(&claim);
        assert_eq!(bytes, pdf(&claim), "the same bytes each time");
        let path = write_pdf(&format!("claim-hard-{language:?}"), &bytes);
        assert_eq!(pictures(&path), 1, "the one that is sound");
        let said = match language {
            Language::En => {
                ["the picture cannot be read", "has not reached this desk", "In this document: 3 of 6", "attached"]
            }
            Language::Fr => {
                ["l’image est illisible", "pas encore parvenue à ce poste", "Dans ce document : 3 sur 6", "joint à"]
            }
        };
        let printed = plain(&text(&path));
        for words in said {
            assert!(printed.contains(words), "{words:?} in\n{printed}");
        }
        let attached = attachments(&path);
        assert!(attached.contains(".heic") && attached.contains(".pdf"), "{attached}");
        assert_eq!(Engine::new().unwrap().svg_pages(&claim).unwrap().len(), pages(&path));
    }
}

#[test]
fn text_that_is_too_long_or_no_text_stays_within_its_page() {
    let odd = format!("a\nb\u{0}c\u{202e} Ακρόπολη Москва {}", "W".repeat(300));
    let mut label = samples::label(Language::Fr, Paper::Label100x150, RMA);
    label.from = Party { lines: vec![odd.clone(); 12], ..Party::named(odd.clone()) };
    label.to = label.from.clone();
    label.pieces = vec![Piece { quantity: u32::MAX, name: String::new(), sku: odd.clone(), gift: true }; 40];
    let path = write_pdf("odd-label", &pdf(&Document::RmaLabel(label)));
    assert_eq!(text(&path).matches('\u{c}').count(), 1);
    assert!(text(&path).contains("Ακρόπολη") && text(&path).contains("Москва"));
    assert_eq!(scanned(&path).len(), 2, "the codes stay clear of it");

    let mut invoice = samples::invoice(Language::Fr);
    invoice.lines[0].description = odd.clone();
    invoice.lines[1].sku = Some(odd);
    invoice.total = "-123456789012345678901234567.89".into();
    write_pdf("odd-invoice", &pdf(&Document::Invoice(invoice)));
}

#[test]
fn a_long_invoice_repeats_its_head_and_keeps_its_totals_together() {
    for language in [Language::En, Language::Fr] {
        // Every length around a page's end: the totals have to move as one.
        for lines in 118..=122 {
            let mut invoice = samples::invoice(language);
            let line = invoice.lines[0].clone();
            invoice.lines =
                (1..=lines).map(|n| InvoiceLine { description: format!("Article {n}."), ..line.clone() }).collect();
            let name = format!("long-invoice-{language:?}-{lines}");
            let whole = text(&write_pdf(&name, &pdf(&Document::Invoice(invoice))));
            let pages: Vec<_> = whole.trim_end_matches('\u{c}').split('\u{c}').map(plain).collect();
            let (head, net, total, of) = match language {
                Language::En => ("Unit price", "Total without VAT", "Total with VAT", "of"),
                Language::Fr => ("Prix unitaire HT", "Total HT", "Total TTC", "sur"),
            };
            assert!(pages.len() > 2, "{name}: {} pages", pages.len());
            for (index, page) in pages.iter().enumerate() {
                assert!(
                    page.contains(&format!("Page {} {of} {}", index + 1, pages.len())),
                    "{name}: page number\n{page}"
                );
                assert!(page.contains("2026-004117"), "{name}: number on each page");
                assert!(!page.contains("Article ") || page.contains(head), "{name}: head on each page with lines");
            }
            let shown = |needle: &str| pages.iter().filter(|page| page.contains(needle)).count();
            for n in 1..=lines {
                assert_eq!(shown(&format!("Article {n}.")), 1, "{name}: line {n}");
            }
            let last: Vec<_> = pages.iter().filter(|page| page.contains(net)).collect();
            assert_eq!(last.len(), 1, "{name}: one page of totals");
            assert!(last[0].contains(total) && last[0].contains("1,592.71") | last[0].contains("1 592,71"), "{name}");
        }
    }
}

#[test]
fn french_is_written_as_french() {
    let invoice = Document::Invoice(samples::invoice(Language::Fr));
    let printed_invoice = printed("french-invoice", &invoice);
    let all = [
        "Facture",
        "N° 2026-004117",
        "1er novembre 2026",
        "Total TTC",
        "1 592,71 €",
        "\u{2212}57,50",
        "20 %",
        "Facturé à",
        "Désignation",
        "Page 1 sur 1",
    ];
    for words in all {
        assert!(printed_invoice.contains(words), "{words:?} in\n{printed_invoice}");
    }
    let slip = printed("french-slip", &Document::ReturnSlip(samples::slip(Language::Fr)));
    for words in
        ["Bon de retour", "mardi 1er décembre 2026", "À joindre au colis", "Motif du retour", "commande : à renvoyer"]
    {
        assert!(slip.contains(words), "{words:?} in\n{slip}");
    }
}

#[test]
fn a_slip_says_what_to_enclose_gifts_flagged_and_until_when() {
    let slip = printed("english-slip", &Document::ReturnSlip(samples::slip(Language::En)));
    let told = [
        "Tuesday 1 December 2026",
        "Radiator thermostat Aube, white",
        "TH-210-W",
        "Welcome kit: plug and night light",
        "Came as a gift with the order",
        "Entrepôt 4, quai 12",
        "You bear the cost",
        "Too loud at night.",
        "sales-terms-2017-04-01",
    ];
    for words in told {
        assert!(slip.contains(words), "{words:?} in\n{slip}");
    }
}

#[test]
fn a_paper_without_a_number_says_that_it_is_provisional() {
    let credit = samples::credit_note(Language::En);
    let provisional = printed("provisional", &Document::Invoice(credit.clone()));
    for words in [
        "Credit note",
        "PROVISIONAL",
        "has no number yet",
        "Corrects invoice",
        "2026-004117",
        "\u{2212}€1,365.00",
        "Refunded",
    ] {
        assert!(provisional.contains(words), "{words:?} in\n{provisional}");
    }
    let numbered = Document::Invoice(guichet_documents::Invoice { number: Some("A-17".into()), ..credit });
    assert!(!printed("numbered", &numbered).to_lowercase().contains("provisional"));
}

#[test]
fn what_cannot_be_printed_is_refused_by_its_field() {
    let engine = Engine::new().unwrap();
    let refused = |change: fn(&mut guichet_documents::Invoice)| {
        let mut credit = samples::credit_note(Language::En);
        change(&mut credit);
        engine.pdf(&Document::Invoice(credit)).unwrap_err()
    };
    assert_eq!(
        refused(|it| it.lines[0].net = "12,50".into()),
        DocumentError::Amount { field: "lines[0].net".into(), value: "12,50".into() }
    );
    assert_eq!(refused(|it| it.issued_on = "2026-02-30".into()).code(), "document.date");
    assert_eq!(refused(|it| it.bases[0].rate = "-20".into()).code(), "document.rate");
    assert_eq!(refused(|it| it.currency = "€".into()).code(), "document.currency");
    assert_eq!(refused(|it| it.total = "1365.00".into()).code(), "document.credit_note_above_zero");
    let label = Document::RmaLabel(samples::label(Language::En, Paper::A4, "R É"));
    assert_eq!(engine.pdf(&label).unwrap_err().code(), "document.barcode");
}

#[test]
fn a_customers_copy_is_written_in_their_language_and_breaks_with_its_heads() {
    for (language, total, day) in
        [(Language::En, "\u{2212}€1,234.50", "9 March 2026"), (Language::Fr, "\u{2212}1 234,50 €", "9 mars 2026")]
    {
        let copy = samples::copy(language);
        let path = write_pdf(&format!("copy-{language:?}"), &pdf(&Document::CustomerCopy(copy.clone())));
        let told = plain(&text(&path));
        for words in [total, day, "None so far.", "Camera 59"] {
            assert!(told.contains(words), "{words} in\n{told}");
        }
        assert!(pages(&path) > 1 && told.matches("Quantity").count() == pages(&path), "{told}");
        assert_eq!(pdf(&Document::CustomerCopy(copy.clone())), pdf(&Document::CustomerCopy(copy)));
    }
    // A day that is none, and a row with a value too few, are refused: no page with a hole.
    let mut broken = samples::copy(Language::En);
    broken.sections[2].facts[0].1 = CopyValue::Day("2026-02-30".into());
    let fault = Engine::new().unwrap().pdf(&Document::CustomerCopy(broken)).unwrap_err();
    assert!(matches!(&fault, DocumentError::Date { field, .. } if field == "sections[2].facts[0]"), "{fault:?}");
    let mut broken = samples::copy(Language::En);
    let short = CopySection { rows: vec![vec![CopyValue::Text("1".into())]], ..broken.sections[2].clone() };
    broken.sections[2] = short;
    assert!(Engine::new().unwrap().pdf(&Document::CustomerCopy(broken)).is_err());
}
