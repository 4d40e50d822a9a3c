-- What people did beside the history: they took a file out, destroyed its key or a person's, had the read tables built
-- anew. Rows are only added.
CREATE TABLE deeds (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    deed   text NOT NULL CHECK (deed IN ('file-taken-out', 'file-erased', 'person-erased', 'read-tables-rebuilt')),
    about  text,          -- the SHA-256 of the file, or the number of the person's key
    reason text,
    actor  text NOT NULL
);
CREATE INDEX deeds_about ON deeds (about, id);

GRANT SELECT, INSERT ON deeds TO jointcase_ingest, jointcase_project;
GRANT SELECT ON deeds TO jointcase_web;
