//! The account that the servers run as: our own, or an unprivileged one when we are root.

use std::fs::{self, Metadata, Permissions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Context, StandaloneError};

/// Whether this process runs as root.
pub fn is_root() -> bool {
    match fs::metadata("/proc/self") {
        Ok(own) => own.uid() == 0,
        Err(_) => Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.trim_ascii() == b"0"),
    }
}

/// Whom the servers run as.
#[derive(Debug, Clone)]
pub(crate) enum Account {
    /// We are an ordinary user: the servers run as us.
    Ours,
    /// We are root: Postgres refuses that, so the servers run as this user.
    Other { name: String, uid: u32, gid: u32 },
}

impl Account {
    /// The account for servers whose own folder is `folder`: as root, its owner if it has an unprivileged one.
    pub(crate) fn for_folder(folder: &Path) -> crate::Result<Self> {
        if !is_root() {
            return Ok(Self::Ours);
        }
        let users = fs::read_to_string("/etc/passwd").context("read", "/etc/passwd")?;
        let users: Vec<_> = users.lines().filter_map(parse_user).collect();
        if let Ok(existing) = fs::metadata(folder)
            && existing.uid() != 0
        {
            let name = users.iter().find(|(_, uid, _)| *uid == existing.uid()).map(|(name, ..)| name.clone());
            let name = name.unwrap_or_else(|| existing.uid().to_string());
            return Ok(Self::Other { name, uid: existing.uid(), gid: existing.gid() });
        }
        ["postgres", "nobody"]
            .iter()
            .find_map(|wanted| users.iter().find(|(name, uid, _)| name == wanted && *uid != 0))
            .map(|(name, uid, gid)| Self::Other { name: name.clone(), uid: *uid, gid: *gid })
            .ok_or_else(|| {
                StandaloneError::Configuration(
                    "Postgres refuses to run as root, and this machine has neither a user `postgres` nor `nobody`: \
                     create one (useradd --system postgres), or run as an ordinary user"
                        .into(),
                )
            })
    }

    /// Makes `command` run as this account.
    pub(crate) fn apply(&self, command: &mut Command) {
        match self {
            Self::Ours => {}
            Self::Other { uid, gid, .. } => {
                command.uid(*uid).gid(*gid);
            }
        }
    }

    /// The mode for folders that only lead to the servers' own.
    pub(crate) fn passage_mode(&self) -> u32 {
        match self {
            Self::Ours => 0o700,
            Self::Other { .. } => 0o711,
        }
    }

    /// Gives a file or folder to this account.
    pub(crate) fn own(&self, path: &Path) -> crate::Result<()> {
        match self {
            Self::Ours => Ok(()),
            Self::Other { uid, gid, .. } => chown(path, Some(*uid), Some(*gid)).context("change the owner of", path),
        }
    }

    /// Makes sure that a private folder of this account exists.
    pub(crate) fn private_folder(&self, path: &Path) -> crate::Result<()> {
        match fs::DirBuilder::new().mode(0o700).create(path) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            done => done.context("create", path)?,
        }
        self.own(path)
    }

    /// Opens an existing folder of ours for passage, if the servers run as somebody else.
    pub(crate) fn open_passage(&self, folder: &Path) -> crate::Result<()> {
        let mode = fs::metadata(folder).context("look at", folder)?.permissions().mode();
        let wanted = mode | (self.passage_mode() & 0o111);
        if wanted == mode {
            return Ok(());
        }
        fs::set_permissions(folder, Permissions::from_mode(wanted)).context("change the permissions of", folder)
    }

    /// Refuses a path to which some folder on the way is closed for this account.
    pub(crate) fn check_reach(&self, path: &Path) -> crate::Result<()> {
        let Self::Other { name, uid, gid } = self else { return Ok(()) };
        let real = path.canonicalize().context("find", path)?;
        match real.ancestors().find(|folder| fs::metadata(folder).is_ok_and(|found| !may_enter(&found, *uid, *gid))) {
            None => Ok(()),
            Some(closed) => Err(StandaloneError::Unreachable { folder: PathBuf::from(closed), user: name.clone() }),
        }
    }
}

fn parse_user(line: &str) -> Option<(String, u32, u32)> {
    let mut fields = line.split(':');
    let (name, _, uid, gid) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    Some((name.to_owned(), uid.parse().ok()?, gid.parse().ok()?))
}

fn may_enter(folder: &Metadata, uid: u32, gid: u32) -> bool {
    let shift = if folder.uid() == uid {
        6
    } else if folder.gid() == gid {
        3
    } else {
        0
    };
    !folder.is_dir() || (folder.mode() >> shift) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passwd_line_gives_name_uid_and_gid() {
        let line = "postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash";
        assert_eq!(parse_user(line), Some(("postgres".into(), 101, 104)));
        assert_eq!(parse_user("# comment"), None);
    }
}
