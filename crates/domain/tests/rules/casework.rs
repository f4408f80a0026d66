//! Cases: opened, noted, moved, handed over, with tasks; their bounds, and what an erasure takes out.

use chrono::{DateTime, FixedOffset, NaiveDate};
use guichet_domain::casework::{
    CaseDeed, LONGEST_NOTE, LONGEST_SUBJECT, LONGEST_WORD, MOST_ENTRIES, MOST_ORDERS, MOST_TASKS,
};
use guichet_domain::{
    CaseCommand, CaseStatus, CustomerCase, Fault, NewCase, Outcome, Taking, decide_case, decide_new_case,
};
use serde_json::{Value, json};

fn at() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-22T11:00:00Z").unwrap()
}

fn ana(command: &str) -> Taking<'_> {
    Taking { command, agent: "a1", name: "Ana", rma: None }
}

fn opening(changed: Value) -> NewCase {
    let mut asked = json!({
        "number": "K-K7-000001-X", "customer": "c1", "channel": "phone", "subject": "Camera does not record",
        "orders": ["W-1"], "note": "Called twice.",
    });
    for (field, value) in changed.as_object().unwrap() {
        asked[field] = value.clone();
    }
    serde_json::from_value(asked).unwrap()
}

fn open(changed: Value) -> Result<CustomerCase, Fault> {
    let (decision, case) = decide_new_case(&opening(changed), at(), &ana("k0"))?;
    assert_eq!(decision.outcome, Outcome::Allowed);
    Ok(case)
}

fn case() -> CustomerCase {
    open(json!({})).unwrap()
}

fn decide(case: &CustomerCase, command: Value) -> Result<CustomerCase, Fault> {
    let command = serde_json::from_value::<CaseCommand>(command).unwrap();
    decide_case(case, &command, at(), &ana("k1")).map(|(_, after)| after)
}

fn refused_at(case: &CustomerCase, command: Value) -> String {
    decide(case, command).unwrap_err().path
}

fn ben() -> Value {
    json!({"id": "b2", "name": "Ben"})
}

fn moved(case: &CustomerCase, to: &str) -> Result<CustomerCase, Fault> {
    decide(case, json!({"type": "move_case", "to": to}))
}

#[test]
fn whoever_opens_a_case_has_it() {
    let case = case();
    assert_eq!(case.status, CaseStatus::Open);
    assert_eq!(case.assignee.as_ref().unwrap().name, "Ana");
    assert_eq!(case.opened_at, at());
    assert_eq!(case.log.len(), 1);
    assert_eq!(case.log[0].what, CaseDeed::Noted { text: "Called twice.".to_owned() });
    assert_eq!(open(json!({"note": null})).unwrap().log, []);
    let stored = serde_json::to_value(&case).unwrap();
    assert_eq!(CustomerCase::from_value(stored).unwrap(), case);
}

#[test]
fn a_subject_is_one_line_of_bounded_length() {
    let path = |subject: String| open(json!({ "subject": subject })).unwrap_err().path;
    assert_eq!(path(String::new()), "subject");
    assert_eq!(path("  ".to_owned()), "subject");
    assert_eq!(path("a\nb".to_owned()), "subject");
    assert_eq!(path("é".repeat(LONGEST_SUBJECT + 1)), "subject");
    assert!(open(json!({ "subject": "é".repeat(LONGEST_SUBJECT) })).is_ok());
}

#[test]
fn a_note_has_lines_and_an_end() {
    let case = case();
    let note = |text: String| json!({"type": "note_case", "text": text});
    assert_eq!(refused_at(&case, note(" \n ".to_owned())), "text");
    assert_eq!(refused_at(&case, note("a\u{7}".to_owned())), "text");
    assert_eq!(refused_at(&case, note("é".repeat(LONGEST_NOTE + 1))), "text");
    assert!(decide(&case, note("é".repeat(LONGEST_NOTE))).is_ok());
    let after = decide(&case, note("one\n\ttwo".to_owned())).unwrap();
    assert_eq!(after.log.len(), 2);
    assert_eq!((after.log[1].by.name.as_str(), after.log[1].id.as_str()), ("Ana", "k1"));
    // What stood there stands there.
    assert_eq!(after.log[0], case.log[0]);
}

#[test]
fn a_log_ends_somewhere() {
    let mut case = case();
    while case.log.len() < MOST_ENTRIES - 1 {
        case.log.push(case.log[0].clone());
    }
    let last = decide(&case, json!({"type": "note_case", "text": "x"})).unwrap();
    assert_eq!(last.log.len(), MOST_ENTRIES);
    assert_eq!(refused_at(&last, json!({"type": "note_case", "text": "x"})), "log");
}

#[test]
fn a_case_moves_between_us_and_the_customer_and_is_opened_again() {
    let case = case();
    assert_eq!(moved(&case, "open").unwrap_err().path, "to");
    let waiting = moved(&case, "waiting").unwrap();
    assert_eq!(waiting.status, CaseStatus::Waiting);
    assert_eq!(moved(&waiting, "open").unwrap().status, CaseStatus::Open);
    let closed = moved(&waiting, "closed").unwrap();
    assert_eq!(moved(&closed, "closed").unwrap_err().path, "to");
    // Nobody makes a closed case wait who has not seen that it was closed.
    assert_eq!(moved(&closed, "waiting").unwrap_err().path, "to");
    assert_eq!(moved(&closed, "open").unwrap().status, CaseStatus::Open);
}

#[test]
fn a_closed_case_takes_notes_and_no_more() {
    let closed = moved(&case(), "closed").unwrap();
    assert!(decide(&closed, json!({"type": "note_case", "text": "They wrote again."})).is_ok());
    assert_eq!(refused_at(&closed, json!({"type": "hand_over_case", "to": ben()})), "to");
    assert_eq!(refused_at(&closed, json!({"type": "add_task", "text": "Call", "due": "2026-11-23"})), "text");
}

#[test]
fn a_case_is_handed_over_with_a_word() {
    let case = case();
    let to = |to: Value, word: Value| json!({"type": "hand_over_case", "to": to, "word": word});
    let given = decide(&case, to(ben(), json!("They speak German."))).unwrap();
    assert_eq!(given.assignee.as_ref().unwrap().id, "b2");
    assert_eq!(refused_at(&given, to(ben(), Value::Null)), "to");
    assert_eq!(refused_at(&case, to(json!({"id": "a1", "name": "Ana"}), Value::Null)), "to");
    assert_eq!(decide(&given, to(Value::Null, Value::Null)).unwrap().assignee, None);
    assert_eq!(refused_at(&case, to(json!({"id": "", "name": "Ben"}), Value::Null)), "to.id");
    assert_eq!(refused_at(&case, to(ben(), json!("é".repeat(LONGEST_WORD + 1)))), "word");
    assert!(decide(&case, to(ben(), json!("é".repeat(LONGEST_WORD)))).is_ok());
}

#[test]
fn a_case_is_about_each_order_once() {
    let case = case();
    let relate = |number: &str, related: bool| json!({"type": "relate_case", "to": {"kind": "order", "id": number}, "related": related});
    assert_eq!(refused_at(&case, relate("W-1", true)), "related");
    assert_eq!(refused_at(&case, relate("W-2", false)), "related");
    assert_eq!(decide(&case, relate("W-2", true)).unwrap().orders, ["W-1", "W-2"]);
    assert_eq!(decide(&case, relate("W-1", false)).unwrap().orders, [""; 0]);
    assert_eq!(open(json!({"orders": ["W-1", "W-1"]})).unwrap_err().path, "orders[1]");
    let many: Vec<String> = (0..MOST_ORDERS).map(|n| format!("W-{n}")).collect();
    let full = open(json!({ "orders": many })).unwrap();
    assert_eq!(refused_at(&full, relate("X-1", true)), "orders");
}

#[test]
fn a_task_has_its_last_day_and_is_done_once() {
    let case = case();
    let add = |due: &str| json!({"type": "add_task", "text": "Call back", "due": due});
    // Yesterday by UTC may be today where the agent sits; the day before may not.
    assert_eq!(refused_at(&case, add("2026-11-20")), "due");
    let asked = decide(&case, add("2026-11-21")).unwrap();
    assert_eq!(asked.next_due(), NaiveDate::from_ymd_opt(2026, 11, 21));
    assert_eq!((asked.tasks[0].id.as_str(), asked.tasks[0].assignee.name.as_str()), ("k1", "Ana"));
    assert_eq!(moved(&asked, "closed").unwrap_err().path, "to");

    let give = json!({"type": "give_task", "task": "k1", "to": ben()});
    let given = decide(&asked, give.clone()).unwrap();
    assert_eq!(given.tasks[0].assignee.name, "Ben");
    assert_eq!(refused_at(&given, give), "to");

    let finish = json!({"type": "finish_task", "task": "k1"});
    let done = decide(&given, finish.clone()).unwrap();
    assert_eq!(done.tasks[0].done_by.as_ref().unwrap().name, "Ana");
    assert_eq!(done.next_due(), None);
    assert_eq!(refused_at(&done, finish), "task");
    assert_eq!(refused_at(&done, json!({"type": "finish_task", "task": "k9"})), "task");
    assert!(moved(&done, "closed").is_ok());
}

#[test]
fn tasks_end_somewhere() {
    let mut case = case();
    let add = json!({"type": "add_task", "text": "Call back", "due": "2026-11-23"});
    while case.tasks.len() < MOST_TASKS {
        case = decide(&case, add.clone()).unwrap();
    }
    assert_eq!(refused_at(&case, add), "text");
}

#[test]
fn an_erasure_leaves_no_words() {
    let bare = opening(json!({})).without_words();
    assert_eq!((bare.subject.as_str(), bare.note.as_ref()), ("", None));
    assert_eq!(bare.orders, ["W-1"]);
    for words in [
        json!({"type": "note_case", "text": "Zoé"}),
        json!({"type": "hand_over_case", "to": ben(), "word": "Zoé"}),
        json!({"type": "add_task", "text": "Call Zoé", "due": "2026-11-23"}),
    ] {
        let command = serde_json::from_value::<CaseCommand>(words).unwrap();
        let bare = serde_json::to_string(&command.without_words()).unwrap();
        assert!(!bare.contains("Zoé"), "{bare}");
        assert_eq!(command.without_words().name(), command.name());
    }
}
