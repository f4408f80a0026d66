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
            nest(w, "RmtInf", |w| leaf(w, "Ustrd", &plain(&self.remittance, 140)))
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
    fn names_are_written_in_letters_that_every_bank_takes() {
        assert_eq!(plain("Zoé Œuvrard & Fils – Château d’Eau", 70), "Zoe .uvrard . Fils - Chateau d'Eau");
        assert_eq!(plain("abcdef", 3), "abc");
    }
}
