//! The description of the interface (OpenAPI 3.1), made from the code.
//!
//! Handlers name their own answers. What every operation of a sort can answer besides (no credentials, a body that
//! cannot be read, a failure of the centre) is added here, so that no answer is undocumented and none is forgotten.
//! `tests/api/schemathesis.sh` holds the running centre to the document.

use utoipa::openapi::content::{Content, ContentBuilder};
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
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

/// Adds what every operation of a sort can answer, and gives every failure its shape and every operation its name.
pub fn complete(document: &mut Document) {
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            operation.operation_id = Some(name(method, path));
            complete_operation(operation);
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let all = [("get", &mut item.get), ("put", &mut item.put), ("post", &mut item.post), ("delete", &mut item.delete)];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// `get_orders_number_documents`: handlers share names, operations may not (OpenAPI 3.1, Operation Object).
fn name(method: &str, path: &str) -> String {
    let words = path.trim_start_matches("/v1").split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    std::iter::once(method).chain(words).collect::<Vec<_>>().join("_")
}

fn complete_operation(operation: &mut Operation) {
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        body.content.iter_mut().for_each(|(media_type, content)| say_bytes(media_type, content));
    }
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
        let RefOr::T(response) = response else { continue };
        response.content.iter_mut().for_each(|(media_type, content)| say_bytes(media_type, content));
        if status.starts_with(['4', '5']) {
            shape(response);
        }
    }
}

/// A file is bytes, not the array of numbers that the type of its handler looks like.
fn say_bytes(media_type: &str, content: &mut RefOr<Content>) {
    let RefOr::T(content) = content else { return };
    if ["application/pdf", "application/octet-stream", "application/zstd"].contains(&media_type)
        || media_type.starts_with("image/")
    {
        let bytes = ObjectBuilder::new().schema_type(Type::String);
        let bytes = bytes.format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary))).build();
        content.schema = Some(RefOr::T(bytes.into()));
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
