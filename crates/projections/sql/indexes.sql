-- Made after a rebuild has filled the tables, or at once for an empty store.
CREATE INDEX ON {slot}.records (root, class, last_on DESC, record);
CREATE INDEX ON {slot}.records (root, class, county, last_on DESC, record);
CREATE INDEX ON {slot}.records (root, kind, last_on DESC, record);
CREATE INDEX ON {slot}.records (number text_pattern_ops);
CREATE INDEX ON {slot}.records (premises) WHERE premises IS NOT NULL;
CREATE INDEX ON {slot}.record_subjects (subject);
CREATE INDEX ON {slot}.subjects (root, kind, name text_pattern_ops);
CREATE INDEX ON {slot}.subjects (root, kind, last_position DESC);
-- The premises of an entity.
CREATE INDEX ON {slot}.subjects (root, entity) WHERE entity IS NOT NULL;
CREATE INDEX ON {slot}.links (to_id);
CREATE INDEX ON {slot}.facts (root, measure, occurred_on DESC);
-- The few facts without a stated day, which roll-ups by day cannot hold.
CREATE INDEX ON {slot}.cube (root, measure, occurred_on) WHERE precision IN ('month', 'year', 'window');
-- What was recorded in the month of an "as of" day.
CREATE INDEX ON {slot}.cube_day (root, scope, measure, recorded_on);
