//! The merchant as paper and pages name it.

use chrono::NaiveDate;
use guichet_documents::Party;
use guichet_domain::names::TimeZone;

/// The merchant.
#[derive(Debug, Clone)]
pub struct Shop {
    /// Its name.
    pub name: String,
    /// Who sells, on invoices.
    pub seller: Party,
    /// Where parcels go back to.
    pub returns: Party,
    /// Where it is (ISO 3166-1 alpha-2): letters within it name no country.
    pub country: String,
    /// Its days are counted in this zone.
    pub time_zone: TimeZone,
}

impl Shop {
    /// The made-up shop of the demonstration.
    ///
    /// # Errors
    /// [`crate::DeskError::Terms`] where the zone's name were unknown: a test shows that it is not.
    pub fn demo() -> Result<Self, crate::DeskError> {
        let lines = |text: &[&str]| text.iter().map(|line| (*line).to_owned()).collect();
        Ok(Self {
            name: "Lueur Maison".into(),
            seller: Party {
                name: "Lueur Maison SAS".into(),
                lines: lines(&["18 rue des Forges", "31000 Toulouse", "France"]),
                email: Some("service@example.com".into()),
                phone: Some("+33 5 61 00 00 00".into()),
                identifiers: vec![("SIREN".into(), "000 000 000".into()), ("TVA".into(), "FR00 000 000 000".into())],
            },
            returns: Party {
                name: "Lueur Maison – Retours".into(),
                lines: lines(&["Quai 4, ZA des Genêts", "31670 Labège", "France"]),
                email: None,
                phone: None,
                identifiers: Vec::new(),
            },
            country: "FR".into(),
            time_zone: "Europe/Paris".parse().map_err(|_| crate::DeskError::Terms)?,
        })
    }

    /// The day that it is in the shop.
    #[must_use]
    pub fn day(&self, at: chrono::DateTime<chrono::Utc>) -> NaiveDate {
        self.time_zone.day(at.fixed_offset())
    }
}
