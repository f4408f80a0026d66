//! Reading the orders of which figures tell, page by page: the newest first, never all at once.

use guichet_domain::Order;
use sqlx::Row;

use super::Store;
use crate::error::DeskError;
use crate::records;

/// What stands in the body of an order of which figures tell: word for word as in the index `orders_told` (migration
/// 0016), or that is of no use. A text in a body has its quotes escaped, so none looks like this.
macro_rules! is_told {
    () => {
        "(instr(body, '\"rmas\":[{') > 0 OR instr(body, '\"credits\":[{') > 0 OR instr(body, '\"claims\":[{') > 0 \
         OR instr(body, '\"exceptions\":[{') > 0)"
    };
}

const TOLD: &str = concat!("SELECT count(*) FROM orders WHERE ", is_told!(), " AND placed_at <= ?1");
const TOLD_PAGE: &str = concat!(
    "SELECT placed_at, rowid, format, body FROM orders WHERE ",
    is_told!(),
    " AND (placed_at, rowid) < (?1, ?2) ORDER BY placed_at DESC, rowid DESC LIMIT ?3"
);

/// After which order reading goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    placed_at: i64,
    row: i64,
}

impl Place {
    /// Before all orders that were placed until this instant (seconds).
    #[must_use]
    pub fn until(placed_at: i64) -> Self {
        Self { placed_at, row: i64::MAX }
    }
}

impl Store {
    /// How many orders there are from this place on of which figures tell.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn told_orders(&self, from: Place) -> Result<i64, DeskError> {
        Ok(sqlx::query_scalar(TOLD).bind(from.placed_at).fetch_one(&self.readers()).await?)
    }

    /// The next ones, and where to go on; none where there are no more.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn told_page(&self, from: Place, limit: u32) -> Result<(Vec<Order>, Option<Place>), DeskError> {
        let query = sqlx::query(TOLD_PAGE).bind(from.placed_at).bind(from.row).bind(limit);
        let rows = query.fetch_all(&self.readers()).await?;
        let orders =
            rows.iter().map(|row| records::order(row.try_get(2)?, row.try_get(3)?)).collect::<Result<_, _>>()?;
        let last =
            rows.last().map(|row| Ok::<_, sqlx::Error>(Place { placed_at: row.try_get(0)?, row: row.try_get(1)? }));
        Ok((orders, last.transpose()?))
    }

    /// What came of the commands on an order that were not undone, as JSON, the oldest first.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn outcomes_of(&self, order: &str) -> Result<Vec<String>, DeskError> {
        let sql = "SELECT outcome FROM history WHERE order_number = ?1 AND kind = 'taken' AND outcome IS NOT NULL \
                   AND command_id NOT IN (SELECT undoes FROM history WHERE order_number = ?1 AND undoes IS NOT NULL) \
                   ORDER BY id";
        Ok(sqlx::query_scalar(sql).bind(order).fetch_all(&self.readers()).await?)
    }

    /// How the replica would count the orders of which figures tell, and read a page of them: for tests.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    #[cfg(feature = "testing")]
    pub async fn explain_told(&self) -> Result<[Vec<String>; 2], DeskError> {
        Ok([self.plan(TOLD).await?, self.plan(TOLD_PAGE).await?])
    }
}
