-- What is kept by person. Every table here is in sixteen parts by the hash of the person, and every statement that is
-- run often names one person: on one server it touches one part, on many servers one of them.

CREATE TABLE stream (
    person bytea NOT NULL,
    lane smallint NOT NULL,
    head bigint NOT NULL DEFAULT 0,
    chain bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    touched bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (person, lane)
) PARTITION BY HASH (person);
COMMENT ON TABLE stream IS 'Newest number and chain link of each stream; its row is locked by whoever writes to it.';

CREATE TABLE op (
    person bytea NOT NULL,
    lane smallint NOT NULL,
    pseq bigint NOT NULL,
    origin bytea NOT NULL,
    oseq bigint NOT NULL,
    author bytea NOT NULL,
    received bigint NOT NULL,
    late boolean NOT NULL,
    eff bigint NOT NULL,
    mac bytea NOT NULL,
    chain bytea NOT NULL,
    op bytea NOT NULL,
    PRIMARY KEY (person, lane, pseq),
    UNIQUE (person, lane, origin, oseq)
) PARTITION BY HASH (person);
COMMENT ON TABLE op IS 'The streams: the bytes as their writer chained them, and what the council says of them.';

CREATE TABLE ack (
    person bytea NOT NULL,
    lane smallint NOT NULL,
    origin bytea NOT NULL,
    acked bigint NOT NULL,
    top bigint NOT NULL,
    xid xid8 NOT NULL,
    PRIMARY KEY (person, lane, origin)
) PARTITION BY HASH (person);
COMMENT ON COLUMN ack.acked IS 'Ops 1 to this number are here, in the stream or held.';
COMMENT ON COLUMN ack.top IS 'The largest number here; above acked only while what was put back from laptops has holes.';
COMMENT ON COLUMN ack.xid IS 'The transaction that moved acked: durable once its log is.';

CREATE TABLE quarantine (
    person bytea NOT NULL,
    lane smallint NOT NULL,
    origin bytea NOT NULL,
    oseq bigint NOT NULL,
    author bytea NOT NULL,
    device bytea NOT NULL,
    received bigint NOT NULL,
    reason text NOT NULL,
    refused bigint NOT NULL DEFAULT 0,
    op bytea NOT NULL,
    PRIMARY KEY (person, lane, origin, oseq)
) PARTITION BY HASH (person);
COMMENT ON TABLE quarantine IS 'Ops held for a manager. Released ones move to the stream, refused ones stay: nothing goes.';

CREATE TABLE audit (
    person bytea NOT NULL,
    number bigint NOT NULL,
    at bigint NOT NULL,
    worker bytea NOT NULL,
    device bytea NOT NULL,
    what text NOT NULL,
    words text NOT NULL,
    event bytea NOT NULL,
    link bytea NOT NULL,
    PRIMARY KEY (person, number)
) PARTITION BY HASH (person);
CREATE INDEX ON audit (person, event);
COMMENT ON TABLE audit IS 'Who did what, on which laptop, with whose pages, when; chained under a key kept elsewhere.';

CREATE TABLE trail (
    person bytea PRIMARY KEY,
    number bigint NOT NULL,
    link bytea NOT NULL
) PARTITION BY HASH (person);
COMMENT ON TABLE trail IS 'The newest audit row of each person, locked by whoever adds the next.';

DO $$
DECLARE
    whole text;
BEGIN
    FOREACH whole IN ARRAY ARRAY['stream', 'op', 'ack', 'quarantine', 'audit', 'trail'] LOOP
        FOR part IN 0..15 LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
                           whole || '_' || part, whole, part);
            -- Rows that are rewritten at every push find room beside themselves, and no index is touched.
            IF whole IN ('stream', 'ack', 'trail') THEN
                EXECUTE format('ALTER TABLE %I SET (fillfactor = 60)', whole || '_' || part);
            END IF;
        END LOOP;
    END LOOP;
END $$;
