//! One of each document, as a shop would send it.

use guichet_documents::{
    Adjustment, ClaimFile, ClaimLine, ClaimPaper, ClaimParcel, ClaimStage, CopySection, CopyValue, CustomerCopy,
    Document, EvidenceFile, FileBytes, Invoice, InvoiceKind, InvoiceLine, Language, Paper, Party, Piece, ReturnSlip,
    RmaLabel, TaxLine, Tender,
};
use guichet_domain::claim::{EvidenceKind, FileSort};
use image::{ImageFormat, Rgb, RgbImage};

pub const RMA: &str = "R-K7-000231-M";

pub fn customer() -> Party {
    Party {
        name: "Zoé Lefèvre-Charpentier".into(),
        lines: vec![
            "Résidence Les Tilleuls, bât. C".into(),
            "14 rue de l’Église".into(),
            "35000 Rennes".into(),
            "France".into(),
        ],
        email: Some("zoe.lefevre@example.org".into()),
        phone: Some("+33 6 12 34 56 78".into()),
        identifiers: Vec::new(),
    }
}

pub fn merchant() -> Party {
    Party {
        name: "Maison Connectée SAS".into(),
        lines: vec!["8 quai des Chartrons".into(), "33000 Bordeaux".into(), "France".into()],
        email: Some("bonjour@maison.example".into()),
        phone: Some("+33 5 56 00 00 00".into()),
        identifiers: vec![("SIREN".into(), "552 100 554".into()), ("TVA".into(), "FR 61 552 100 554".into())],
    }
}

pub fn warehouse() -> Party {
    Party {
        name: "Maison Connectée — Retours".into(),
        lines: vec![
            "Entrepôt 4, quai 12".into(),
            "Zone industrielle de la Prairie".into(),
            "45140 Ormes".into(),
            "France".into(),
        ],
        ..Party::named("")
    }
}

pub fn pieces() -> Vec<Piece> {
    let piece = |quantity, name: &str, sku: &str, gift| Piece { quantity, name: name.into(), sku: sku.into(), gift };
    vec![
        piece(2, "Radiator thermostat Aube, white", "TH-210-W", false),
        piece(1, "Door and window sensor", "DS-04", false),
        piece(1, "Welcome kit: plug and night light", "GIFT-7", true),
    ]
}

pub fn label(language: Language, paper: Paper, rma_number: &str) -> RmaLabel {
    RmaLabel {
        language,
        paper,
        rma_number: rma_number.into(),
        order_number: "FR-104233".into(),
        from: customer(),
        to: warehouse(),
        send_by: Some("2026-12-01".into()),
        prepaid: language == Language::Fr,
        pieces: pieces(),
    }
}

pub fn slip(language: Language) -> ReturnSlip {
    ReturnSlip {
        language,
        rma_number: RMA.into(),
        order_number: "FR-104233".into(),
        customer: customer(),
        to: warehouse(),
        notified_on: "2026-11-17".into(),
        send_by: Some("2026-12-01".into()),
        reason: (language == Language::En).then(|| "Too loud at night.".into()),
        pieces: pieces(),
        customer_pays_shipping: true,
        terms_name: "sales-terms-2017-04-01".into(),
    }
}

fn line(
    description: &str,
    sku: Option<&str>,
    quantity: Option<u32>,
    unit_price: Option<&str>,
    net: &str,
) -> InvoiceLine {
    InvoiceLine {
        description: description.into(),
        sku: sku.map(Into::into),
        quantity,
        unit_price: unit_price.map(Into::into),
        net: net.into(),
        tax_rate: "20.00".into(),
    }
}

pub fn invoice(language: Language) -> Invoice {
    Invoice {
        language,
        kind: InvoiceKind::Invoice,
        number: Some("2026-004117".into()),
        corrects: None,
        issued_on: "2026-11-01".into(),
        order_number: "FR-104233".into(),
        order_date: "2026-10-30".into(),
        seller: merchant(),
        buyer: customer(),
        currency: "EUR".into(),
        lines: vec![
            line("Radiator thermostat Aube, white", Some("TH-210-W"), Some(12), Some("57.50"), "690.00"),
            line(
                "Gateway with a backup battery, two antennas, a wall mount and a name so long that it has to wrap over lines",
                Some("GW-3-PRO-EU"),
                Some(2),
                Some("349.92"),
                "699.84",
            ),
            line("Delivery", None, None, None, "4.92"),
            line("Autumn discount", None, None, None, "-57.50"),
        ],
        adjustments: vec![Adjustment { label: "Voucher AUTUMN".into(), amount: "-10.00".into() }],
        bases: vec![TaxLine { rate: "20".into(), base: "1327.26".into(), tax: "265.45".into() }],
        net: "1327.26".into(),
        tax: "265.45".into(),
        total: "1592.71".into(),
        tenders: vec![
            Tender { label: "Card •••• 4242".into(), amount: "1500.00".into() },
            Tender { label: "Gift card".into(), amount: "92.71".into() },
        ],
        notes: vec!["Payment received, thank you. No discount for early payment.".into()],
    }
}

pub fn credit_note(language: Language) -> Invoice {
    Invoice {
        kind: InvoiceKind::CreditNote,
        number: None,
        corrects: Some("2026-004117".into()),
        issued_on: "2026-12-03".into(),
        lines: vec![line("Radiator thermostat Aube, white", Some("TH-210-W"), Some(20), Some("57.50"), "-1150.00")],
        adjustments: vec![Adjustment { label: "Deduction for wear".into(), amount: "12.50".into() }],
        bases: vec![TaxLine { rate: "20".into(), base: "-1137.50".into(), tax: "-227.50".into() }],
        net: "-1137.50".into(),
        tax: "-227.50".into(),
        total: "-1365.00".into(),
        tenders: vec![Tender { label: "Card •••• 4242".into(), amount: "-1365.00".into() }],
        notes: vec!["Return R-K7-000231-M, received on 2 December 2026.".into()],
        ..invoice(language)
    }
}

/// A photo of its own colour, wide or high.
pub fn photo(shade: u8, format: ImageFormat) -> Vec<u8> {
    let (wide, high) = if shade.is_multiple_of(2) { (900, 600) } else { (500, 800) };
    let picture = RgbImage::from_fn(wide, high, |x, y| {
        let (x, y) = (u8::try_from(x / 4).unwrap(), u8::try_from(y / 4).unwrap());
        Rgb([shade.wrapping_mul(23), x, y])
    });
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

pub fn evidence(sort: FileSort, kind: EvidenceKind, bytes: Option<Vec<u8>>) -> EvidenceFile {
    EvidenceFile { kind, sort, sha256: "0123456789abcdef".repeat(4), bytes: bytes.map(FileBytes) }
}

/// As many photos, JPEG and PNG in turn.
pub fn photos(count: u8) -> Vec<EvidenceFile> {
    let one = |n: u8| match n % 2 {
        0 => evidence(FileSort::Jpeg, EvidenceKind::Damage, Some(photo(n, ImageFormat::Jpeg))),
        _ => evidence(FileSort::Png, EvidenceKind::Packaging, Some(photo(n, ImageFormat::Png))),
    };
    (0..count).map(one).collect()
}

pub fn claim(language: Language) -> ClaimFile {
    let (reported, filed) = match language {
        Language::En => ("Reported by the recipient", "Claim sent to the carrier"),
        Language::Fr => ("Signalé par le destinataire", "Réclamation envoyée au transporteur"),
    };
    let stage = |what: &str, on: &str, who: Option<&str>, note: Option<&str>| ClaimStage {
        what: what.into(),
        on: on.into(),
        who: who.map(Into::into),
        note: note.map(Into::into),
    };
    ClaimFile {
        language,
        paper: if language == Language::Fr { ClaimPaper::A4 } else { ClaimPaper::Letter },
        number: "FR-104233-D1-K7".into(),
        reference: Some("LIT-2026-55120".into()),
        order_number: "FR-104233".into(),
        order_date: "2026-10-30".into(),
        seller: merchant(),
        recipient: Party { email: None, phone: None, ..customer() },
        parcel: ClaimParcel {
            carrier: "Colissimo".into(),
            tracking: Some("6A12345678901".into()),
            shipped_on: Some("2026-11-02".into()),
            delivered_on: Some("2026-11-04".into()),
        },
        notice_by: Some("2026-11-07".into()),
        currency: "EUR".into(),
        lines: vec![
            ClaimLine { quantity: 2, name: "Outdoor camera".into(), sku: "CAM-OUT".into(), value: "382.00".into() },
            ClaimLine { quantity: 1, name: "Wall mount".into(), sku: "MNT-1".into(), value: "1017.90".into() },
        ],
        total: "1399.90".into(),
        recovered: None,
        reserves: Some("Carton enfoncé sur un côté, bande arrachée.".into()),
        account: Some("The box was open when it was handed over, and the lens of one camera is broken.".into()),
        stages: vec![
            stage(reported, "2026-11-04", Some("Ana"), None),
            stage(filed, "2026-11-05", Some("Bo"), Some("By registered letter.")),
        ],
        evidence: Vec::new(),
    }
}

/// Every kind of document in every language and on every paper, with a name for its file.
pub fn all() -> Vec<(String, Document)> {
    let mut all = Vec::new();
    for (language, code) in [(Language::En, "en"), (Language::Fr, "fr")] {
        let mut add = |name: &str, document| all.push((format!("{name}-{code}"), document));
        add("label", Document::RmaLabel(label(language, Paper::Label100x150, RMA)));
        add("label-local", Document::RmaLabel(label(language, Paper::Label100x150, "R-LOCAL-000001-Q")));
        add("label-a4", Document::RmaLabel(label(language, Paper::A4, RMA)));
        add("slip", Document::ReturnSlip(slip(language)));
        add("invoice", Document::Invoice(invoice(language)));
        add("claim", Document::ClaimFile(claim(language)));
        add("credit-note", Document::Invoice(credit_note(language)));
    }
    all
}

/// A customer's copy with a long part, an empty one and a piece below another.
pub fn copy(language: Language) -> CustomerCopy {
    let claim = claim(language);
    let money = |amount: &str| CopyValue::Money(amount.into(), "EUR".into());
    let section = |title: &str, below: bool| CopySection {
        title: title.into(),
        below,
        note: None,
        facts: Vec::new(),
        heads: Vec::new(),
        rows: Vec::new(),
    };
    CustomerCopy {
        language,
        paper: ClaimPaper::A4,
        number: "C-4711".into(),
        made_on: "2026-11-01".into(),
        seller: claim.seller,
        customer: claim.recipient,
        notes: vec!["What this is.".into()],
        sections: vec![
            CopySection { note: Some("None so far.".into()), ..section("Services", false) },
            section("Orders", false),
            CopySection {
                facts: vec![
                    ("Ordered on".into(), CopyValue::Day("2026-03-09".into())),
                    ("Total".into(), money("-1234.50")),
                ],
                heads: vec!["Quantity".into(), "Article".into(), "Net".into()],
                rows: (0..60)
                    .map(|at| {
                        vec![CopyValue::Text("1".into()), CopyValue::Text(format!("Camera {at}")), money("19.90")]
                    })
                    .collect(),
                ..section("Order W-1", true)
            },
        ],
    }
}
