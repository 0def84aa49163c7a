-- Who works here, on which laptops, with whom. Small, and the same on every server once there are many.

CREATE TABLE state (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    epoch bytea NOT NULL,
    closed boolean NOT NULL,
    imported boolean NOT NULL,
    name text NOT NULL
);
COMMENT ON COLUMN state.epoch IS 'Another one after every restore.';
COMMENT ON COLUMN state.imported IS 'Whether the caseload was brought in anew since the council was closed.';
INSERT INTO state VALUES (true, uuid_send(gen_random_uuid()), false, true, 'The council');

CREATE TABLE worker (
    id bytea PRIMARY KEY,
    name text NOT NULL UNIQUE,
    post text NOT NULL DEFAULT '',
    bound boolean NOT NULL DEFAULT false,
    number bigint NOT NULL DEFAULT 0,
    tag bytea NOT NULL DEFAULT uuid_send(gen_random_uuid()),
    due bigint NOT NULL DEFAULT 0,
    told bigint NOT NULL DEFAULT 0
);
COMMENT ON COLUMN worker.bound IS 'Whether the id is that of the first laptop enrolled, and so never changes again.';
COMMENT ON COLUMN worker.number IS 'Number of the caseload; goes up with every change of it, and never down.';
COMMENT ON COLUMN worker.due IS 'When the next grant begins or ends by itself (ms); 0 never.';
COMMENT ON COLUMN worker.told IS 'Number of the newest notice.';

CREATE TABLE alias (
    id bytea PRIMARY KEY,
    worker bytea NOT NULL REFERENCES worker ON UPDATE CASCADE
);
COMMENT ON TABLE alias IS 'Every id a worker has signed with, their own among them.';
CREATE INDEX ON alias (worker);

CREATE TABLE device (
    id bytea PRIMARY KEY,
    worker bytea NOT NULL REFERENCES worker ON UPDATE CASCADE,
    key bytea NOT NULL,
    label text NOT NULL,
    enrolled bigint NOT NULL,
    seen bigint NOT NULL,
    revoked bigint NOT NULL DEFAULT 0
);

CREATE TABLE code (
    hash bytea PRIMARY KEY,
    worker bytea NOT NULL REFERENCES worker ON UPDATE CASCADE,
    expires bigint NOT NULL
);
COMMENT ON TABLE code IS 'One-time codes; a row goes when its code is used.';

CREATE TABLE caseload (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    worker bytea NOT NULL REFERENCES worker ON UPDATE CASCADE,
    person bytea NOT NULL,
    lanes smallint[] NOT NULL,
    role text NOT NULL,
    begins bigint NOT NULL,
    ends bigint NOT NULL DEFAULT 0,
    why text NOT NULL DEFAULT '',
    by text NOT NULL,
    began_number bigint,
    ended_number bigint
);
COMMENT ON COLUMN caseload.began_number IS 'Number of the first caseload of the worker that has this grant.';
COMMENT ON COLUMN caseload.ended_number IS 'Number of the first caseload of the worker that has it no more.';
CREATE INDEX ON caseload (worker, person);
CREATE INDEX ON caseload (person);

CREATE TABLE notice (
    worker bytea NOT NULL REFERENCES worker ON UPDATE CASCADE,
    number bigint NOT NULL,
    id bytea NOT NULL,
    kind text NOT NULL,
    person bytea NOT NULL,
    who bytea NOT NULL,
    at bigint NOT NULL,
    words text NOT NULL,
    PRIMARY KEY (worker, number),
    UNIQUE (worker, id)
);

CREATE TABLE watermark (
    at bigint PRIMARY KEY,
    below xid8 NOT NULL,
    lsn pg_lsn NOT NULL
);
COMMENT ON TABLE watermark IS 'All transactions below this one were finished when the log stood at lsn.';
