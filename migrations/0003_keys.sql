-- Keys of persons, outside the history: destroying a key erases the person from it, and digests stay whole.
CREATE TABLE person_keys (
    person     uuid PRIMARY KEY,
    root       text NOT NULL,
    match      bytea NOT NULL, -- HMAC of what identifies the person, for matching only
    alg        text NOT NULL,
    wrapped    bytea,          -- the person's key under the store's key; NULL once erased
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    erased_at  timestamptz,
    UNIQUE (root, match)
);
