//! The committed description of the interface is the one that the code makes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;

#[test]
fn openapi_json_has_not_drifted() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi.json");
    let made = guichet_central::routes::description_text().unwrap();
    if std::env::var_os("GUICHET_UPDATE_OPENAPI").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(made == committed, "openapi.json has drifted: run the test with GUICHET_UPDATE_OPENAPI=1");
}

#[test]
fn every_operation_lists_its_failures_and_who_may_call() {
    let document = serde_json::to_value(guichet_central::routes::description()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let (mut seen, mut names) = (0, std::collections::HashSet::new());
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(_, o)| o.get("responses").is_some()) {
            seen += 1;
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name), "{method} {path}: {name} is another operation's name");
            let answers = operation["responses"].as_object().unwrap();
            assert!(answers.contains_key("500") && answers.contains_key("503"), "{method} {path}");
            assert!(operation.get("security").is_some(), "{method} {path} does not say who may call");
            for (status, answer) in answers.iter().filter(|(status, _)| !status.starts_with('2')) {
                let schema = &answer["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(schema, "#/components/schemas/ProblemDocument", "{method} {path} {status}");
                assert!(!answer["description"].as_str().unwrap().is_empty(), "{method} {path} {status}");
            }
        }
    }
    assert!(seen > 10);
}

#[test]
fn every_reference_leads_somewhere() {
    let document = serde_json::to_value(guichet_central::routes::description()).unwrap();
    let text = document.to_string();
    let mut seen = 0;
    for part in text.split("\"$ref\":\"#").skip(1) {
        let pointer = part.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
        seen += 1;
    }
    assert!(seen > 100);
}
