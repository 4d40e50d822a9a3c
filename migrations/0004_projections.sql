-- Where each projection stands. Its tables live in a schema of their own (slot a or b), so that a rebuild happens beside the live one.
CREATE TABLE projections (
    name        text NOT NULL,
    slot        text NOT NULL CHECK (slot IN ('a', 'b')),
    version     integer NOT NULL,
    live        boolean NOT NULL,
    checkpoint  bigint NOT NULL DEFAULT 0,
    error       text,
    error_at    bigint,
    updated_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (name, slot)
);
CREATE UNIQUE INDEX projections_live ON projections (name) WHERE live;

-- Events that a live projection could not fold: visible until a new version folds them.
CREATE TABLE projection_failures (
    name       text NOT NULL,
    slot       text NOT NULL,
    position   bigint NOT NULL,
    error      text NOT NULL,
    failed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (name, slot, position)
);

-- The schemas belong to the role that writes them; `read` holds the views over the live slot.
CREATE SCHEMA IF NOT EXISTS read;
