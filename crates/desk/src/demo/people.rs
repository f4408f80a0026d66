//! The people of the stories; the others are made up from their numbers.

use chrono::{Days, NaiveDate};
use guichet_domain::Customer;
use guichet_domain::customer::AcceptedTerms;

use crate::records::{Contact, CustomerRecord, Language};

/// Id, name, e-mail, telephone, street, postcode, town, country.
type Person =
    (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const PEOPLE: &[Person] = &[
    (
        "c-1001",
        "Hélène Marchand",
        "h.marchand@example.fr",
        "+33 6 12 34 56 78",
        "12 rue des Lilas",
        "31670",
        "Labège",
        "FR",
    ),
    (
        "c-1002",
        "Loïc Marchand",
        "loic.marchand@example.fr",
        "06 98 76 54 32",
        "4 chemin du Canal",
        "31670",
        "Labège",
        "FR",
    ),
    (
        "c-1003",
        "Anne-Sophie Marchandeau",
        "as.m@example.fr",
        "05 62 00 11 22",
        "Avenue de l’Occitane",
        "31670",
        "Labège-Innopole",
        "FR",
    ),
    (
        "c-1004",
        "SARL Marchand Frères",
        "compta@example.fr",
        "+33 5 62 24 00 00",
        "Zone artisanale 3",
        "31670",
        "Labège",
        "FR",
    ),
    (
        "c-1005",
        "Joël Marchand",
        "joel.marchand@example.fr",
        "07 81 02 03 04",
        "8 place de l’Église",
        "31700",
        "Blagnac",
        "FR",
    ),
    (
        "c-1006",
        "Nadia Benali",
        "nadia.benali@example.fr",
        "06 45 12 78 90",
        "27 avenue Jean-Jaurès",
        "69007",
        "Lyon",
        "FR",
    ),
    ("c-1007", "Karl Brandt", "karl.brandt@example.de", "+49 171 2345678", "Lindenallee 14", "10115", "Berlin", "DE"),
    ("c-1008", "Sabine Köhler-Großmann", "s.koehler@example.de", "0221 4567890", "Am Markt 3", "50667", "Köln", "DE"),
    (
        "c-1009",
        "Marcus Whitfield",
        "marcus.whitfield@example.com",
        "(512) 555-0148",
        "2210 Maple Drive",
        "78704",
        "Austin, TX",
        "US",
    ),
    (
        "c-1010",
        "Olivia Hartwell",
        "olivia.hartwell@example.com",
        "+1 206-555-0117",
        "41 Lake View Road",
        "98101",
        "Seattle, WA",
        "US",
    ),
    (
        "c-1011",
        "Priya Nairn",
        "priya.nairn@example.com",
        "020 7946 0321",
        "9 Albert Terrace",
        "SW1A 2BD",
        "London",
        "GB",
    ),
    ("c-1012", "Íñigo de la Peña", "inigo@example.es", "+34 91 555 01 23", "calle Mayor 8", "28013", "Madrid", "ES"),
    (
        "c-1013",
        "Marie-Antoinette-Françoise de Montmorency-Laval de La Rochefoucauld-Beauharnais",
        "maf@example.fr",
        "06 11 22 33 44",
        "1 boulevard Gambetta",
        "06000",
        "Nice",
        "FR",
    ),
    (
        "c-1014",
        "محمد عبد الرحمن الخطيب",
        "m.alkhatib@example.fr",
        "06 55 66 77 88",
        "30 rue de la République",
        "13001",
        "Marseille",
        "FR",
    ),
    (
        "c-1015",
        "<img src=x onerror=alert(1)>",
        "robert.tables@example.com",
        "+44 7700 900123",
        "\"; DROP TABLE customer; --",
        "EX1 1AA",
        "Exeter",
        "GB",
    ),
    ("c-1016", "Yannick Le Guen", "", "02 98 00 11 22", "Quai de l’Odet", "29000", "Quimper", "FR"),
    (
        "c-1017",
        "Chloé Faure-Duval",
        "chloe.fd@example.fr",
        "06 20 30 40 50",
        "5 impasse des Acacias",
        "35000",
        "Rennes",
        "FR",
    ),
    (
        "c-1018",
        "Étienne Saunier",
        "etienne.saunier@example.fr",
        "+33 (0)6 77 88 99 00",
        "64 route de Paris",
        "44000",
        "Nantes",
        "FR",
    ),
];

fn record(person: &Person, today: NaiveDate) -> CustomerRecord {
    let (id, name, email, phone, street, postcode, town, country) = *person;
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let accepted = today.checked_sub_days(Days::new(321)).unwrap_or(today);
    CustomerRecord {
        customer: Customer {
            id: id.to_owned(),
            name: name.to_owned(),
            email: some(email),
            open_disputes: u32::from(id == "c-1004"),
            accepted_terms: vec![AcceptedTerms { id: "sales-terms-2017-04-01".into(), on: accepted }],
        },
        contact: Contact {
            phone: some(phone),
            street: some(street),
            postcode: some(postcode),
            town: some(town),
            country: country.to_owned(),
            language: Language::of_country(country),
        },
    }
}

/// Everybody of the stories.
pub(super) fn all(today: NaiveDate) -> Vec<CustomerRecord> {
    PEOPLE.iter().map(|person| record(person, today)).collect()
}
