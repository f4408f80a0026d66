//! SEPA credit transfers as a `pain.001.001.09` file, to be uploaded to the bank. The same transfers make the same bytes.

use chrono::{DateTime, NaiveDate, Utc};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::settings::BankAccount;

/// One transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// The payout: its end-to-end id.
    pub id: Uuid,
    /// Euros.
    pub amount: Decimal,
    /// To whom.
    pub to: BankAccount,
    /// What the customer reads on the statement.
    pub remittance: String,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its id: message id and file name follow from it.
    pub id: Uuid,
    /// When it was put together.
    pub created_at: DateTime<Utc>,
    /// The day on which the bank pays.
    pub execute_on: NaiveDate,
    /// The account that pays.
    pub from: BankAccount,
    /// The transfers, in the order of their ids.
    pub transfers: Vec<Transfer>,
}

/// Whether this can be an IBAN (ISO 13616): its check digits are right.
#[must_use]
pub fn is_iban(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| *c != ' ').collect();
    let (Some(head), Some(rest)) = (plain.get(..4), plain.get(4..)) else { return false };
    let shape = (15..=34).contains(&plain.len())
        && head.bytes().take(2).all(|b| b.is_ascii_uppercase())
        && head.bytes().skip(2).all(|b| b.is_ascii_digit())
        && rest.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let remainder = format!("{rest}{head}").chars().filter_map(|c| c.to_digit(36)).fold(0_u64, |sum, digit| {
        let shift = if digit > 9 { 100 } else { 10 };
        (sum * shift + u64::from(digit)) % 97
    });
    shape && remainder == 1
}

/// Whether this can be a BIC (ISO 9362): four letters or digits, a country, two letters or digits, and three more for a
/// branch. One wrong one, and the bank refuses the whole file.
#[must_use]
pub fn is_bic(text: &str) -> bool {
    let sound = |at: usize, byte: u8| match at {
        4 | 5 => byte.is_ascii_uppercase(),
        _ => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
    };
    matches!(text.len(), 8 | 11) && text.bytes().enumerate().all(|(at, byte)| sound(at, byte))
}

/// Whether something is left of a name in the letters that every bank takes.
#[must_use]
pub fn is_name(text: &str) -> bool {
    plain(text, 70).chars().any(|letter| letter.is_ascii_alphanumeric())
}

/// Text in the letters that every bank takes, at most so many of them.
#[must_use]
pub fn plain(text: &str, most: usize) -> String {
    let folded = unicode_normalization::UnicodeNormalization::nfkd(text);
    let kept = folded.filter_map(|c| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '/' | '-' | '?' | ':' | '(' | ')' | '.' | ',' | '\'' | '+' | ' ' => Some(c),
        '’' => Some('\''),
        '–' | '—' => Some('-'),
        // Accents, taken off their letters.
        '\u{300}'..='\u{36f}' => None,
        _ => Some('.'),
    });
    kept.take(most).collect::<String>().trim().to_owned()
}

/// What a batch's file is called: the same batch is the same file.
#[must_use]
pub fn file_name(merchant: &str, id: Uuid) -> String {
    format!("{merchant}-{}.xml", id.simple())
}

impl Batch {
    /// The sum of the transfers.
    #[must_use]
    pub fn sum(&self) -> Decimal {
        self.transfers.iter().map(|transfer| transfer.amount).sum()
    }

    /// The file.
    ///
    /// # Errors
    /// None in practice: it is written to memory.
    pub fn xml(&self) -> std::io::Result<Vec<u8>> {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        writer
            .create_element("Document")
            .with_attribute(("xmlns", "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"))
            .write_inner_content(|w| {
            w.create_element("CstmrCdtTrfInitn").write_inner_content(|w| {
                self.header(w)?;
                self.payment(w)
            })?;
            Ok(())
        })?;
        Ok(writer.into_inner())
    }

    fn header(&self, w: &mut Xml) -> std::io::Result<()> {
        nest(w, "GrpHdr", |w| {
            leaf(w, "MsgId", &self.id.simple().to_string())?;
            leaf(w, "CreDtTm", &self.created_at.format("%Y-%m-%dT%H:%M:%SZ").to_string())?;
            leaf(w, "NbOfTxs", &self.transfers.len().to_string())?;
            leaf(w, "CtrlSum", &euros(self.sum()))?;
            nest(w, "InitgPty", |w| leaf(w, "Nm", &plain(&self.from.name, 70)))
        })
    }

    fn payment(&self, w: &mut Xml) -> std::io::Result<()> {
        nest(w, "PmtInf", |w| {
            leaf(w, "PmtInfId", &self.id.simple().to_string())?;
            leaf(w, "PmtMtd", "TRF")?;
            leaf(w, "BtchBookg", "true")?;
            leaf(w, "NbOfTxs", &self.transfers.len().to_string())?;
            leaf(w, "CtrlSum", &euros(self.sum()))?;
            nest(w, "PmtTpInf", |w| nest(w, "SvcLvl", |w| leaf(w, "Cd", "SEPA")))?;
            nest(w, "ReqdExctnDt", |w| leaf(w, "Dt", &self.execute_on.to_string()))?;
            nest(w, "Dbtr", |w| leaf(w, "Nm", &plain(&self.from.name, 70)))?;
            account(w, "DbtrAcct", &self.from)?;
            nest(w, "DbtrAgt", |w| {
                nest(w, "FinInstnId", |w| match &self.from.bic {
                    Some(bic) => leaf(w, "BICFI", bic),
                    None => nest(w, "Othr", |w| leaf(w, "Id", "NOTPROVIDED")),
                })
            })?;
            leaf(w, "ChrgBr", "SLEV")?;
            self.transfers.iter().try_for_each(|transfer| transfer.write(w))
        })
    }
}

impl Transfer {
    fn write(&self, w: &mut Xml) -> std::io::Result<()> {
        nest(w, "CdtTrfTxInf", |w| {
            nest(w, "PmtId", |w| leaf(w, "EndToEndId", &self.id.simple().to_string()))?;
            nest(w, "Amt", |w| {
                let amount = w.create_element("InstdAmt").with_attribute(("Ccy", "EUR"));
                amount.write_text_content(BytesText::new(&euros(self.amount)))?;
                Ok(())
            })?;
            if let Some(bic) = &self.to.bic {
                nest(w, "CdtrAgt", |w| nest(w, "FinInstnId", |w| leaf(w, "BICFI", bic)))?;
            }
            nest(w, "Cdtr", |w| leaf(w, "Nm", &plain(&self.to.name, 70)))?;
            account(w, "CdtrAcct", &self.to)?;
            match plain(&self.remittance, 140) {
                nothing if nothing.is_empty() => Ok(()),
                told => nest(w, "RmtInf", |w| leaf(w, "Ustrd", &told)),
            }
        })
    }
}

type Xml = Writer<Vec<u8>>;

fn nest(w: &mut Xml, name: &str, inside: impl FnOnce(&mut Xml) -> std::io::Result<()>) -> std::io::Result<()> {
    w.create_element(name).write_inner_content(inside)?;
    Ok(())
}

fn leaf(w: &mut Xml, name: &str, text: &str) -> std::io::Result<()> {
    w.create_element(name).write_text_content(BytesText::new(text))?;
    Ok(())
}

fn account(w: &mut Xml, name: &str, account: &BankAccount) -> std::io::Result<()> {
    let iban: String = account.iban.chars().filter(|c| *c != ' ').collect();
    nest(w, name, |w| nest(w, "Id", |w| leaf(w, "IBAN", &iban)))
}

fn euros(amount: Decimal) -> String {
    let mut amount = amount;
    amount.rescale(2);
    amount.to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    use super::*;

    #[test]
    fn check_digits_tell_an_iban() {
        for iban in ["FR76 3000 6000 0112 3456 7890 189", "DE89370400440532013000", "BE68539007547034"] {
            assert!(is_iban(iban), "{iban}");
        }
        for wrong in ["", "FR", "FR7630006000011234567890188", "fr7630006000011234567890189", "DE8937040044053201300é"]
        {
            assert!(!is_iban(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_bic_has_eight_or_eleven_places() {
        for bic in ["AGRIFRPP", "DEUTDEFF500", "1234FR22"] {
            assert!(is_bic(bic), "{bic}");
        }
        for wrong in ["", "AGRIFRP", "AGRIFRPPX", "agrifrpp", "AGRI1RPP", "DEUTDEFF50É", "AGRIFRPPXXXX"] {
            assert!(!is_bic(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_name_must_leave_something_for_the_bank() {
        assert!(is_name("Łukasz") && is_name("山田 T"));
        assert!(!is_name("") && !is_name("山田") && !is_name("…"));
    }

    fn account() -> impl Strategy<Value = BankAccount> {
        let names = prop_oneof![
            "[A-Za-z éÉß’&<>\"]{1,90}",
            Just("Zoé & Fils <script>alert('x')</script>".to_owned()),
            Just("ΑΒΓ\u{202e}\u{200b} 1".to_owned()),
            any::<String>(),
        ];
        let ibans = prop_oneof![
            Just("FR76 3000 6000 0112 3456 7890 189"),
            Just("DE89370400440532013000"),
            Just("BE68539007547034")
        ];
        let bics = proptest::option::of(prop_oneof![Just("AGRIFRPP"), Just("DEUTDEFF500")]);
        (names.prop_filter("a name", |name| is_name(name)), ibans, bics).prop_map(|(name, iban, bic)| BankAccount {
            name,
            iban: iban.to_owned(),
            bic: bic.map(str::to_owned),
        })
    }

    fn batch() -> impl Strategy<Value = Batch> {
        let cents = prop_oneof![Just(1_i64), 1_i64..100_000, Just(99_999_999_999)];
        let transfer = (any::<u128>(), cents, account(), prop_oneof!["W-[0-9]{6} .{0,200}", any::<String>()]);
        let transfer = transfer.prop_map(|(id, cents, to, remittance)| Transfer {
            id: Uuid::from_u128(id),
            amount: Decimal::new(cents, 2),
            to,
            remittance,
        });
        let times = (0_i64..4_000_000_000).prop_filter_map("a time", |at| DateTime::from_timestamp(at, 0));
        (any::<u128>(), times, account(), proptest::collection::vec(transfer, 1..20)).prop_map(
            |(id, created_at, from, transfers)| Batch {
                id: Uuid::from_u128(id),
                created_at,
                execute_on: created_at.date_naive(),
                from,
                transfers,
            },
        )
    }

    /// `GUICHET_SAMPLES=folder` writes files there for the bank's schema to judge: `tests/bank/pain001.sh` does.
    #[test]
    fn samples_for_the_banks_schema() {
        let Some(folder) = std::env::var_os("GUICHET_SAMPLES").map(std::path::PathBuf::from) else {
            println!("skipped: GUICHET_SAMPLES names no folder for the samples");
            return;
        };
        let mut runner = TestRunner::deterministic();
        for at in 0..300 {
            let batch = batch().new_tree(&mut runner).unwrap().current();
            std::fs::write(folder.join(format!("{at}.xml")), batch.xml().unwrap()).unwrap();
        }
    }

    #[test]
    fn names_are_written_in_letters_that_every_bank_takes() {
        assert_eq!(plain("Zoé Œuvrard & Fils – Château d’Eau", 70), "Zoe .uvrard . Fils - Chateau d'Eau");
        assert_eq!(plain("abcdef", 3), "abc");
    }
}
