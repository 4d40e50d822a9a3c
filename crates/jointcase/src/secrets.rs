//! The secrets of an installation: one from which role passwords and the store's key derive, and a bus key per organisation.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Result;
use bus::NkeyPair;
use kernel::reference::Reference;
use serde::{Deserialize, Serialize};

use crate::words::Saying;

/// The file's name in the data folder.
const FILE: &str = "jointcase-secrets.json";

/// The secrets, kept in one file that only its owner may read.
#[derive(Clone, Serialize, Deserialize)]
pub struct Secrets {
    /// 32 random bytes, hexadecimal.
    master: String,
    /// The seed of the service's key on the bus.
    pub service: String,
    /// The seed of each organisation's key.
    pub organisations: BTreeMap<String, String>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secrets({} organisations)", self.organisations.len())
    }
}

impl Secrets {
    /// Reads the secrets of `folder`, makes what is missing, and keeps them.
    ///
    /// # Errors
    /// If the file cannot be read or written; it is never replaced by new secrets when it cannot be read.
    pub fn open(folder: &Path, reference: &Reference) -> Result<Self> {
        let path = folder.join(FILE);
        let mut secrets = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).saying(|| {
                let path = path.display();
                (
                    format!("{path}已损坏：请从备份恢复，没有它个人信息无法读取"),
                    format!("{path} is damaged: restore it from a backup, without it personal data cannot be read"),
                )
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::generate()?,
            Err(error) => {
                return Err(error).saying(|| {
                    let path = path.display();
                    (
                        format!("无法读取密钥文件{path}：请检查权限"),
                        format!("cannot read the secrets {path}: see that they may be read"),
                    )
                });
            }
        };
        let before = secrets.organisations.len();
        for organisation in reference.organisations.iter() {
            if !secrets.organisations.contains_key(organisation.id.as_str()) {
                secrets.organisations.insert(organisation.id.to_string(), bus::generate_user()?.seed);
            }
        }
        if before != secrets.organisations.len() || !path.exists() {
            secrets.keep(&path).saying(|| {
                let path = path.display();
                (
                    format!("无法写入密钥文件{path}：请检查目录权限和磁盘空间"),
                    format!("cannot write the secrets {path}: see that the folder may be written and has space"),
                )
            })?;
        }
        Ok(secrets)
    }

    fn generate() -> Result<Self> {
        let master =
            [*uuid::Uuid::new_v4().as_bytes(), *uuid::Uuid::new_v4().as_bytes(), *uuid::Uuid::new_v4().as_bytes()].concat();
        Ok(Self { master: hex::encode(&master), service: bus::generate_user()?.seed, organisations: BTreeMap::new() })
    }

    fn keep(&self, path: &Path) -> Result<()> {
        let part = path.with_extension("part");
        let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()?;
        Ok(fs::rename(part, path)?)
    }

    /// From which the passwords of the database roles derive.
    pub fn roles(&self) -> [u8; 32] {
        self.derive("roles")
    }

    /// The store's key for personal data.
    pub fn store_key(&self) -> event_store::keys::StoreKey {
        event_store::keys::StoreKey::new(&self.derive("store"))
    }

    fn derive(&self, purpose: &str) -> [u8; 32] {
        event_store::digest::derive(self.master.as_bytes(), purpose)
    }

    /// The key of the service.
    ///
    /// # Errors
    /// If the seed is damaged.
    pub fn service_key(&self) -> Result<NkeyPair> {
        Ok(NkeyPair::from_seed(&self.service)?)
    }
}
