//! Set-up: the roles of a cluster, the schema of a database, and the pools through which each part of the system connects.

use std::borrow::Cow;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor, PgPool};

use crate::StoreError;

/// The parts of the system, each with a role of its own; migrations run as the owner of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Appends through the one function.
    Ingest,
    /// Reads events, writes read tables.
    Project,
    /// Reads history and read tables, keeps where reactions stand.
    React,
    /// Reads history, keeps where relays stand.
    Relay,
    /// Reads read tables and history.
    Web,
}

impl Role {
    const ALL: [Self; 5] = [Self::Ingest, Self::Project, Self::React, Self::Relay, Self::Web];

    /// The role's name in the cluster.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ingest => "jointcase_ingest",
            Self::Project => "jointcase_project",
            Self::React => "jointcase_react",
            Self::Relay => "jointcase_relay",
            Self::Web => "jointcase_web",
        }
    }

    /// What bounds it, whoever connects.
    const fn settings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Ingest => {
                &[("statement_timeout", "30s"), ("lock_timeout", "10s"), ("idle_in_transaction_session_timeout", "10s")]
            }
            // What the read tables lose with a crash they fold again: their checkpoint goes with them (docs/adr/0007).
            Self::Project => {
                &[("idle_in_transaction_session_timeout", "60s"), ("lock_timeout", "30s"), ("synchronous_commit", "off")]
            }
            Self::React | Self::Relay => &[("statement_timeout", "30s"), ("idle_in_transaction_session_timeout", "10s")],
            Self::Web => &[("statement_timeout", "10s"), ("idle_in_transaction_session_timeout", "10s")],
        }
    }

    /// Its password: derived from the installation's secret, so that none is stored twice.
    fn password(self, secret: &[u8; 32]) -> String {
        let mut mac = match <Hmac<Sha256> as Mac>::new_from_slice(secret) {
            Ok(mac) => mac,
            Err(_) => unreachable!("HMAC takes a key of any length"),
        };
        mac.update(b"jointcase role ");
        mac.update(self.name().as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }
}

/// The files of `migrations/`, in order; by hand, since sqlx's macro would build its driver twice.
const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_events", include_str!("../../../migrations/0001_events.sql")),
    ("0002_quarantine", include_str!("../../../migrations/0002_quarantine.sql")),
    ("0003_keys", include_str!("../../../migrations/0003_keys.sql")),
    ("0004_projections", include_str!("../../../migrations/0004_projections.sql")),
    ("0005_grants", include_str!("../../../migrations/0005_grants.sql")),
    ("0006_reactions", include_str!("../../../migrations/0006_reactions.sql")),
    ("0007_files", include_str!("../../../migrations/0007_files.sql")),
    ("0008_relays", include_str!("../../../migrations/0008_relays.sql")),
    ("0009_law", include_str!("../../../migrations/0009_law.sql")),
    ("0010_deeds", include_str!("../../../migrations/0010_deeds.sql")),
];

fn migrator() -> Migrator {
    let migrations = (1_i64..).zip(MIGRATIONS).map(|(version, (name, sql))| {
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, Cow::Borrowed(sql), false)
    });
    Migrator { migrations: migrations.collect(), ..Migrator::DEFAULT }
}

/// A database with its roles.
#[derive(Clone, Debug)]
pub struct Database {
    owner: PgConnectOptions,
    secret: [u8; 32],
}

impl Database {
    /// The database behind `owner_url` (migrations and roles), whose other roles' passwords derive from `secret`.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if the URL cannot be read.
    pub fn new(owner_url: &str, secret: [u8; 32]) -> Result<Self, StoreError> {
        let owner: PgConnectOptions = owner_url.parse().map_err(StoreError::Refused)?;
        Ok(Self { owner: owner.log_statements(tracing::log::LevelFilter::Trace), secret })
    }

    /// Makes the database if it is missing, its roles and its schema. Several may do so at once.
    ///
    /// # Errors
    /// [`StoreError`] if the server cannot be reached or does not let the owner do it.
    pub async fn set_up(&self) -> Result<(), StoreError> {
        self.create().await?;
        self.roles().await?;
        let mut owner = sqlx::PgConnection::connect_with(&self.owner).await?;
        // Not `run`, whose future cannot be spawned.
        let migrated = migrator().run_direct(&mut owner).await;
        owner.close().await?;
        migrated.map_err(|error| {
            if let sqlx::migrate::MigrateError::Execute(error) = error {
                StoreError::from(error)
            } else {
                StoreError::Unreadable(format!("the database does not fit this version: {error}"))
            }
        })
    }

    /// Creates the database itself, if the server has none of its name.
    async fn create(&self) -> Result<(), StoreError> {
        let Some(name) = self.owner.get_database().map(str::to_owned) else { return Ok(()) };
        match sqlx::PgConnection::connect_with(&self.owner).await {
            Ok(connection) => return Ok(connection.close().await?),
            Err(error) if error.as_database_error().and_then(|e| e.code()).as_deref() == Some("3D000") => {}
            Err(error) => return Err(error.into()),
        }
        let mut maintenance = sqlx::PgConnection::connect_with(&self.owner.clone().database("postgres")).await?;
        let created = maintenance.execute(format!("CREATE DATABASE \"{}\"", name.replace('"', "\"\"")).as_str()).await;
        maintenance.close().await?;
        match created {
            Err(error) if !matches!(error.as_database_error().and_then(|e| e.code()).as_deref(), Some("42P04" | "23505")) => {
                Err(error.into())
            }
            _ => Ok(()), // Made now, or by another at the same time.
        }
    }

    /// Roles belong to the cluster: one at a time makes them, under a lock of the maintenance database, and only for one installation.
    async fn roles(&self) -> Result<(), StoreError> {
        let mut connection = sqlx::PgConnection::connect_with(&self.owner.clone().database("postgres")).await?;
        connection.execute("SELECT pg_advisory_lock(20160815)").await?;
        let made = self.make_roles(&mut connection).await;
        connection.close().await?; // Releases the lock.
        made
    }

    async fn make_roles(&self, connection: &mut sqlx::PgConnection) -> Result<(), StoreError> {
        let ours = self.mark();
        for role in Role::ALL {
            let name = role.name();
            let found: Option<Option<String>> =
                sqlx::query_scalar("SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = $1")
                    .bind(name)
                    .fetch_optional(&mut *connection)
                    .await?;
            let verb = if found.is_some() { "ALTER" } else { "CREATE" };
            if role == Role::Ingest && found.flatten().is_some_and(|mark| mark != ours) {
                return Err(StoreError::Taken);
            }
            // The password is hexadecimal; utility statements take no parameters.
            let mut statements = vec![
                format!("{verb} ROLE {name} LOGIN PASSWORD '{}'", role.password(&self.secret)),
                format!("COMMENT ON ROLE {name} IS '{ours}'"),
            ];
            statements.extend(role.settings().iter().map(|(key, value)| format!("ALTER ROLE {name} SET {key} = '{value}'")));
            for statement in statements {
                connection.execute(statement.as_str()).await?;
            }
        }
        Ok(())
    }

    /// By what an installation knows the roles that are its own.
    fn mark(&self) -> String {
        format!("jointcase installation {}", hex::encode(&crate::digest::derive(&self.secret, "mark of the roles")[..8]))
    }

    /// A pool for one part of the system.
    pub fn pool(&self, role: Role, connections: u32) -> PgPool {
        let options =
            self.owner.clone().username(role.name()).password(&role.password(&self.secret)).application_name(role.name());
        PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(std::time::Duration::from_secs(5))
            .connect_lazy_with(options)
    }

    /// A pool of the owner: set-up, tests and `doctor` only.
    pub fn owner_pool(&self, connections: u32) -> PgPool {
        PgPoolOptions::new().max_connections(connections).connect_lazy_with(self.owner.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_file_is_embedded_in_order() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder")
            .map(|f| f.expect("a file").file_name().to_string_lossy().into_owned())
            .collect();
        files.sort();
        let embedded: Vec<String> = MIGRATIONS.iter().map(|(name, _)| format!("{name}.sql")).collect();
        assert_eq!(files, embedded);
    }
}
