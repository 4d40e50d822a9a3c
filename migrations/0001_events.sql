-- The store: one history, one door to append to it, and what the door needs.

-- Who this store is. The incarnation changes when a restore may make positions repeat.
CREATE TABLE store (
    only_one    boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    origin      uuid NOT NULL DEFAULT gen_random_uuid(),
    incarnation uuid NOT NULL DEFAULT gen_random_uuid(),
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO store DEFAULT VALUES;

-- The end of the history. Every append takes this row first, so commit order is position order.
CREATE TABLE head (
    only_one    boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    position    bigint NOT NULL,
    block       bigint NOT NULL,
    block_hash  bytea NOT NULL,
    recorded_at timestamptz NOT NULL
) WITH (fillfactor = 10);
INSERT INTO head VALUES (true, 0, 0, '\x', '-infinity');

-- The columns of postgres-es (aggregate_type … metadata) under its own names, and ours beside them.
CREATE TABLE events (
    position           bigint NOT NULL,
    sequence           bigint NOT NULL CHECK (sequence > 0),
    recorded_at        timestamptz NOT NULL,
    occurred_earliest  timestamptz NOT NULL,
    occurred_latest    timestamptz NOT NULL,
    block              bigint NOT NULL,
    event_id           uuid NOT NULL,
    message_id         uuid,
    origin             uuid NOT NULL,
    sharing            smallint NOT NULL DEFAULT 0,
    aggregate_type     text NOT NULL,
    aggregate_id       text NOT NULL,
    event_type         text NOT NULL,
    event_version      text NOT NULL,
    occurred_precision text NOT NULL,
    agency             text NOT NULL,
    org                text NOT NULL,
    division           text NOT NULL,
    root               text NOT NULL,
    digest             bytea NOT NULL,
    metadata           json NOT NULL,
    payload            json NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (position),
    CONSTRAINT events_once UNIQUE (aggregate_id, sequence)
);

-- An append is a block: its hash covers the hash before it, the digests of its events, and one digest over those of its reports.
CREATE TABLE blocks (
    block          bigint PRIMARY KEY,
    first_position bigint NOT NULL,
    events         integer NOT NULL,
    reports        integer NOT NULL,
    recorded_at    timestamptz NOT NULL,
    digest_alg     text NOT NULL,
    reports_digest bytea NOT NULL, -- over the sorted digests of its inbox rows; empty if it has none
    hash           bytea NOT NULL
);

-- Accepted reports: the row commits with the events it caused, so an effect happens exactly once.
CREATE TABLE inbox (
    org            text NOT NULL,
    message_id     uuid NOT NULL,
    body_hash      bytea NOT NULL,
    report_type    text NOT NULL,
    aggregate_id   text NOT NULL,
    first_position bigint NOT NULL,
    last_position  bigint NOT NULL,
    block          bigint NOT NULL,
    recorded_at    timestamptz NOT NULL,
    digest         bytea NOT NULL, -- over what was reported, as it is kept here: personal fields are sealed, so body_hash cannot prove it
    report         text NOT NULL, -- JSON; read and found sound before it came here
    PRIMARY KEY (message_id, org)
);

-- Checks, then writes all of the block, or says what stood in the way and writes nothing. Called by `append` below only.
--
-- Optimistic: the unique indexes find a stale sequence or a known report; only then is it looked up which ones.
CREATE FUNCTION append_block(
    event_ids uuid[], types text[], ids text[], sequences bigint[], event_types text[], versions text[],
    payloads text[], metadatas text[], agencies text[], orgs text[], divisions text[], roots text[],
    earliest timestamptz[], latest timestamptz[], precisions text[], messages uuid[], sharings smallint[],
    digests bytea[], all_digests bytea, reports_digest bytea,
    in_messages uuid[], in_orgs text[], in_hashes bytea[], in_types text[], in_ids text[], in_digests bytea[], in_reports text[],
    in_first integer[], in_last integer[],
    OUT first_position bigint, OUT block_number bigint, OUT hash bytea, OUT recorded timestamptz,
    OUT stale text[], OUT known integer[], OUT seconds double precision
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    n integer := coalesce(array_length(ids, 1), 0);
    h head%ROWTYPE;
    locked timestamptz;
    this_origin uuid;
    called text;
    gaps bigint;
    past_ids text[];
    past_sequences bigint[];
BEGIN
    GET DIAGNOSTICS called = PG_CONTEXT;
    IF called !~ '\nPL/pgSQL function append\(' THEN
        RAISE insufficient_privilege
            USING MESSAGE = 'CALL append(…) instead: it commits before it answers, so that no caller can hold the head';
    END IF;
    SELECT origin INTO STRICT this_origin FROM store;
    -- Before the lock: which events must exist already, and whether the block itself leaves a gap in a record.
    SELECT array_agg(g.id) FILTER (WHERE g.first > 1), array_agg(g.first - 1) FILTER (WHERE g.first > 1), sum(g.last - g.first + 1 - g.count)
      INTO past_ids, past_sequences, gaps
      FROM (SELECT u.id, min(u.sequence) AS first, max(u.sequence) AS last, count(*)
              FROM unnest(ids, sequences) AS u (id, sequence) GROUP BY u.id) AS g;
    IF gaps <> 0 THEN
        RAISE integrity_constraint_violation USING MESSAGE = 'the sequences of a block are not dense: a mistake of the caller';
    END IF;

    SELECT * INTO STRICT h FROM head FOR UPDATE;
    locked := clock_timestamp();
    SELECT array_agg(p.id) INTO stale
      FROM unnest(past_ids, past_sequences) AS p (id, sequence)
     WHERE NOT EXISTS (SELECT FROM events x WHERE x.aggregate_id = p.id AND x.sequence = p.sequence);
    IF stale IS NOT NULL THEN
        known := '{}';
        RETURN; -- Decided on events that were never written.
    END IF;
    recorded := greatest(locked, h.recorded_at);
    first_position := h.position + 1;
    block_number := h.block + 1;
    hash := sha256(h.block_hash || int8send(block_number) || int8send(first_position) || timestamptz_send(recorded)
                   || all_digests || reports_digest);
    BEGIN
        INSERT INTO events (position, sequence, recorded_at, occurred_earliest, occurred_latest, block, event_id, message_id, origin,
                            sharing, aggregate_type, aggregate_id, event_type, event_version, occurred_precision, agency, org,
                            division, root, digest, metadata, payload)
        SELECT h.position + e.place, e.sequence, recorded, e.earliest, e.latest, block_number, e.event_id, e.message,
               this_origin, e.sharing, e.type, e.id, e.event_type, e.version, e.occurred_precision, e.agency, e.org,
               e.division, e.root, e.digest, e.metadata::json, e.payload::json
          FROM ROWS FROM (unnest(event_ids, types, ids, sequences, event_types, versions, payloads, metadatas, agencies, orgs,
                                 divisions, roots, earliest, latest, precisions, messages, sharings, digests))
               WITH ORDINALITY AS e (event_id, type, id, sequence, event_type, version, payload, metadata, agency, org, division,
                                     root, earliest, latest, occurred_precision, message, sharing, digest, place);
        INSERT INTO inbox (org, message_id, body_hash, report_type, aggregate_id, first_position, last_position, block, recorded_at,
                           digest, report)
        SELECT i.org, i.message, i.hash, i.type, i.id,
               h.position + i.first, h.position + i.last, block_number, recorded, i.digest, i.report
          FROM unnest(in_messages, in_orgs, in_hashes, in_types, in_ids, in_digests, in_reports, in_first, in_last)
               AS i (message, org, hash, type, id, digest, report, first, last);
        INSERT INTO blocks
        VALUES (block_number, first_position, n, cardinality(in_messages), recorded, 'SHA-256', reports_digest, hash);
        UPDATE head SET position = h.position + n, block = block_number, block_hash = hash, recorded_at = recorded;
    EXCEPTION WHEN unique_violation THEN
        SELECT coalesce(array_agg(e.id), '{}') INTO stale
          FROM (SELECT u.id, min(u.sequence) AS first FROM unnest(ids, sequences) AS u (id, sequence) GROUP BY u.id) AS e
         WHERE EXISTS (SELECT FROM events x WHERE x.aggregate_id = e.id AND x.sequence >= e.first);
        SELECT coalesce(array_agg(i.place::integer), '{}') INTO known
          FROM unnest(in_messages, in_orgs) WITH ORDINALITY AS i (message, org, place)
         WHERE EXISTS (SELECT FROM inbox x WHERE x.message_id = i.message AND x.org = i.org);
        IF stale = '{}' AND known = '{}' THEN
            RAISE; -- The block contradicts itself: a mistake of the caller.
        END IF;
        first_position := NULL;
        RETURN;
    END;
    PERFORM pg_notify('jointcase_events', (h.position + n)::text);
    seconds := extract(epoch FROM clock_timestamp() - locked);
END $$;
REVOKE ALL ON FUNCTION append_block FROM PUBLIC;

-- The one door: one call, one transaction, committed before it answers. A client that stalls, at whatever step of the protocol, holds
-- nothing; in a transaction block of the caller's the COMMIT is an error, which lets go at once.
CREATE PROCEDURE append(
    event_ids uuid[], types text[], ids text[], sequences bigint[], event_types text[], versions text[],
    payloads text[], metadatas text[], agencies text[], orgs text[], divisions text[], roots text[],
    earliest timestamptz[], latest timestamptz[], precisions text[], messages uuid[], sharings smallint[],
    digests bytea[], all_digests bytea, reports_digest bytea,
    in_messages uuid[], in_orgs text[], in_hashes bytea[], in_types text[], in_ids text[], in_digests bytea[], in_reports text[],
    in_first integer[], in_last integer[],
    OUT first_position bigint, OUT block_number bigint, OUT hash bytea, OUT recorded timestamptz,
    OUT stale text[], OUT known integer[], OUT seconds double precision
) LANGUAGE plpgsql AS $$
BEGIN
    SELECT b.* INTO first_position, block_number, hash, recorded, stale, known, seconds
      FROM public.append_block(
               event_ids, types, ids, sequences, event_types, versions, payloads, metadatas, agencies, orgs, divisions, roots,
               earliest, latest, precisions, messages, sharings, digests, all_digests, reports_digest,
               in_messages, in_orgs, in_hashes, in_types, in_ids, in_digests, in_reports, in_first, in_last) AS b;
    COMMIT;
END $$;
REVOKE ALL ON PROCEDURE append FROM PUBLIC;

-- What a history page shows: the events without the store's own columns.
CREATE VIEW event_history AS
SELECT position, sequence, recorded_at, occurred_earliest, occurred_latest, occurred_precision, event_id, message_id, sharing,
       aggregate_type, aggregate_id, event_type, event_version, agency, org, division, root, metadata, payload
  FROM events;

-- The report behind an event, as it was accepted (personal fields sealed).
CREATE VIEW report_history AS
SELECT org, message_id, report_type, aggregate_id, first_position, last_position, recorded_at, encode(body_hash, 'hex') AS body_hash,
       report::json AS report
  FROM inbox;
