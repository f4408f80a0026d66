//! The list of all orders, of which a window draws what is in sight.

use sqlx::Row;

use super::Store;
use crate::error::DeskError;
use crate::summary::{Flag, Flags, OrderSummary};

/// One order of the list.
#[derive(Debug, Clone)]
pub struct ListedOrder {
    /// The order in one row.
    pub summary: OrderSummary,
    /// What should be known of it.
    pub flags: Flags,
    /// Whose it is, by their id.
    pub customer: Option<String>,
    /// What they are called.
    pub customer_name: Option<String>,
}

/// Which orders are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orders {
    /// All of them.
    All,
    /// Those with this flag, which is one of [`crate::summary::MAY_BE_DUE`].
    With(Flag),
}

/// The statement of a list, and the bit that it asks for.
fn statement(which: Orders) -> (String, Flags) {
    // The bits stand here as in the index, or the index is of no use.
    debug_assert_eq!(crate::summary::MAY_BE_DUE, 30);
    let (condition, bit) = match which {
        Orders::All => ("?1 = 0", Flags::default()),
        Orders::With(flag) => ("(flags & 30) <> 0 AND (flags & ?1) <> 0", Flags::only(flag)),
    };
    let sql = format!(
        "SELECT o.summary, o.flags, c.id, c.name FROM (SELECT rowid AS place FROM orders WHERE {condition} \
         ORDER BY placed_at DESC, rowid DESC LIMIT ?2 OFFSET ?3) AS wanted \
         CROSS JOIN orders AS o ON o.rowid = wanted.place LEFT JOIN customer AS c ON c.rowid = o.customer \
         ORDER BY o.placed_at DESC, o.rowid DESC"
    );
    (sql, bit)
}

impl Store {
    /// How many orders bear which of the flags that [`crate::summary::MAY_BE_DUE`] has, for every set of them that occurs.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn count_orders_by_flags(&self) -> Result<Vec<(Flags, u32)>, DeskError> {
        let sql = "SELECT flags & 30 AS due, count(*) FROM orders WHERE (flags & 30) <> 0 GROUP BY due";
        let rows: Vec<(i64, i64)> = sqlx::query_as(sql).fetch_all(&self.readers()).await?;
        let counted = |(bits, count)| (Flags::from_bits(bits), u32::try_from(count).unwrap_or(u32::MAX));
        Ok(rows.into_iter().map(counted).collect())
    }

    /// Orders, the newest first: `count` of them from the place `from`, which counts from zero. Places are counted in an
    /// index; of the orders themselves only what is listed is read, and no body.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn list_orders(&self, which: Orders, from: u32, count: u32) -> Result<Vec<ListedOrder>, DeskError> {
        let (sql, bit) = statement(which);
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(bit.bits()).bind(count).bind(from);
        let rows = query.fetch_all(&self.readers()).await?;
        rows.iter()
            .map(|row| {
                Ok(ListedOrder {
                    summary: serde_json::from_str(row.try_get(0)?).map_err(|_| DeskError::BodyDamaged)?,
                    flags: Flags::from_bits(row.try_get(1)?),
                    customer: row.try_get(2)?,
                    customer_name: row.try_get(3)?,
                })
            })
            .collect()
    }

    /// How the replica would find its way through a list: for tests.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    #[cfg(feature = "testing")]
    pub async fn explain_list_orders(&self, which: Orders) -> Result<Vec<String>, DeskError> {
        self.plan(&statement(which).0).await
    }
}
