-- Made after a rebuild has filled the tables, or at once for an empty store.
CREATE INDEX ON {slot}.records (root, class, first_on DESC, record);
CREATE INDEX ON {slot}.records (root, class, county, first_on DESC, record);
CREATE INDEX ON {slot}.records (root, kind, first_on DESC, record);
CREATE INDEX ON {slot}.records (number text_pattern_ops);
CREATE INDEX ON {slot}.records (premises) WHERE premises IS NOT NULL;
CREATE INDEX ON {slot}.record_subjects (subject);
CREATE INDEX ON {slot}.subjects (root, kind, name text_pattern_ops);
CREATE INDEX ON {slot}.subjects (root, kind, first_position DESC);
-- The fold's own, to withdraw what a record counted.
CREATE INDEX ON {slot}.facts (record);
-- The premises of an entity.
CREATE INDEX ON {slot}.subjects (root, entity) WHERE entity IS NOT NULL;
CREATE INDEX ON {slot}.links (from_id);
CREATE INDEX ON {slot}.links (to_id);
CREATE INDEX ON {slot}.facts (root, measure, occurred_on DESC);
-- What was made or withdrawn late on the day of an "as of" position.
CREATE INDEX ON {slot}.facts USING brin (made_at, made_on) WITH (pages_per_range = 32);
CREATE INDEX ON {slot}.facts (withdrawn_on, withdrawn_at) WHERE withdrawn_at IS NOT NULL;
CREATE INDEX ON {slot}.clocks (grp);
CREATE INDEX ON {slot}.clocks (record);
CREATE INDEX ON {slot}.members (matter);
CREATE INDEX ON {slot}.files (transfer);
CREATE INDEX ON {slot}.files (file);
CREATE INDEX ON {slot}.spans (record);
CREATE INDEX ON {slot}.spans (grp);
-- What is due, soonest first: of a root, of one organisation, and what is late. The second alone says who owes what.
CREATE INDEX ON {slot}.clocks (root, due_at, grp) WHERE open;
CREATE INDEX ON {slot}.clocks (root, org, due_at, grp) INCLUDE (owner, running_until, near_at, state, county) WHERE open;
CREATE INDEX ON {slot}.clocks (root, due_at) WHERE open AND state IN ('missed', 'exceeded');
-- Transfers under way; how long their duties took and which ran out; what was done late.
CREATE INDEX ON {slot}.clocks (root, record_kind) INCLUDE (owner, org, record, state, due_at, county) WHERE open;
CREATE INDEX ON {slot}.clocks (root, due_at, grp) INCLUDE (open, state, started_at, closed_at, county, org)
    WHERE record_kind = 'joint-office.transfer' AND kind = 'duty' AND due_at IS NOT NULL;
CREATE INDEX ON {slot}.clocks (root, coalesce(due_at, started_at) DESC, grp) WHERE state = 'met-late' AND NOT open;
-- Warnings to be given, those of what was over before it was recorded apart: they wait.
CREATE INDEX ON {slot}.clocks (next_at) WHERE next_at > recorded_at;
CREATE INDEX ON {slot}.clocks (next_at) WHERE next_at <= recorded_at;
CREATE INDEX ON {slot}.alerts (record);
-- Keys of the sums.
ALTER TABLE {slot}.cube ADD PRIMARY KEY (cell, occurred_on, occurred_from, recorded_on);
ALTER TABLE {slot}.cube_day ADD PRIMARY KEY (root, scope, measure, day, recorded_on);
ALTER TABLE {slot}.cube_month ADD PRIMARY KEY (root, scope, measure, month, recorded_month);
CREATE INDEX ON {slot}.cells (root, measure);
-- The few facts without a stated day, which roll-ups by day cannot hold.
CREATE INDEX ON {slot}.cells (root, measure) WHERE precision IN ('month', 'year', 'window');
-- What was recorded in the month of an "as of" day.
CREATE INDEX ON {slot}.cube_day (root, scope, measure, recorded_on);
