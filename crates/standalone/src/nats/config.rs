//! The configuration file of a private NATS: accounts, users by key, and JetStream that syncs every write.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::Ports;
use crate::account::Account;
use crate::error::{Context, StandaloneError};
use crate::secrets::write_private;

/// Who may connect, and what the server may use.
#[derive(Debug, Clone)]
pub struct NatsConfig {
    /// Everybody who may connect; at least one.
    pub users: Vec<NatsUser>,
    /// The accounts that may use JetStream.
    pub jetstream_accounts: Vec<String>,
    /// The account that sees the server's own events.
    pub system_account: Option<String>,
    /// The largest message, in bytes.
    pub max_payload: usize,
    /// What JetStream may keep in memory, in bytes.
    pub max_mem: u64,
    /// What JetStream may keep on disk, in bytes.
    pub max_file: u64,
    /// Whether to serve the monitoring pages on another loopback port.
    pub monitoring: bool,
    /// Further top-level blocks, such as `leafnodes`.
    pub extra: BTreeMap<String, Value>,
}

impl Default for NatsConfig {
    fn default() -> Self {
        Self {
            users: Vec::new(),
            jetstream_accounts: Vec::new(),
            system_account: None,
            max_payload: 1024 * 1024,
            max_mem: 256 * 1024 * 1024,
            max_file: 20 * 1024 * 1024 * 1024,
            monitoring: false,
            extra: BTreeMap::new(),
        }
    }
}

/// One user, known by the public half of an nkey.
#[derive(Debug, Clone)]
pub struct NatsUser {
    /// `U…`.
    pub public_key: String,
    /// The account whose subjects the user sees.
    pub account: String,
    /// Subjects to publish on; none means nothing.
    pub publish_allow: Vec<String>,
    /// Subjects to subscribe to; none means nothing.
    pub subscribe_allow: Vec<String>,
    /// Whether the user may answer a request that it got, wherever the answer goes.
    pub allow_responses: bool,
}

/// Where the configuration lies.
pub(super) fn path(home: &Path) -> PathBuf {
    home.join("nats.conf")
}

/// Writes the configuration, in JSON, which the server reads as its own format.
pub(super) fn write(home: &Path, account: &Account, config: &NatsConfig, ports: &Ports) -> crate::Result<PathBuf> {
    let path = path(home);
    let store = home.join("jetstream");
    account.private_folder(&store)?;
    let text = render(config, ports, &store, &server_name(home)?)?;
    write_private(&path, text.as_bytes())?;
    account.own(&path)?;
    Ok(path)
}

/// A name of its own, by which it is told from a stranger on the same port.
pub(super) fn server_name(home: &Path) -> crate::Result<String> {
    let path = home.join("server_name");
    match fs::read_to_string(&path) {
        Ok(name) if !name.is_empty() => Ok(name),
        Ok(_) | Err(_) => {
            let name = format!("jointcase-{}", uuid::Uuid::new_v4().simple());
            fs::write(&path, &name).context("write", &path)?;
            Ok(name)
        }
    }
}

fn render(config: &NatsConfig, ports: &Ports, store: &Path, name: &str) -> crate::Result<String> {
    if config.users.is_empty() {
        return Err(StandaloneError::Configuration(
            "a NATS server without users would be open to everybody: give it at least one".into(),
        ));
    }
    let mut whole = Map::new();
    let mut set = |key: &str, value: Value| whole.insert(key.to_owned(), value);
    set("server_name", json!(name));
    set("listen", json!(format!("127.0.0.1:{}", ports.client)));
    set("max_payload", json!(config.max_payload));
    set("accounts", accounts(config));
    set(
        "jetstream",
        json!({
            "store_dir": store,
            "max_mem": config.max_mem,
            "max_file": config.max_file,
            "sync_interval": "always",
        }),
    );
    if let Some(port) = ports.monitoring {
        set("http", json!(format!("127.0.0.1:{port}")));
    }
    if let Some(account) = &config.system_account {
        set("system_account", json!(account));
    }
    for (key, value) in &config.extra {
        set(key, value.clone());
    }
    serde_json::to_string_pretty(&whole).map_err(std::io::Error::other).context("write the configuration for", store)
}

fn accounts(config: &NatsConfig) -> Value {
    let mut names: BTreeSet<&String> = config.users.iter().map(|user| &user.account).collect();
    names.extend(&config.jetstream_accounts);
    names.extend(&config.system_account);
    let account = |name: &String| {
        let users: Vec<Value> = config.users.iter().filter(|user| user.account == *name).map(user).collect();
        let mut account = Map::from_iter([("users".to_owned(), Value::Array(users))]);
        if config.jetstream_accounts.contains(name) {
            account.insert("jetstream".into(), json!("enabled"));
        }
        Value::Object(account)
    };
    names.into_iter().map(|name| (name.clone(), account(name))).collect::<Map<_, _>>().into()
}

fn user(user: &NatsUser) -> Value {
    // An empty list of allowed subjects would mean "everything" to the server.
    let only = |subjects: &[String]| match subjects {
        [] => json!({ "deny": [">"] }),
        some => json!({ "allow": some }),
    };
    json!({
        "nkey": user.public_key,
        "permissions": {
            "publish": only(&user.publish_allow),
            "subscribe": only(&user.subscribe_allow),
            "allow_responses": user.allow_responses,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(config: &NatsConfig) -> Value {
        let ports = Ports { client: 4222, monitoring: None };
        serde_json::from_str(&render(config, &ports, Path::new("/data/js"), "one").unwrap()).unwrap()
    }

    #[test]
    fn a_server_without_users_is_refused() {
        let ports = Ports { client: 4222, monitoring: None };
        assert!(render(&NatsConfig::default(), &ports, Path::new("/data/js"), "one").is_err());
    }

    #[test]
    fn a_user_without_subjects_may_do_nothing() {
        let user = NatsUser {
            public_key: "UABC".into(),
            account: "ORGS".into(),
            publish_allow: vec!["report.police.x.>".into()],
            subscribe_allow: Vec::new(),
            allow_responses: false,
        };
        let config = NatsConfig { users: vec![user], jetstream_accounts: vec!["ORGS".into()], ..NatsConfig::default() };
        let whole = rendered(&config);
        assert_eq!(whole["accounts"]["ORGS"]["jetstream"], "enabled");
        let permissions = &whole["accounts"]["ORGS"]["users"][0]["permissions"];
        assert_eq!(permissions["publish"]["allow"][0], "report.police.x.>");
        assert_eq!(permissions["subscribe"]["deny"][0], ">");
        assert_eq!(whole["jetstream"]["sync_interval"], "always");
    }
}
