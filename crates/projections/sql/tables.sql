-- The read tables of one slot; {slot} is the schema. Views of the live slot stand in schema `read`.
CREATE SCHEMA {slot};

-- One row per record of any kind: inspections, cases, joint work.
CREATE TABLE {slot}.records (
    record         uuid PRIMARY KEY,
    kind           text NOT NULL,            -- aggregate type, such as food-drug.inspection
    class          text NOT NULL,            -- inspection | case | joint
    agency         text NOT NULL,
    org            text NOT NULL,
    root           text NOT NULL,            -- division root: keeps cities apart
    county         text,                     -- today's county, through succession; NULL above counties or not stated
    division       text NOT NULL,            -- as stated
    number         text NOT NULL,            -- the organisation's own number
    title          text,
    stage          text,                     -- the latest part told, by occurrence
    outcome        text,                     -- code of kernel::Attribute::Outcome
    place          text,
    campaign       text,
    amount_minor   bigint,
    currency       text,
    findings       integer,
    premises       uuid,                     -- subject
    entity         text,                     -- credit code
    mark           text,                     -- reconstructed | simulated
    ordinal        integer,                  -- the how-manieth of identical rows
    flags          text[] NOT NULL,          -- gap:<part>, early:<part>, restated:<part>
    first_on       date NOT NULL,            -- first and last local day on which something of it occurred, circumstances aside
    last_on        date NOT NULL,
    precision      text NOT NULL,            -- of the latest part
    first_position bigint NOT NULL,
    last_position  bigint NOT NULL,
    recorded_at    timestamptz NOT NULL,     -- of last_position
    sharing        smallint NOT NULL,
    origin         uuid NOT NULL,
    state          bytea NOT NULL            -- the parts, for the fold itself: written often, never searched
-- Rows of more than 2 kB stay as they are: compressing them took longer than writing them. No index holds what a later telling usually
-- changes, and pages have room: a row is then written anew in its page, and no index with it.
) WITH (toast_tuple_target = 8160, fillfactor = 80);

-- When something is said to have occurred, in the whole root (scope '') and in each county: one that sent nothing is not one in which
-- nothing happened.
CREATE TABLE {slot}.reported (
    root     text NOT NULL,
    scope    text NOT NULL,
    first_on date NOT NULL,
    last_on  date NOT NULL,
    parts    bigint NOT NULL,                -- parts of records that say so and stand
    PRIMARY KEY (root, scope, last_on, first_on)
) WITH (fillfactor = 70);

-- What a record is about: premises, entity, joint action, campaign, matter.
CREATE TABLE {slot}.record_subjects (
    record   uuid NOT NULL,
    subject  uuid NOT NULL,
    kind     text NOT NULL,                  -- premises | entity | a record kind such as joint-office.campaign
    part     text NOT NULL,
    position bigint NOT NULL,
    root     text NOT NULL,
    org      text NOT NULL,
    sharing  smallint NOT NULL,
    origin   uuid NOT NULL,
    PRIMARY KEY (record, subject)
);

-- What people said of two things, each row from a link's own record; ends are records or subjects. Of two records that are the same,
-- `from_id` is not counted while the link stands.
CREATE TABLE {slot}.links (
    link      uuid NOT NULL,                 -- the link's record
    relation  text NOT NULL,                 -- about | same | apart
    from_id   uuid NOT NULL,
    to_id     uuid NOT NULL,
    stands    boolean NOT NULL,              -- false once it was undone
    linked_on date NOT NULL,
    reason    text NOT NULL,
    org       text NOT NULL,
    acted_by  text,                          -- the person, where one acted
    root      text NOT NULL,
    sharing   smallint NOT NULL,
    origin    uuid NOT NULL,
    PRIMARY KEY (link, from_id, to_id)
);

-- Subjects with what is known of them: of each thing what was stated last. `*_told` begins with when, in 16 hexadecimal digits, so that
-- the greater of two, by bytes, is the one stated later; the columns that are read follow from it.
CREATE TABLE {slot}.subjects (
    subject   uuid PRIMARY KEY,
    kind      text NOT NULL,
    root      text NOT NULL,
    county_told   text COLLATE "C",
    name_told     text COLLATE "C",
    address_told  text COLLATE "C",
    licence_told  text COLLATE "C",
    entity_told   text COLLATE "C",
    position_told text COLLATE "C",
    first_position bigint NOT NULL,
    last_position  bigint NOT NULL,
    county    text GENERATED ALWAYS AS (substr(county_told, 17)) STORED,
    name      text NOT NULL GENERATED ALWAYS AS (coalesce(substr(name_told, 17), substr(entity_told, 17), '')) STORED,
    address   text GENERATED ALWAYS AS (substr(address_told, 17)) STORED,
    licence   text GENERATED ALWAYS AS (substr(licence_told, 17)) STORED,
    entity    text GENERATED ALWAYS AS (substr(entity_told, 17)) STORED,
    longitude_e6 integer GENERATED ALWAYS AS (split_part(substr(position_told, 17), ',', 1)::integer) STORED,
    latitude_e6  integer GENERATED ALWAYS AS (split_part(substr(position_told, 17), ',', 2)::integer) STORED
) WITH (fillfactor = 85);

-- One counted thing, from the position that made it to the one that withdrew it.
CREATE TABLE {slot}.facts (
    measure      text NOT NULL,
    record       uuid NOT NULL,
    part         text NOT NULL,
    slot         text NOT NULL,
    made_at      bigint NOT NULL,
    withdrawn_at bigint,
    made_on      date NOT NULL,              -- local day of recording
    withdrawn_on date,
    root         text NOT NULL,
    county       text,
    division     text NOT NULL,
    agency       text NOT NULL,
    org          text NOT NULL,
    campaign     text,
    occurred_from date NOT NULL,
    occurred_on   date NOT NULL,             -- the last local day it may have been
    precision    text NOT NULL,
    amount       bigint NOT NULL,
    unit         text NOT NULL,
    qualifier    text NOT NULL,              -- exact | at-least
    sharing      smallint NOT NULL,
    origin       uuid NOT NULL
);

-- What the law is told of a record: facts, and when each was taken back, one after the other (legal.rs): the history of clocks. One row
-- for each record, since a matter's clocks are computed from all of it, again and again.
CREATE TABLE {slot}.legal_facts (
    record   uuid PRIMARY KEY,
    kind     text NOT NULL,
    root     text NOT NULL,
    sharing  smallint NOT NULL,
    origin   uuid NOT NULL,
    known_at bigint NOT NULL,                -- the last position that told something
    facts    bytea NOT NULL
) WITH (toast_tuple_target = 8160, fillfactor = 80);

-- Which case each transfer may be of, by the number of the transfer: one of every kind that regulators' cases have.
CREATE TABLE {slot}.files (
    transfer uuid NOT NULL,
    file     uuid NOT NULL                   -- the record of the regulator's case
);

-- Which records name which matter: by its number, or by a link while it stands.
CREATE VIEW {slot}.named AS
SELECT s.record, s.subject AS matter FROM {slot}.record_subjects s WHERE s.kind = 'joint-office.matter'
UNION ALL
SELECT l.from_id, l.to_id FROM {slot}.links l
 WHERE l.relation = 'about' AND l.stands
   AND EXISTS (SELECT FROM {slot}.records r WHERE r.record = l.to_id AND r.kind = 'joint-office.matter');

-- Which case each transfer is of, once one has been told of.
CREATE VIEW {slot}.cased AS
SELECT f.transfer, f.file FROM {slot}.files f WHERE EXISTS (SELECT FROM {slot}.records r WHERE r.record = f.file);

-- Which records belong together: those of a matter, and a transfer with its case. Where neither names a matter the case stands for it.
CREATE VIEW {slot}.belonging AS
SELECT n.record, n.matter FROM {slot}.named n
UNION
SELECT f.transfer, n.matter FROM {slot}.cased f JOIN {slot}.named n ON n.record = f.file
UNION
SELECT f.file, n.matter FROM {slot}.cased f JOIN {slot}.named n ON n.record = f.transfer
UNION
SELECT f.transfer, f.file FROM {slot}.cased f
 WHERE NOT EXISTS (SELECT FROM {slot}.named n WHERE n.record = f.transfer)
   AND NOT EXISTS (SELECT FROM {slot}.named n WHERE n.record = f.file);

-- The same as a table, which follows what changes: at a million records nothing that is done for each batch may look at all of them.
CREATE TABLE {slot}.members (
    record uuid NOT NULL,
    matter uuid NOT NULL,
    PRIMARY KEY (record, matter)
);

-- What is wrong with a record because of another record of its matter: flags beside those of its own row.
CREATE TABLE {slot}.spans (
    grp    uuid NOT NULL,                    -- the matter, or the case of a transfer
    record uuid NOT NULL,
    flag   text NOT NULL,                    -- across:<rule>:<part>, differs:<part>
    other  uuid NOT NULL                     -- the record because of which it is
);

-- The clocks of the law, computed from the facts of a matter, or of a record that belongs to none.
CREATE TABLE {slot}.clocks (
    grp           uuid NOT NULL,             -- the matter, or the record
    print         bigint NOT NULL,           -- hash of the row: one that says the same is not written again; first, since all are read
    key           text NOT NULL,
    question      text NOT NULL,             -- what it answers, in the catalogue
    line          text NOT NULL,             -- the row of the clock table that applies
    regime        text NOT NULL,
    kind          text NOT NULL,             -- duty | right | limit
    state         text NOT NULL,             -- what it shows when it does not run, or no more
    running_until timestamptz,               -- until then it shows that it runs
    due_at        timestamptz,
    half_at       timestamptz,               -- when to warn
    near_at       timestamptz,
    missed_at     timestamptz,
    started_at    timestamptz NOT NULL,
    owner         text NOT NULL,             -- whose side owes it
    org           text,                      -- the organisation that owes it, where it is known
    trigger       text NOT NULL,
    record        uuid NOT NULL,             -- whose fact started it
    record_kind   text NOT NULL,
    part          text NOT NULL,
    recorded      bigint NOT NULL,
    closed_record uuid,
    closed_at     timestamptz,
    open          boolean NOT NULL,          -- something is to be done, or may be
    confirmed     boolean NOT NULL,          -- false for [K]
    uncertain     boolean NOT NULL,
    division      text NOT NULL,
    county        text,
    root          text NOT NULL,
    sharing       smallint NOT NULL,
    origin        uuid NOT NULL,
    recorded_at   timestamptz NOT NULL,      -- when the fact that started it was recorded
    next_at       timestamptz,               -- the first warning that has not been given
    next_warning  text
);

-- Duties with a due instant that were done, added up by the local month in which they were; and those whose time ends undone, by the month
-- in which it does.
CREATE TABLE {slot}.settled (
    root    text NOT NULL,
    line    text NOT NULL,
    county  text NOT NULL,                   -- '' where none is stated
    owner   text NOT NULL,
    org     text NOT NULL,                   -- '' where it is not known
    month   date NOT NULL,
    done    bigint NOT NULL,
    late    bigint NOT NULL,                 -- of these: after their time was over
    seconds bigint NOT NULL,                 -- from start to end, of all of them
    undone  bigint NOT NULL,                 -- late once their time is over
    PRIMARY KEY (root, line, county, owner, org, month)
);

-- Warnings that were given, each from the record of a clock's alerts; a clock that moves is warned of anew.
CREATE TABLE {slot}.alerts (
    alert      uuid NOT NULL,                -- that record
    clock      text NOT NULL,                -- the clock's key
    warning    text NOT NULL,                -- half | near | missed
    due_at     timestamptz NOT NULL,         -- as it was known
    record     uuid NOT NULL,                -- whose fact started the clock
    historical boolean NOT NULL,             -- over before that fact was recorded
    stands     boolean NOT NULL,             -- false once a person took it back
    root       text NOT NULL,
    sharing    smallint NOT NULL,
    origin     uuid NOT NULL,
    PRIMARY KEY (alert, warning, due_at)
);

-- What facts have in common that are added up: few, while there are many days.
CREATE TABLE {slot}.cells (
    cell        bigint PRIMARY KEY,          -- the beginning of a hash of the others (cube.rs): the same in every slot
    root        text NOT NULL,
    measure     text NOT NULL,
    county      text NOT NULL,               -- '' where none is stated
    agency      text NOT NULL,
    campaign    text NOT NULL,               -- '' where none
    qualifier   text NOT NULL,
    precision   text NOT NULL
);

-- Facts added up per day of occurrence and day of recording; a withdrawal is a negative row on its own day of recording.
CREATE TABLE {slot}.cube (
    cell        bigint NOT NULL,
    occurred_from date NOT NULL,
    occurred_on date NOT NULL,
    recorded_on date NOT NULL,
    amount      bigint NOT NULL,
    rows        bigint NOT NULL
) WITH (fillfactor = 90);
CREATE VIEW {slot}.cubed AS SELECT * FROM {slot}.cells JOIN {slot}.cube USING (cell);

-- The cube added up for the whole root (scope '') and for each county, so that a dashboard reads hundreds of rows, not a million.
-- By day: facts whose day is stated.
CREATE TABLE {slot}.cube_day (
    root        text NOT NULL,
    scope       text NOT NULL,
    measure     text NOT NULL,
    day         date NOT NULL,
    recorded_on date NOT NULL,
    amount      bigint NOT NULL,
    rows        bigint NOT NULL,
    at_least    bigint NOT NULL              -- of rows: those that are lower bounds
) WITH (fillfactor = 70);
-- By month, named by its first day: facts that lie within one, whether their day is stated or not.
CREATE TABLE {slot}.cube_month (
    root        text NOT NULL,
    scope       text NOT NULL,
    measure     text NOT NULL,
    month       date NOT NULL,
    recorded_month date NOT NULL,
    amount      bigint NOT NULL,
    rows        bigint NOT NULL,
    at_least    bigint NOT NULL,
    unplaced    bigint NOT NULL              -- of the amount: without a stated day
) WITH (fillfactor = 70);
