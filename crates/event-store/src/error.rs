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
         `COMMENT ON ROLE jointcase_ingest IS NULL` as its superuser and start again"
    )]
    Taken,
    /// The writer has stopped.
    #[error("the event store is shutting down")]
    Stopped,
}

impl StoreError {
    /// The sentence in both languages, with what to do.
    pub fn text(&self) -> kernel::Text {
        let zh = match self {
            Self::Unavailable(_) => "数据库暂时没有响应：请稍后重试，或检查数据库是否在运行".to_owned(),
            Self::DiskFull(_) => "数据库所在磁盘已满：请腾出空间；已报送的内容保留着，会自动重试".to_owned(),
            Self::Refused(_) => "数据库拒绝了请求，重试无用：请运行jointcase doctor检查安装".to_owned(),
            Self::Unreadable(what) => format!("已存储的数据无法读取：{what}；请联系系统管理员，并核对数据目录与密钥文件"),
            Self::Taken => {
                "本数据库服务器的jointcase_*角色属于另一套系统，启动会使其服务失去密码：请使用那套系统的jointcase-secrets.json，\
                或另用一个数据库服务器；如那套系统已不再使用，请以超级用户执行COMMENT ON ROLE jointcase_ingest IS NULL后重新启动"
                    .to_owned()
            }
            Self::Stopped => "事件存储正在停止：请在服务重新启动后再试".to_owned(),
        };
        let todo = match self {
            Self::Unavailable(_) => "; try again later, or see whether the database runs",
            Self::Refused(_) => "; trying again does not help, look with jointcase doctor",
            Self::Unreadable(_) => "; tell the operator, and see that the data folder and its keys belong together",
            Self::Stopped => "; try again when the service runs",
            Self::DiskFull(_) | Self::Taken => "",
        };
        kernel::Text::of(zh, format!("{self}{todo}"))
    }

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
