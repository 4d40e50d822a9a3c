-- Files by the SHA-256 of their bytes, and the key of each: destroying it makes the bytes unreadable wherever copies of them lie.
-- The bytes themselves are in a folder or a bucket; what was said of them is in the history.
CREATE TABLE files (
    sha256     text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    size       bigint NOT NULL,
    media_type text NOT NULL,
    alg        text NOT NULL,
    wrapped    bytea,       -- the file's key under the store's key; NULL once erased
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    stored_at  timestamptz, -- NULL until all bytes are there
    fault      text CHECK (fault IN ('missing', 'differs')), -- what the last check found wrong
    checked_at timestamptz,
    erased_at  timestamptz
);

-- How it is with a file, without its key.
CREATE VIEW file_conditions AS
    SELECT sha256, size, media_type, stored_at, fault, checked_at, erased_at FROM files;

GRANT SELECT, INSERT, UPDATE ON files TO jointcase_ingest;
GRANT SELECT ON file_conditions TO jointcase_ingest, jointcase_web;
