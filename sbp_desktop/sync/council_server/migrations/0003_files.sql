-- The encrypted files of photos and paper maps, by person as the ops that say them, in parts: never a file on this disk.

CREATE TABLE file (
    person bytea NOT NULL,
    lane smallint NOT NULL,
    digest bytea NOT NULL,
    size bigint NOT NULL,
    there bigint NOT NULL DEFAULT 0,
    whole boolean NOT NULL DEFAULT false,
    xid xid8,
    PRIMARY KEY (person, lane, digest)
) PARTITION BY HASH (person);
COMMENT ON COLUMN file.there IS 'Its bytes up to here have come, without a hole.';
COMMENT ON COLUMN file.whole IS 'All have come, and their SHA-256 is the digest; only then is it given out.';
COMMENT ON COLUMN file.xid IS 'The transaction that brought the newest part: durable once its log is.';

CREATE TABLE file_part (
    person bytea NOT NULL,
    lane smallint NOT NULL,
    digest bytea NOT NULL,
    starts bigint NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (person, lane, digest, starts)
) PARTITION BY HASH (person);

DO $$
DECLARE
    whole text;
BEGIN
    FOREACH whole IN ARRAY ARRAY['file', 'file_part'] LOOP
        FOR part IN 0..15 LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
                           whole || '_' || part, whole, part);
            IF whole = 'file_part' THEN
                -- What is encrypted cannot be squeezed, so nobody need try.
                EXECUTE format('ALTER TABLE %I ALTER COLUMN data SET STORAGE EXTERNAL', whole || '_' || part);
            END IF;
        END LOOP;
    END LOOP;
END $$;
