//! The countries of the file, as markets.

use guichet_domain::names::Market;

/// The file's names and ISO 3166-1 alpha-2 codes. `None`: no single country.
const COUNTRIES: &[(&str, Option<&str>)] = &[
    ("United Kingdom", Some("GB")),
    ("Australia", Some("AU")),
    ("Austria", Some("AT")),
    ("Bahrain", Some("BH")),
    ("Belgium", Some("BE")),
    ("Brazil", Some("BR")),
    ("Canada", Some("CA")),
    ("Channel Islands", None),
    ("Cyprus", Some("CY")),
    ("Czech Republic", Some("CZ")),
    ("Denmark", Some("DK")),
    ("EIRE", Some("IE")),
    ("European Community", None),
    ("Finland", Some("FI")),
    ("France", Some("FR")),
    ("Germany", Some("DE")),
    ("Greece", Some("GR")),
    ("Hong Kong", Some("HK")),
    ("Iceland", Some("IS")),
    ("Israel", Some("IL")),
    ("Italy", Some("IT")),
    ("Japan", Some("JP")),
    ("Lebanon", Some("LB")),
    ("Lithuania", Some("LT")),
    ("Malta", Some("MT")),
    ("Netherlands", Some("NL")),
    ("Norway", Some("NO")),
    ("Poland", Some("PL")),
    ("Portugal", Some("PT")),
    ("RSA", Some("ZA")),
    ("Saudi Arabia", Some("SA")),
    ("Singapore", Some("SG")),
    ("Spain", Some("ES")),
    ("Sweden", Some("SE")),
    ("Switzerland", Some("CH")),
    ("USA", Some("US")),
    ("United Arab Emirates", Some("AE")),
    ("Unspecified", None),
];

/// The shop's own country, for names that are no single one.
const HOME: &str = "GB";

/// The market of a country's name, and whether it had to be assumed. None where the name is unknown.
pub(super) fn market(name: &str) -> Option<(Market, bool)> {
    let (_, code) = COUNTRIES.iter().find(|(known, _)| *known == name)?;
    let market = code.unwrap_or(HOME).parse().ok()?;
    Some((market, code.is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_of_the_table_is_a_market() {
        assert!(COUNTRIES.iter().all(|(name, _)| market(name).is_some()));
        assert!(market("Atlantis").is_none());
        assert!(market("Channel Islands").is_some_and(|(market, assumed)| market.code() == "GB" && assumed));
    }
}
