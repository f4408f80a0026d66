//! The shops that live on this centre.

use chrono::{DateTime, Utc};
use guichet_domain::TermsPack;
use guichet_sync::authority::{Authority, AuthorityTx, put_terms};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::clock::{Chance, Ids};
use crate::error::CentralError;
use crate::history::Entry;
use crate::identity::code::Code;
use crate::identity::password;
use crate::secret::{Purpose, Secret, is_merchant};
use crate::store::{self, PgAuthority};

/// Makes the shop where it does not exist yet.
///
/// # Errors
/// [`CentralError::MerchantId`], [`CentralError::Database`].
pub async fn ensure(connection: &mut PgConnection, id: &str, name: &str, ids: &dyn Ids) -> Result<(), CentralError> {
    if !is_merchant(id) {
        return Err(CentralError::MerchantId);
    }
    sqlx::query("INSERT INTO merchant (id, name) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
        .bind(id)
        .bind(name)
        .execute(&mut *connection)
        .await?;
    store::open_feed(connection, id, ids.next()).await?;
    Ok(())
}

/// Publishes the terms that come with the program, where the shop has none.
///
/// # Errors
/// [`CentralError::Terms`], [`CentralError::Store`].
pub async fn publish_shipped_terms(pool: &PgPool, merchant: &str, now: DateTime<Utc>) -> Result<(), CentralError> {
    let mut tx = PgAuthority::new(pool.clone()).begin(merchant).await?;
    if tx.packs().await?.is_empty() {
        let pack = TermsPack::shipped().map_err(|_| CentralError::Terms)?;
        put_terms(&mut tx, pack, None, now).await?.map_err(|_| CentralError::Terms)?;
        tx.commit().await?;
    }
    Ok(())
}

/// Whether a login can be one: 1 to 64 characters without spaces or control characters.
#[must_use]
pub fn is_login(login: &str) -> bool {
    (1..=64).contains(&login.chars().count()) && !login.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// The operator's identity in the history.
const OPERATOR: &str = "operator";

/// Creates an agent with the role of admin.
///
/// # Errors
/// [`CentralError::Login`], [`CentralError::Password`], [`CentralError::Database`].
pub async fn create_admin(
    connection: &mut PgConnection,
    merchant: &str,
    (login, name, password): (&str, &str, &str),
    (ids, chance): (&dyn Ids, &dyn Chance),
    now: DateTime<Utc>,
) -> Result<Uuid, CentralError> {
    let login = login.to_lowercase();
    if !is_login(&login) {
        return Err(CentralError::Login);
    }
    if !password::is_acceptable(password) {
        return Err(CentralError::Password);
    }
    let hash = password::hash_blocking(password, chance)?;
    let id = ids.next();
    let made = sqlx::query(
        "INSERT INTO agent (merchant, id, login, name, password_hash, role, created_at)
         VALUES ($1, $2, $3, $4, $5, 'admin', $6) ON CONFLICT (merchant, login) DO NOTHING",
    )
    .bind(merchant)
    .bind(id)
    .bind(&login)
    .bind(name)
    .bind(hash)
    .bind(now)
    .execute(&mut *connection)
    .await?;
    if made.rows_affected() == 0 {
        return Err(CentralError::Login);
    }
    Entry::new(now, "agent_saved", "agent", &id.to_string()).by(OPERATOR).write(connection, merchant).await?;
    Ok(id)
}

/// Whether the shop exists.
///
/// # Errors
/// [`CentralError::NoMerchant`], [`CentralError::Database`].
pub async fn known(connection: &mut PgConnection, merchant: &str) -> Result<(), CentralError> {
    let found: Option<i32> =
        sqlx::query_scalar("SELECT 1 FROM merchant WHERE id = $1").bind(merchant).fetch_optional(connection).await?;
    found.map(|_| ()).ok_or(CentralError::NoMerchant)
}

/// Draws an enrolment code for `uses` devices within `hours`.
///
/// # Errors
/// [`CentralError::NoMerchant`], [`CentralError::Database`].
pub async fn enrol_code(
    connection: &mut PgConnection,
    merchant: &str,
    (uses, hours): (i32, i64),
    chance: &dyn Chance,
    now: DateTime<Utc>,
) -> Result<Code, CentralError> {
    known(connection, merchant).await?;
    let code = Code::draw(merchant, chance)?;
    let expires = now + chrono::TimeDelta::hours(hours);
    code.store(connection, now, expires, uses, OPERATOR).await?;
    Entry::new(now, "enrol_code_drawn", "enrol_code", "").by(OPERATOR).write(connection, merchant).await?;
    Ok(code)
}

/// Draws a key for a shop's own programs.
///
/// # Errors
/// [`CentralError::NoMerchant`], [`CentralError::Database`].
pub async fn shop_key(
    connection: &mut PgConnection,
    merchant: &str,
    name: &str,
    (ids, chance): (&dyn Ids, &dyn Chance),
    now: DateTime<Utc>,
) -> Result<Secret, CentralError> {
    known(connection, merchant).await?;
    let secret = Secret::draw(Purpose::Shop, merchant, chance)?;
    let id = ids.next();
    super::shop::store(connection, &secret, id, name, now).await?;
    Entry::new(now, "shop_key_drawn", "shop_key", &id.to_string()).by(OPERATOR).write(connection, merchant).await?;
    Ok(secret)
}

/// After the database was restored from a backup: every shop gets a new server epoch, so that desks which saw more
/// than the backup holds bootstrap again and push what the backup lost.
///
/// # Errors
/// [`CentralError::Database`].
pub async fn restored(connection: &mut PgConnection, ids: &dyn Ids, now: DateTime<Utc>) -> Result<usize, CentralError> {
    let merchants: Vec<String> =
        sqlx::query_scalar("SELECT merchant FROM feed_head ORDER BY merchant").fetch_all(&mut *connection).await?;
    for merchant in &merchants {
        store::begin_life(connection, merchant, ids.next()).await?;
        Entry::new(now, "restored", "merchant", merchant).by(OPERATOR).write(connection, merchant).await?;
    }
    Ok(merchants.len())
}
