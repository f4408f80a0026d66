//! What waits for the centre.

use uuid::Uuid;

use super::Batch;
use crate::error::DeskError;

impl Batch {
    /// Queues a command with the order's body as it was before.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn queue(&mut self, command_id: Uuid, order: &str, payload: &str, before: &str) -> Result<(), DeskError> {
        sqlx::query(
            "INSERT INTO outbox (command_id, order_number, payload, before, state) VALUES (?1, ?2, ?3, ?4, 'waiting')",
        )
        .bind(command_id.to_string())
        .bind(order)
        .bind(payload)
        .bind(before)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// The order's body before this command, if the command still waits.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn withdrawable(&mut self, command_id: Uuid) -> Result<Option<String>, DeskError> {
        let sql = "SELECT before FROM outbox WHERE command_id = ?1 AND state = 'waiting'";
        Ok(sqlx::query_scalar(sql).bind(command_id.to_string()).fetch_optional(self.connection()).await?)
    }

    /// Marks a waiting command as withdrawn: it will not be sent.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn withdraw(&mut self, command_id: Uuid) -> Result<(), DeskError> {
        sqlx::query("UPDATE outbox SET state = 'withdrawn' WHERE command_id = ?1 AND state = 'waiting'")
            .bind(command_id.to_string())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Claims an RMA number for an order; `false` where it is taken.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn claim_rma(&mut self, number: &str, order: &str, command_id: Uuid) -> Result<bool, DeskError> {
        let done = sqlx::query("INSERT OR IGNORE INTO rma (number, order_number, command_id) VALUES (?1, ?2, ?3)")
            .bind(number)
            .bind(order)
            .bind(command_id.to_string())
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }
}
