//! What can go wrong with private servers, sorted by what the reader does next.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::lock::Holder;
use crate::tools::Version;

/// One of the two private servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// PostgreSQL.
    Postgres,
    /// NATS with JetStream.
    Nats,
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Postgres => "Postgres",
            Self::Nats => "NATS",
        })
    }
}

/// Why private servers cannot start, run or stop.
#[derive(Debug, thiserror::Error)]
pub enum StandaloneError {
    /// Install the server.
    #[error(
        "{server} was not found on this machine: run `make setup` (scripts/setup.sh), which installs it for you without root rights"
    )]
    Missing {
        /// The server that was looked for.
        server: Server,
    },
    /// Install a newer server.
    #[error(
        "{program} is {found}, but at least {oldest} is needed: {reason}. Run `make setup`, which installs a tested one beside it"
    )]
    TooOld {
        /// The program that was found, or the address of the server.
        program: String,
        /// Its version.
        found: Version,
        /// The oldest version that will do.
        oldest: Version,
        /// What an older one does wrong.
        reason: &'static str,
    },
    /// Stop the other process, or wait for it.
    #[error("the data folder {} is in use by {}: stop it first, wait if it is just starting, or choose another folder with --data-dir", folder.display(), Holder::en(holder))]
    Busy {
        /// The data folder.
        folder: PathBuf,
        /// Who holds it, if that is noted already.
        holder: Option<Holder>,
    },
    /// Choose another folder, or change its permissions.
    #[error(
        "the servers run as the unprivileged user `{user}`, who may not enter {}: choose another folder (such as --data-dir /var/lib/jointcase/demo, or JOINTCASE_TOOLS for the servers), or run as an ordinary user", folder.display()
    )]
    Unreachable {
        /// The first folder that cannot be entered.
        folder: PathBuf,
        /// The user whom the servers run as.
        user: String,
    },
    /// Follow the recipe in the sentence.
    #[error(
        "the data folder {} was made by PostgreSQL {made_by}, and the one found here is {found}, which cannot read it. To keep the data, run PostgreSQL {made_by} on {} once, save it with pg_dumpall, move the folder away, start again and load it with psql; to begin anew, delete {}", folder.display(), cluster.display(), folder.display()
    )]
    OtherMajor {
        /// The data folder.
        folder: PathBuf,
        /// Postgres's own folder in it.
        cluster: PathBuf,
        /// The major version that made it.
        made_by: String,
        /// The major version of the server that was found.
        found: u32,
    },
    /// Make space.
    #[error("no space left for {}: {free_mib} MiB are free, and {} MiB are the least to run with; free some space: a running service then goes on by itself, else start it again", place.display(), crate::SPACE_LOW_MIB)]
    DiskFull {
        /// The folder on the full disk.
        place: PathBuf,
        /// What is free there, in MiB.
        free_mib: u64,
    },
    /// Read the log.
    #[error("{server} {what}; the end of its log ({}) says:\n{tail}", log.display())]
    Failed {
        /// The server.
        server: Server,
        /// What it did, as the rest of a sentence.
        what: &'static str,
        /// The log file.
        log: PathBuf,
        /// The last lines of the log.
        tail: String,
    },
    /// Wait longer, or read the log.
    #[error("{server} {what} within {} seconds; the end of its log ({}) says:\n{tail}", after.as_secs(), log.display())]
    TimedOut {
        /// The server.
        server: Server,
        /// What did not happen, as the rest of a sentence.
        what: &'static str,
        /// How long it was waited for.
        after: Duration,
        /// The log file.
        log: PathBuf,
        /// The last lines of the log.
        tail: String,
    },
    /// Correct the caller: this configuration would not be safe or cannot be written.
    #[error("{0}")]
    Configuration(String),
    /// Look at the folder or file.
    #[error("could not {doing} {}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
}

impl StandaloneError {
    /// The sentence in Chinese, with what to do; `Display` says it in English.
    pub fn zh(&self) -> String {
        match self {
            Self::Missing { server } => format!("本机没有{server}：请运行make setup（scripts/setup.sh）安装，无需root权限"),
            Self::TooOld { program, found, oldest, .. } => {
                format!("{program}的版本为{found}，至少需要{oldest}：请运行make setup，另行安装经过测试的版本")
            }
            Self::Busy { folder, holder } => format!(
                "数据目录{}正被{}使用：请先停止它（正在启动的请稍候），或用--data-dir另选目录",
                folder.display(),
                Holder::zh(holder)
            ),
            Self::Unreachable { folder, user } => format!(
                "服务器以普通用户{user}运行，而该用户不能进入{}：请另选目录（例如--data-dir /var/lib/jointcase/demo，服务器程序用JOINTCASE_TOOLS），或以普通用户运行",
                folder.display()
            ),
            Self::OtherMajor { folder, cluster, made_by, found } => format!(
                "数据目录{}由PostgreSQL {made_by}建立，本机的{found}版不能读取。保留数据：用PostgreSQL {made_by}打开{}，以pg_dumpall导出，移走该目录，重新启动后以psql导入；重新开始：删除{}",
                folder.display(),
                cluster.display(),
                folder.display()
            ),
            Self::DiskFull { place, free_mib } => format!(
                "{}所在磁盘空间不足：可用{free_mib} MiB，运行至少需要{} MiB；请腾出空间，运行中的服务会自动恢复，未启动的请再启动一次",
                place.display(),
                crate::SPACE_LOW_MIB
            ),
            Self::Failed { server, log, tail, .. } => {
                format!("{server}不能运行：请按其日志（{}）末尾所述处理：\n{tail}", log.display())
            }
            Self::TimedOut { server, after, log, tail, .. } => format!(
                "{server}在{}秒内没有就绪：请稍后重试，或按其日志（{}）末尾所述处理：\n{tail}",
                after.as_secs(),
                log.display()
            ),
            Self::Configuration(what) => format!("配置有误，请更正：{what}"),
            Self::Io { path, .. } => format!("不能读写{}：请检查该路径及其权限", path.display()),
        }
    }
}

/// Names the deed and the path of an I/O error.
pub(crate) trait Context<T> {
    fn context(self, doing: &'static str, path: impl Into<PathBuf>) -> crate::Result<T>;
}

impl<T> Context<T> for std::io::Result<T> {
    fn context(self, doing: &'static str, path: impl Into<PathBuf>) -> crate::Result<T> {
        self.map_err(|source| {
            let path = path.into();
            if source.kind() == std::io::ErrorKind::StorageFull {
                let place = path.parent().map_or_else(|| path.clone(), PathBuf::from);
                return StandaloneError::DiskFull { free_mib: crate::free_mib(&place).unwrap_or(0), place };
            }
            StandaloneError::Io { doing, path, source }
        })
    }
}
