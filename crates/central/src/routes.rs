//! Every address, once: the router and its description come from the same list.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::identity::{agents, company, devices, enrol, kept_aside, refresh, shop, sign_in};
use crate::ingest::{accounts, bank_details, bulk, catalogue, customers, invoices, orders, parcels, terms};
use crate::outbox::resolving;
use crate::papers::{self, attachments, documents};
use crate::problem::{Code, Problem};
use crate::state::Shared;
use crate::sync::{bootstrap, live, lookup, pull, push};
use crate::{metrics, openapi, operations};

/// The largest body of a call that is not a bulk import or an attachment.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

fn described() -> OpenApiRouter<Shared> {
    OpenApiRouter::with_openapi(openapi::Base::openapi())
        .routes(routes!(enrol::enrol))
        .routes(routes!(sign_in::sign_in))
        .routes(routes!(company::ways))
        .routes(routes!(company::begin))
        .routes(routes!(company::sign_in))
        .routes(routes!(company::enrol))
        .routes(routes!(sign_in::sign_out))
        .routes(routes!(refresh::refresh))
        .routes(routes!(agents::list))
        .routes(routes!(agents::put))
        .routes(routes!(agents::revoke))
        .routes(routes!(agents::reactivate))
        .routes(routes!(devices::list))
        .routes(routes!(devices::revoke))
        .routes(routes!(devices::draw_code))
        .routes(routes!(kept_aside::quarantine))
        .routes(routes!(kept_aside::refusals))
        .routes(routes!(shop::list, shop::draw))
        .routes(routes!(shop::revoke))
        .routes(routes!(push::push))
        .routes(routes!(pull::pull))
        .routes(routes!(bootstrap::begin))
        .routes(routes!(bootstrap::standing))
        .routes(routes!(bootstrap::chunk))
        .routes(routes!(live::live))
        .routes(routes!(lookup::lookup))
        .routes(routes!(customers::put, customers::erase))
        .routes(routes!(customers::ask_erasure))
        .routes(routes!(orders::put))
        .routes(routes!(orders::put_shipment))
        .routes(routes!(orders::put_payment))
        .routes(routes!(accounts::put))
        .routes(routes!(catalogue::put, catalogue::get))
        .routes(routes!(invoices::put))
        .routes(routes!(parcels::put))
        .routes(routes!(bank_details::put))
        .routes(routes!(resolving::list))
        .routes(routes!(resolving::resolve))
        .routes(routes!(terms::list))
        .routes(routes!(terms::put))
        .routes(routes!(documents::list))
        .routes(routes!(attachments::list))
        .merge(papers())
        .merge(OpenApiRouter::new().routes(routes!(bulk::bulk)).layer(DefaultBodyLimit::max(bulk::LARGEST_SENT)))
        .routes(routes!(operations::healthz))
        .routes(routes!(operations::readyz))
        .routes(routes!(operations::metrics))
}

fn papers() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(documents::put, documents::get))
        .routes(routes!(attachments::put, attachments::get))
        .routes(routes!(attachments::put_photo, attachments::get_photo))
        .layer(DefaultBodyLimit::max(papers::LARGEST))
}

/// The description of the interface.
#[must_use]
pub fn description() -> utoipa::openapi::OpenApi {
    let mut document = described().into_openapi();
    openapi::complete(&mut document);
    document
}

/// The description as it is committed and served.
///
/// # Errors
/// None in practice: the document is plain data.
pub fn description_text() -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(&description())? + "\n")
}

/// The whole interface.
pub fn router(central: Shared) -> Router {
    let text: Arc<str> = description_text().unwrap_or_default().into();
    let served = move || {
        let text = text.clone();
        async move { ([(CONTENT_TYPE, "application/json")], text.to_string()) }
    };
    let (router, _) = described().split_for_parts();
    router
        .route("/openapi.json", axum::routing::get(served))
        .fallback(unknown_route)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(central.clone(), metrics::count))
        .layer(from_fn(plain_head))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(central)
}

async fn unknown_route() -> Problem {
    Code::UnknownRoute.into()
}

async fn method_not_allowed() -> Problem {
    Code::MethodNotAllowed.into()
}

/// Answers that programs may not keep: they hold what belongs to persons.
async fn plain_head(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry("cache-control").or_insert(axum::http::HeaderValue::from_static("no-store"));
    headers.insert("x-content-type-options", axum::http::HeaderValue::from_static("nosniff"));
    response
}

/// A fault of the program is answered like every other failure. What it says may quote data: it is not logged.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a call panicked");
    Problem::new(Code::Internal).into_response()
}
