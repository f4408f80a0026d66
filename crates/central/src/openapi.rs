//! The description of the interface (OpenAPI 3.1), made from the code.
//!
//! Handlers name their own answers. What every operation of a sort can answer besides (no credentials, a body that
//! cannot be read, a failure of the centre) is added here, so that no answer is undocumented and none is forgotten.

use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi as Document, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use crate::extract::Key;
use crate::outbox::resolving::OutboxState;
use crate::papers::documents::{DocumentKind, PaperLanguage};
use crate::problem::{Code, ProblemDocument};

/// What the routes add to.
#[derive(OpenApi)]
#[openapi(
    info(title = "Guichet central", description = "One truth for many desks: the authority of a shop as a service.",
         license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT")),
    // What stands in an address only is not found by itself.
    components(schemas(ProblemDocument, DocumentKind, PaperLanguage, OutboxState, Key)),
    modifiers(&Schemes),
    tags(
        (name = "sign-in", description = "Devices enrol, agents sign in."),
        (name = "agents and devices", description = "For admins."),
        (name = "sync", description = "Between a desk and the centre."),
        (name = "ingest", description = "For a shop's own programs: idempotent writes."),
        (name = "papers", description = "Documents and attachments."),
        (name = "operations", description = "For operators.")
    )
)]
pub struct Base;

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, document: &mut Document) {
        let scheme = |words: &str| {
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(words)).build())
        };
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("agent", scheme("An agent's access token (`ga_…`)."));
        components.add_security_scheme("shop", scheme("A shop's key (`gs_…`)."));
    }
}

/// Adds what every operation of a sort can answer, and gives every failure its shape.
pub fn complete(document: &mut Document) {
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            complete_operation(operation);
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch]
        .into_iter()
        .filter_map(Option::as_mut)
}

fn complete_operation(operation: &mut Operation) {
    let takes_body = operation.request_body.is_some();
    let takes_parameters = operation.parameters.as_ref().is_some_and(|p| !p.is_empty());
    let is_guarded = operation.security.as_ref().is_some_and(|all| {
        // An operation without credentials says so by one empty requirement.
        all.iter().any(|one| serde_json::to_value(one).is_ok_and(|v| v.as_object().is_some_and(|o| !o.is_empty())))
    });
    let mut codes = vec![Code::Internal, Code::Unavailable];
    if takes_body {
        codes.extend([Code::MalformedBody, Code::BodyTooLarge, Code::UnsupportedMediaType, Code::InvalidDocument]);
    }
    if takes_parameters {
        codes.push(Code::InvalidParameter);
    }
    if is_guarded {
        codes.extend([Code::Unauthenticated, Code::AccessExpired, Code::SignInRevoked]);
        codes.extend([Code::AgentRevoked, Code::DeviceRevoked]);
    }
    for code in codes {
        add(operation, code);
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with(['4', '5'])
        {
            shape(response);
        }
    }
}

fn add(operation: &mut Operation, code: Code) {
    let status = code.status().as_u16().to_string();
    let entry = operation.responses.responses.entry(status);
    let response = entry.or_insert_with(|| RefOr::T(ResponseBuilder::new().description("").build()));
    if let RefOr::T(response) = response
        && !response.description.split(", ").any(|known| known == code.text())
    {
        let comma = if response.description.is_empty() { "" } else { ", " };
        response.description = format!("{}{comma}{}", response.description, code.text());
    }
}

fn shape(response: &mut Response) {
    let schema = RefOr::Ref(Ref::from_schema_name("ProblemDocument"));
    let content = ContentBuilder::new().schema(Some(schema)).build();
    response.content.insert("application/problem+json".into(), RefOr::T(content));
}
