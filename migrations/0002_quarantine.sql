-- What was not accepted: kept with its reason until a person decides. Retrying judges it anew.
CREATE TABLE quarantine (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    subject     text NOT NULL,
    org         text,
    message_id  uuid,
    body_hash   bytea NOT NULL,
    code        text NOT NULL,
    zh          text NOT NULL,
    en          text NOT NULL,
    times       integer NOT NULL DEFAULT 1,
    body        bytea,
    expires_on  date NOT NULL DEFAULT (current_date + 180)
);
-- The same bytes on the same subject for the same reason are one entry that is counted, however often they are delivered.
CREATE UNIQUE INDEX quarantine_once ON quarantine (body_hash, subject, code);
CREATE INDEX quarantine_recent ON quarantine (received_at DESC);

-- Each decision about an entry, by whom and why; the entry is open as long as it has none.
CREATE TABLE quarantine_decisions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    quarantine bigint NOT NULL REFERENCES quarantine (id),
    decided_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    decision   text NOT NULL CHECK (decision IN ('retried', 'discarded', 'expired')),
    outcome    text NOT NULL,
    reason     text NOT NULL,
    actor      text NOT NULL
);
CREATE INDEX quarantine_decisions_of ON quarantine_decisions (quarantine);

-- An entry with what was decided last. Expired bytes close it, until the same bytes come again.
CREATE VIEW quarantine_entries AS
SELECT q.id, q.received_at, q.subject, q.org, q.message_id, q.code, q.zh, q.en, q.times,
       (SELECT d.decision FROM quarantine_decisions d
         WHERE d.quarantine = q.id AND (d.decision <> 'expired' OR q.body IS NULL) ORDER BY d.id DESC LIMIT 1) AS decision
  FROM quarantine q;
