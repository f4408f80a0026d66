//! Serving calls until told to stop.

use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::error::CentralError;
use crate::routes;
use crate::state::Shared;
use crate::sync::live;

/// Listens on an address and serves until `stop` comes true; calls under way are finished.
///
/// # Errors
/// [`CentralError::Listen`], [`CentralError::Serve`].
pub async fn serve(
    central: Shared,
    address: SocketAddr,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), CentralError> {
    let listener = TcpListener::bind(address).await.map_err(CentralError::Listen)?;
    serve_on(central, listener, stop).await
}

/// Serves on a listener that is already bound.
///
/// # Errors
/// [`CentralError::Serve`].
pub async fn serve_on(
    central: Shared,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), CentralError> {
    if let Ok(address) = listener.local_addr() {
        tracing::info!(%address, "serving");
    }
    let listening = tokio::spawn(live::listen(central.clone()));
    let served =
        axum::serve(listener, routes::router(central)).with_graceful_shutdown(stop).await.map_err(CentralError::Serve);
    listening.abort();
    served
}
