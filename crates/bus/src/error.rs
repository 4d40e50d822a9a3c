//! What can go wrong on the bus, sorted by what the caller does next.

use std::error::Error;
use std::sync::Arc;

use kernel::Text;

/// A cause that several reports may share.
pub(crate) type Cause = Arc<dyn Error + Send + Sync>;

/// Why the bus did not do what it was asked for.
#[derive(Debug, Clone, thiserror::Error)]
pub enum BusError {
    /// Wait and try again: nobody answers, or not in time.
    #[error("NATS does not answer while {doing}{}", heard(said))]
    Unavailable {
        /// What was tried, as the end of a sentence.
        doing: String,
        /// What the server said last, if it said anything meanwhile.
        said: Option<String>,
        /// Why.
        #[source]
        source: Option<Cause>,
    },
    /// Wait, or make space: the stream is full.
    #[error("the stream is full and takes no more reports: {said}")]
    Full {
        /// What the server said.
        said: String,
    },
    /// Wait for the service: the stream has the reports, nobody took them in.
    #[error(
        "no receipt arrives: the reports are on the bus and will be taken in later; send them again then to get the receipts"
    )]
    NoReceipts,
    /// Ask the operator for the right.
    #[error("the NATS server does not allow it: {said}")]
    NotAllowed {
        /// What the server said.
        said: String,
    },
    /// Ask the operator to make it: no such stream or consumer.
    #[error("{what} is not on the NATS server: start the service once, which makes it")]
    Missing {
        /// The stream, the consumer, or what the subject was.
        what: String,
    },
    /// Ask the operator to install another server.
    #[error(
        "the NATS server is {found}, but at least {}.{} is needed: older servers overwrite consumers, ignore filter subjects or do not know `sync_interval: always`, and have known security holes",
        crate::OLDEST_SERVER.0, crate::OLDEST_SERVER.1
    )]
    TooOld {
        /// The version that the server states.
        found: String,
    },
    /// Ask the operator to correct the server's configuration: it does not check requests.
    #[error(
        "the NATS server takes JetStream requests with unknown fields, so the answer to one organisation's report could be aimed at another's stream and purge it: remove `strict: false` from its `jetstream` block"
    )]
    Lax,
    /// Ask the operator to look at the server: it says no.
    #[error("the NATS server refuses {doing}: {said}")]
    Refused {
        /// What was tried, as a noun.
        doing: String,
        /// What the server said.
        said: String,
    },
    /// Correct the report: it is too large to be sent.
    #[error("the report has {size} bytes, and the server takes at most {limit}: split it, or send documents as files")]
    TooLarge {
        /// Bytes of the body.
        size: usize,
        /// Bytes that a body may have.
        limit: usize,
    },
    /// Correct the caller: not a subject.
    #[error("{0:?} is not a NATS subject")]
    Subject(String),
    /// Correct the configuration: not an address.
    #[error("the address of the NATS server is not like nats://host:4222")]
    Address,
    /// Correct the configuration: not the seed of a user's key.
    #[error("this is not the seed of a NATS user key: it begins with SU and has 58 characters")]
    Key,
}

impl BusError {
    pub(crate) fn unavailable(doing: impl Into<String>, said: Option<String>, source: impl Into<Option<Cause>>) -> Self {
        Self::Unavailable { doing: doing.into(), said, source: source.into() }
    }

    /// Whether the next report would meet it as well.
    pub(crate) fn is_about_the_bus(&self) -> bool {
        match self {
            Self::Unavailable { .. }
            | Self::Full { .. }
            | Self::NoReceipts
            | Self::Missing { .. }
            | Self::TooOld { .. }
            | Self::Lax
            | Self::Address
            | Self::Key => true,
            Self::NotAllowed { .. } | Self::Refused { .. } | Self::TooLarge { .. } | Self::Subject(_) => false,
        }
    }

    /// The sentence in both languages.
    pub fn text(&self) -> Text {
        let zh = match self {
            Self::Unavailable { said: Some(said), .. } => format!("消息服务器没有响应；服务器称：{said}"),
            Self::Unavailable { .. } => "消息服务器没有响应，请稍后重试".into(),
            Self::Full { said } => format!("消息流已满，暂不接收报送：{said}"),
            Self::NoReceipts => "尚未收到回执：报送已在消息流中，稍后会被接收；届时再次报送即可取得回执".into(),
            Self::NotAllowed { said } => format!("消息服务器不允许：{said}"),
            Self::Missing { what } => format!("消息服务器上没有{what}：先启动一次服务即可建立"),
            Self::TooOld { found } => {
                let (major, minor) = crate::OLDEST_SERVER;
                format!("消息服务器版本为{found}，至少需要{major}.{minor}：旧版会覆盖消费者、忽略主题过滤、不支持每次写盘，且有已知安全漏洞")
            }
            Self::Lax => "消息服务器未严格检查JetStream请求，一单位报送的应答可能被用来清空他单位的消息流：请删除jetstream配置中的strict: false".into(),
            Self::Refused { said, .. } => format!("消息服务器拒绝：{said}"),
            Self::TooLarge { size, limit } => format!("报送内容{size}字节，超过服务器上限{limit}字节：请拆分，或将文书作为文件上传"),
            Self::Subject(subject) => format!("“{subject}”不是有效的消息主题"),
            Self::Address => "消息服务器地址应形如 nats://主机:4222".into(),
            Self::Key => "不是有效的用户密钥种子：应以SU开头，共58个字符".into(),
        };
        Text::of(zh, self.to_string())
    }
}

fn heard(said: &Option<String>) -> String {
    said.as_ref().map(|said| format!("; the server says: {said}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_server_is_refused_with_the_reason_in_both_languages() {
        let text = BusError::TooOld { found: "2.9.10".into() }.text();
        assert!(text.en.contains("2.9.10") && text.en.contains("2.14") && text.en.contains("consumers"), "{}", text.en);
        assert!(text.zh.contains("2.9.10") && text.zh.contains("2.14"), "{}", text.zh);
    }
}
