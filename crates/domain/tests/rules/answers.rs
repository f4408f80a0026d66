//! Answers: how templates are read, their bounds, and that the shipped ones are sound.

use std::collections::BTreeSet;

use guichet_domain::answers::{
    AnswerField, AnswerTemplate, LONGEST_TEXT, LONGEST_TITLE, MOST_TEMPLATES, Piece, check, shipped, with_own,
};
use guichet_domain::names::Language;
use guichet_domain::{Fault, TermsPack};
use serde_json::{Value, json};

fn template(changed: Value) -> AnswerTemplate {
    let mut document = json!({"id": "hello", "title": {"en": "Hello", "fr": "Bonjour"},
        "text": {"en": "Dear {customer.name},", "fr": "Bonjour {customer.name},"}});
    for (field, value) in changed.as_object().unwrap() {
        document[field] = value.clone();
    }
    serde_json::from_value(document).unwrap()
}

fn saying(english: &str) -> AnswerTemplate {
    template(json!({"text": {"en": english, "fr": "x"}}))
}

fn pieces(english: &str) -> Vec<Piece> {
    saying(english).pieces(Language::En).unwrap()
}

fn fault(english: &str) -> Fault {
    check(&[saying(english)]).unwrap_err()
}

fn words(text: &str) -> Piece {
    Piece::Words(text.to_owned())
}

#[test]
fn fields_and_clauses_stand_in_braces() {
    let clause = Piece::Clause("T§8".to_owned());
    let number = Piece::Field(AnswerField::OrderNumber);
    assert_eq!(pieces("{order.number}"), std::slice::from_ref(&number));
    assert_eq!(pieces("a {order.number}{clause:T§8} b"), [words("a "), number, clause, words(" b")]);
    assert_eq!(pieces("100 % <b>$x</b> #let"), [words("100 % <b>$x</b> #let")], "nothing else is read");
    assert_eq!(pieces("{{order.number}} }}{{"), [words("{order.number} }{")]);
    assert_eq!(pieces("{{{case.number}}}"), [words("{"), Piece::Field(AnswerField::CaseNumber), words("}")]);
}

#[test]
fn every_field_is_read_by_its_name() {
    for field in AnswerField::ALL {
        assert_eq!(pieces(&format!("{{{}}}", field.name())), [Piece::Field(*field)]);
        assert_eq!(serde_json::to_value(field).unwrap(), json!(field.name()));
    }
}

#[test]
fn a_fault_names_line_and_sign() {
    for (text, place) in [
        ("{order}", "line 1, sign 1: is no field: order"),
        ("é {customer.name", "line 1, sign 3: is not closed; write {{ for the sign"),
        ("a\nbc}", "line 2, sign 3: closes what is not open; write }} for the sign"),
        ("{customer\n.name}", "line 1, sign 1: is not closed; write {{ for the sign"),
        ("{customer.name} {", "line 1, sign 17: is not closed; write {{ for the sign"),
        ("{{x}} {}", "line 1, sign 7: is no field: "),
        ("{clause:}", "line 1, sign 1: names no clause"),
        ("{clause: T§8}", "line 1, sign 1: names no clause"),
    ] {
        let Fault { path, message } = fault(text);
        assert_eq!((path.as_str(), message.as_str()), ("[0].text.en", place), "{text:?}");
    }
}

#[test]
fn a_template_has_an_id_a_title_and_bounds() {
    let path = |changed: Value| check(&[template(changed)]).unwrap_err().path;
    for id in ["", "Hello", "a b", "é"] {
        assert_eq!(path(json!({"id": id})), "[0].id", "{id}");
    }
    assert_eq!(path(json!({"title": {"en": "", "fr": "x"}})), "[0].title.en");
    assert_eq!(path(json!({"title": {"en": "x", "fr": "é".repeat(LONGEST_TITLE + 1)}})), "[0].title.fr");
    assert!(check(&[template(json!({"title": {"en": "x", "fr": "é".repeat(LONGEST_TITLE)}}))]).is_ok());
    assert_eq!(path(json!({"text": {"en": " \n", "fr": "x"}})), "[0].text.en");
    assert_eq!(path(json!({"text": {"en": "x", "fr": "é".repeat(LONGEST_TEXT + 1)}})), "[0].text.fr");
    assert!(check(&[template(json!({"text": {"en": "x", "fr": "é".repeat(LONGEST_TEXT)}}))]).is_ok());
    assert_eq!(path(json!({"text": {"en": "a\u{7}", "fr": "x"}})), "[0].text.en");
    assert_eq!(check(&[template(json!({})), template(json!({}))]).unwrap_err().path, "[1].id");
    let many = |n: usize| (0..n).map(|i| template(json!({"id": format!("t{i}")}))).collect::<Vec<_>>();
    assert!(check(&many(MOST_TEMPLATES)).is_ok() && check(&many(MOST_TEMPLATES + 1)).is_err());
}

#[test]
fn the_shipped_ones_name_clauses_that_there_are_and_say_the_same_in_both_languages() {
    let pack = TermsPack::shipped().unwrap();
    let templates = shipped().unwrap();
    assert!(templates.len() >= 12);
    for template in &templates {
        let named = |language| {
            let pieces = template.pieces(language).unwrap().into_iter();
            pieces.filter(|piece| !matches!(piece, Piece::Words(_))).map(|piece| format!("{piece:?}"))
        };
        let of: [BTreeSet<String>; 2] = [Language::En, Language::Fr].map(|language| named(language).collect());
        assert_eq!(of[0], of[1], "{}", template.id);
        for piece in template.pieces(Language::En).unwrap() {
            if let Piece::Clause(clause) = piece {
                assert!(pack.clauses.contains_key(&clause), "{}: {clause}", template.id);
            }
        }
        // A space before these signs never begins a line.
        for sign in [':', ';', '?', '!'] {
            assert!(!template.text.fr.contains(&format!(" {sign}")), "{}: {sign}", template.id);
        }
    }
}

#[test]
fn a_merchants_own_takes_the_place_of_the_shipped_one() {
    let known = shipped().unwrap();
    let own = [template(json!({"id": known[1].id})), template(json!({}))];
    let all = with_own(known.clone(), &own);
    assert_eq!(all.len(), known.len() + 1);
    assert_eq!((&all[1], all.last().unwrap(), &all[0]), (&own[0], &own[1], &known[0]));
}
