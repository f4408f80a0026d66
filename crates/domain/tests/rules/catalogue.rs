//! What the merchant sells: prices are data, and a document that contradicts itself is refused at its place.

use guichet_domain::Catalogue;
use serde_json::{Value, json};

fn document() -> Value {
    json!({
        "markets": {"FR": {"currency": "EUR", "tax_rate": "0.20", "time_zone": "Europe/Paris"}},
        "articles": [
            {"sku": "CAM", "name": {"en": "Camera", "fr": "Caméra"}, "kind": "hardware", "prices": {"EUR": "165.8333"}, "camera": true},
            {"sku": "SD", "name": {"en": "Card", "fr": "Carte"}, "kind": "promotional", "prices": {"EUR": "12.50"}, "given_with": ["CAM"]},
        ],
        "deliveries": [{"id": "ground", "name": {"en": "Standard", "fr": "Standard"}, "prices": {"EUR": "4.90"}}],
        "services": [
            {"id": "sms", "part": "included", "name": {"en": "SMS", "fr": "SMS"}, "summary": {"en": "A text", "fr": "Un texte"}},
            {"id": "video", "part": "video", "name": {"en": "Video", "fr": "Vidéo"}, "summary": {"en": "All", "fr": "Tout"},
             "durations": [{"days": 7, "per_camera": {"EUR": "4.99"}}, {"days": 30, "per_camera": {"EUR": "9.99"}}]},
            {"id": "alarm", "part": "security", "name": {"en": "Alarm", "fr": "Alarme"}, "summary": {"en": "Day", "fr": "Jour"},
             "prices": {"EUR": "9.99"}},
        ],
    })
}

#[test]
fn sub_1_video_costs_its_duration_for_each_camera() {
    let catalogue = Catalogue::from_value(document()).unwrap();
    let euro = guichet_domain::Currency::EUR;
    let video = catalogue.service("video").unwrap();
    let price = |days, cameras| video.price(euro, days, cameras).map(|price| price.value().to_string());
    assert_eq!(price(Some(7), 1).unwrap(), "4.99");
    assert_eq!(price(Some(7), 3).unwrap(), "14.97");
    assert_eq!(price(Some(30), 2).unwrap(), "19.98");
    assert_eq!(price(Some(14), 2).unwrap_err().path, "retention_days");
    assert_eq!(price(None, 2).unwrap_err().path, "retention_days");
    assert_eq!(price(Some(7), 0).unwrap_err().path, "cameras");
}

#[test]
fn what_is_included_costs_nothing_and_security_its_price_where_it_is_sold() {
    let catalogue = Catalogue::from_value(document()).unwrap();
    let currency = |code: &str| serde_json::from_value(json!(code)).unwrap();
    let price = |id: &str, code: &str| catalogue.service(id).unwrap().price(currency(code), None, 0);
    assert_eq!(price("sms", "USD").unwrap().value().to_string(), "0.00");
    assert_eq!(price("alarm", "EUR").unwrap().value().to_string(), "9.99");
    assert_eq!(price("alarm", "USD").unwrap_err().path, "currency");
}

#[test]
fn a_catalogue_that_contradicts_itself_is_refused_at_its_place() {
    let cases: [(&str, Value, &str); 10] = [
        ("/articles/1/sku", json!("CAM"), "articles[1].sku"),
        ("/articles/0/name/fr", json!(" "), "articles[0].name.fr"),
        ("/articles/0/kind", json!("service"), "articles[0].kind"),
        ("/articles/1/given_with/0", json!("SD"), "articles[1].given_with[0]"),
        ("/articles/1/kind", json!("hardware"), "articles[1].given_with"),
        ("/deliveries/0/prices/EUR", json!("4.905"), "deliveries[0].prices.EUR"),
        ("/services/1/durations", json!([]), "services[1].durations"),
        ("/services/1/durations/0/days", json!(0), "services[1].durations[0].days"),
        ("/services/2/prices/EUR", json!("9.999"), "services[2].prices.EUR"),
        ("/services/2/part", json!("included"), "services[2].prices"),
    ];
    for (at, value, path) in cases {
        let mut document = document();
        *document.pointer_mut(at).unwrap() = value;
        let fault = Catalogue::from_value(document).expect_err(at);
        assert_eq!(fault.path, path, "{at}: {fault}");
    }
    assert_eq!(Catalogue::from_json(b"[").unwrap_err().path, "");
}
