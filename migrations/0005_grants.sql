-- Who may do what. The roles exist per cluster and are made in set-up.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO jointcase_ingest, jointcase_project, jointcase_web;

GRANT EXECUTE ON PROCEDURE append TO jointcase_ingest;
GRANT EXECUTE ON FUNCTION append_block TO jointcase_ingest; -- Through `append` only: it refuses any other caller.
GRANT SELECT ON store, head, events, blocks, inbox TO jointcase_ingest;
GRANT SELECT, INSERT, UPDATE ON quarantine TO jointcase_ingest;
GRANT SELECT, INSERT ON quarantine_decisions TO jointcase_ingest;
GRANT SELECT, INSERT, UPDATE ON person_keys TO jointcase_ingest;

GRANT SELECT ON store, head, events, blocks, inbox TO jointcase_project;
GRANT SELECT, INSERT, UPDATE, DELETE ON projections, projection_failures TO jointcase_project;
ALTER SCHEMA read OWNER TO jointcase_project;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO jointcase_project', current_database()); END $$;

GRANT SELECT ON store, head, projections, projection_failures, event_history, report_history TO jointcase_web;
GRANT SELECT ON quarantine_entries TO jointcase_ingest, jointcase_web; -- Without the bytes, which may name persons.
GRANT SELECT ON quarantine_decisions TO jointcase_web;
GRANT USAGE ON SCHEMA read TO jointcase_web;
