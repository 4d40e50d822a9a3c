-- Where each reaction stands: a rule from what is recorded to further reports. What it has said is in the history itself.
CREATE TABLE reactions (
    name        text PRIMARY KEY,
    version     integer NOT NULL,
    checkpoint  bigint NOT NULL DEFAULT 0,
    error       text,
    error_at    bigint,
    updated_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Events that a reaction could not handle: visible until a new version of it has gone through the history.
CREATE TABLE reaction_failures (
    name       text NOT NULL,
    position   bigint NOT NULL,
    error      text NOT NULL,
    failed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (name, position)
);

-- Reactions read the history and the read tables, and write nothing but where they stand: what they say passes the door.
GRANT USAGE ON SCHEMA public, read TO jointcase_react;
GRANT SELECT ON store, head, events, projections TO jointcase_react;
GRANT SELECT, INSERT, UPDATE, DELETE ON reactions, reaction_failures TO jointcase_react;
GRANT SELECT ON reactions, reaction_failures TO jointcase_web;
