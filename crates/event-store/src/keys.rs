//! Keys of persons: personal data is kept under a key per person, outside the history; destroying the key erases the person.

use std::collections::HashMap;

use aes_gcm::aead::{Aead, KeyInit, OsRng, Payload};
use aes_gcm::{AeadCore, Aes256Gcm, Key, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use kernel::{DivisionCode, Person, Sealed};
use sha2::Sha256;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use crate::StoreError;

/// The algorithm by the name under which it is stored.
pub const ALGORITHM: &str = "A256GCM";

/// The store's own key: wraps the keys of persons and of files, and computes what persons are matched by. Never stored in the database.
#[derive(Clone)]
pub struct StoreKey {
    wrap: Key<Aes256Gcm>,
    files: Key<Aes256Gcm>,
    matching: [u8; 32],
}

impl std::fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoreKey(not shown)")
    }
}

impl StoreKey {
    /// The key from 32 bytes of secret.
    pub fn new(secret: &[u8; 32]) -> Self {
        let derive = |label: &str| -> [u8; 32] { hmac(secret, &[label.as_bytes()]) };
        Self {
            wrap: derive("jointcase wrap persons").into(),
            files: derive("jointcase wrap files").into(),
            matching: derive("jointcase match persons"),
        }
    }

    /// What wraps the keys of files.
    pub(crate) fn of_files(&self) -> &Key<Aes256Gcm> {
        &self.files
    }

    /// What a person is matched by: a keyed hash of the identity number, else of name and phone or address within the root.
    fn matching(&self, root: &DivisionCode, person: &Person) -> [u8; 32] {
        let known = match &person.id_number {
            Some(id) => vec![b"id".as_slice(), id.as_bytes()],
            None => vec![
                b"name".as_slice(),
                person.name.as_bytes(),
                person.phone.as_deref().unwrap_or_default().as_bytes(),
                person.address.as_deref().unwrap_or_default().as_bytes(),
            ],
        };
        hmac(&self.matching, &[&[root.as_str().as_bytes()], known.as_slice()].concat())
    }
}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = match <Hmac<Sha256> as Mac>::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes a key of any length"),
    };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Seals the persons of one batch; their keys are looked up or made in two statements.
pub struct Sealer {
    store: StoreKey,
    keys: HashMap<[u8; 32], (Uuid, Key<Aes256Gcm>)>,
}

impl Sealer {
    /// Looks up or makes the keys of `persons`.
    ///
    /// # Errors
    /// [`StoreError`] if the keys cannot be read or written; [`StoreError::Unreadable`] if the store's key does not fit.
    pub async fn load(pool: &PgPool, store: &StoreKey, persons: &[(DivisionCode, Person)]) -> Result<Self, StoreError> {
        let mut sealer = Self { store: store.clone(), keys: HashMap::new() };
        if persons.is_empty() {
            return Ok(sealer);
        }
        let mut wanted: HashMap<[u8; 32], &DivisionCode> = HashMap::new();
        for (root, person) in persons {
            wanted.insert(store.matching(root, person), root);
        }
        let mut rows: Vec<(Uuid, &str, [u8; 32], Vec<u8>)> = Vec::new();
        for (hash, root) in &wanted {
            let (person, key) = (Uuid::new_v4(), Aes256Gcm::generate_key(OsRng));
            rows.push((person, root.as_str(), *hash, encrypt(&store.wrap, person.as_bytes(), &key)?));
        }
        rows.sort_unstable_by_key(|row| row.2); // One order for everybody, so that two batches cannot wait for each other.
        sqlx::query(
            "INSERT INTO person_keys (person, root, match, alg, wrapped)
             SELECT p, r, m, $5, w FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[]) AS g (p, r, m, w)
             ON CONFLICT (root, match) DO NOTHING",
        )
        .bind(rows.iter().map(|r| r.0).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.1).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.2.as_slice()).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.3.as_slice()).collect::<Vec<_>>())
        .bind(ALGORITHM)
        .execute(pool)
        .await?;
        let known: Vec<(Uuid, Vec<u8>, Option<Vec<u8>>)> =
            sqlx::query_as("SELECT person, match, wrapped FROM person_keys WHERE match = ANY($1)")
                .bind(wanted.keys().map(<[u8; 32]>::as_slice).collect::<Vec<_>>())
                .fetch_all(pool)
                .await?;
        for (person, hash, wrapped) in known {
            let hash: [u8; 32] = hash.try_into().map_err(|_| StoreError::Unreadable("a person's matching hash".into()))?;
            // An erased person who is reported again gets a key that is never kept: the data stays erased.
            let key = match wrapped {
                Some(wrapped) => {
                    let bytes: [u8; 32] = decrypt(&store.wrap, person.as_bytes(), &wrapped)?
                        .try_into()
                        .map_err(|_| StoreError::Unreadable("a person's key".into()))?;
                    bytes.into()
                }
                None => Aes256Gcm::generate_key(OsRng),
            };
            sealer.keys.insert(hash, (person, key));
        }
        Ok(sealer)
    }

    /// Seals one person of the batch.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] if the person was not among those loaded.
    pub fn seal(&self, root: &DivisionCode, person: &Person) -> Result<Sealed, StoreError> {
        let (id, key) = self
            .keys
            .get(&self.store.matching(root, person))
            .ok_or_else(|| StoreError::Unreadable("a person without a key".into()))?;
        let plain = serde_json::to_vec(person).map_err(|error| StoreError::Unreadable(error.to_string()))?;
        Ok(Sealed { person: *id, alg: ALGORITHM.to_owned(), data: STANDARD.encode(encrypt(key, id.as_bytes(), &plain)?) })
    }
}

/// Opens what was sealed; `None` if the person's key was destroyed.
///
/// # Errors
/// [`StoreError`] if the key cannot be read, or the ciphertext was changed.
pub async fn open(pool: &PgPool, store: &StoreKey, sealed: &Sealed) -> Result<Option<Person>, StoreError> {
    let wrapped: Option<Option<Vec<u8>>> =
        sqlx::query_scalar("SELECT wrapped FROM person_keys WHERE person = $1").bind(sealed.person).fetch_optional(pool).await?;
    let Some(Some(wrapped)) = wrapped else { return Ok(None) };
    let key: [u8; 32] = decrypt(&store.wrap, sealed.person.as_bytes(), &wrapped)?
        .try_into()
        .map_err(|_| StoreError::Unreadable("a person's key".into()))?;
    let data = STANDARD.decode(&sealed.data).map_err(|error| StoreError::Unreadable(error.to_string()))?;
    let plain = decrypt(&key.into(), sealed.person.as_bytes(), &data)?;
    serde_json::from_slice(&plain).map(Some).map_err(|error| StoreError::Unreadable(error.to_string()))
}

/// The key's number of a person of `root`, matched as one who is reported is; `None` if nothing of theirs was ever sealed there.
///
/// # Errors
/// [`StoreError`] if the keys cannot be read.
pub async fn find(pool: &PgPool, store: &StoreKey, root: &DivisionCode, person: &Person) -> Result<Option<Uuid>, StoreError> {
    let found = sqlx::query_scalar("SELECT person FROM person_keys WHERE root = $1 AND match = $2");
    Ok(found.bind(root.as_str()).bind(store.matching(root, person).as_slice()).fetch_optional(pool).await?)
}

/// Destroys a person's key: what was sealed under it can never be opened again, here or by anybody; true if there was one.
///
/// # Errors
/// [`StoreError`] if the store cannot be written.
pub async fn erase(executor: impl PgExecutor<'_>, person: Uuid) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE person_keys SET wrapped = NULL, erased_at = clock_timestamp() WHERE person = $1 AND wrapped IS NOT NULL",
    )
    .bind(person)
    .execute(executor)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) fn encrypt(key: &Key<Aes256Gcm>, aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, StoreError> {
    let nonce = Aes256Gcm::generate_nonce(OsRng);
    let sealed = Aes256Gcm::new(key)
        .encrypt(&nonce, Payload { msg: plain, aad })
        .map_err(|_| StoreError::Unreadable("personal data that cannot be sealed".into()))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

pub(crate) fn decrypt(key: &Key<Aes256Gcm>, aad: &[u8], data: &[u8]) -> Result<Vec<u8>, StoreError> {
    let wrong = || StoreError::Unreadable("sealed personal data does not fit its key".into());
    let (nonce, sealed) = data.split_at_checked(12).ok_or_else(wrong)?;
    Aes256Gcm::new(key).decrypt(Nonce::from_slice(nonce), Payload { msg: sealed, aad }).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_matched_within_the_root_by_identity_number_alone() {
        let key = StoreKey::new(&[7; 32]);
        let root = |code: &str| DivisionCode::new(code).expect("a root");
        let person = |name: &str, id: Option<&str>| Person {
            name: name.into(),
            id_number: id.map(Into::into),
            phone: None,
            address: None,
        };
        let one = key.matching(&root("SIM"), &person("甲", Some("1")));
        assert_eq!(one, key.matching(&root("SIM"), &person("乙", Some("1"))));
        assert_ne!(one, key.matching(&root("US-DE"), &person("甲", Some("1"))));
        assert_ne!(one, key.matching(&root("SIM"), &person("甲", None)));
        assert_ne!(one, StoreKey::new(&[8; 32]).matching(&root("SIM"), &person("甲", Some("1"))));
    }

    #[test]
    fn a_changed_ciphertext_or_another_person_is_noticed() {
        let key = Aes256Gcm::generate_key(OsRng);
        let mut sealed = encrypt(&key, b"a", b"secret").expect("sealed");
        assert_eq!(decrypt(&key, b"a", &sealed).expect("opened"), b"secret");
        assert!(decrypt(&key, b"b", &sealed).is_err());
        sealed[20] ^= 1;
        assert!(decrypt(&key, b"a", &sealed).is_err());
    }
}
