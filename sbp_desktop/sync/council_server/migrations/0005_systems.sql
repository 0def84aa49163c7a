-- The council's own systems that may read. Small, and the same on every server once there are many.

CREATE TABLE council_system (
    id bytea PRIMARY KEY,
    name text NOT NULL UNIQUE,
    audience text NOT NULL,
    hash bytea NOT NULL UNIQUE,
    added bigint NOT NULL,
    ended bigint NOT NULL DEFAULT 0
);
COMMENT ON COLUMN council_system.audience IS 'For whom it reads: nothing that is not theirs leaves.';
COMMENT ON COLUMN council_system.hash IS 'Of its key, under a key kept elsewhere.';
