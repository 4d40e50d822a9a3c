-- Where each relay stands: what publishes notices of what is recorded. What it has said is on the bus, under ids that follow from the history.
CREATE TABLE relays (
    name        text PRIMARY KEY,
    version     integer NOT NULL,
    checkpoint  bigint NOT NULL DEFAULT 0,
    error       text,
    error_at    bigint,
    updated_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Events of which a relay could not tell: visible until a new version of it has gone through the history.
CREATE TABLE relay_failures (
    name       text NOT NULL,
    position   bigint NOT NULL,
    error      text NOT NULL,
    failed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (name, position)
);

-- A relay reads the history alone, no read tables, and writes nothing but where it stands.
GRANT USAGE ON SCHEMA public TO jointcase_relay;
GRANT SELECT ON store, head, events, blocks TO jointcase_relay;
GRANT SELECT, INSERT, UPDATE, DELETE ON relays, relay_failures TO jointcase_relay;
GRANT SELECT ON relays, relay_failures TO jointcase_web;
