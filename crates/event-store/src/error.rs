//! What can go wrong with the store, sorted by what the caller does next.

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is away or overloaded: wait and try again.
    #[error("the event store is unavailable")]
    Unavailable(#[source] sqlx::Error),
    /// The disk is full: free space, then try again; nothing was lost.
    #[error("the disk of the event store is full: free some space, what was sent is kept and tried again")]
    DiskFull(#[source] sqlx::Error),
    /// The database refuses what we ask: a defect or a wrong set-up, trying again does not help.
    #[error("the event store refused a request")]
    Refused(#[source] sqlx::Error),
    /// Something stored cannot be read: tell the operator.
    #[error("stored data cannot be read: {0}")]
    Unreadable(String),
    /// The cluster serves another installation: use that one's data folder, or a cluster of one's own.
    #[error(
        "the roles jointcase_* of this Postgres belong to another installation, whose services would lose their passwords: start with the \
         jointcase-secrets.json of that one, or use a Postgres of your own; if that installation is gone for good, run \
         `COMMENT ON ROLE jointcase_ingest IS NULL` as its superuser and start again \
         （本数据库服务器已被另一套系统占用：请使用其密钥文件，或另用一个数据库服务器）"
    )]
    Taken,
    /// The writer has stopped.
    #[error("the event store is shutting down")]
    Stopped,
}

impl StoreError {
    /// Whether the same request may succeed later.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::DiskFull(_) => true,
            Self::Refused(_) | Self::Unreadable(_) | Self::Taken | Self::Stopped => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)) {
            return Self::Unreadable(error.to_string());
        }
        let code = error.as_database_error().and_then(|e| e.code()).map(|code| code.into_owned());
        match code.as_deref() {
            None => Self::Unavailable(error),
            Some("53100") => Self::DiskFull(error),
            // 08 connection, 53 resources, 57 shutdown or cancelled, 40 serialization, 55P03 lock not available, 25P03 idle time-out.
            Some(code) if ["08", "53", "57", "40", "58"].contains(&&code[..2]) || code == "55P03" || code == "25P03" => {
                Self::Unavailable(error)
            }
            Some(_) => Self::Refused(error),
        }
    }
}
