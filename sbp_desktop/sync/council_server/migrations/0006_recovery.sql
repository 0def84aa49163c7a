-- Laptops whose worker has forgotten the passphrase. Small, and the same on every server once there are many.

CREATE TABLE recovery (
    id bytea PRIMARY KEY,
    worker bytea NOT NULL,
    device bytea NOT NULL,
    request bytea NOT NULL,
    asked bigint NOT NULL,
    until bigint NOT NULL DEFAULT 0,
    release bytea NOT NULL DEFAULT '',
    ended bigint NOT NULL DEFAULT 0
);
CREATE INDEX recovery_device ON recovery (device);
COMMENT ON COLUMN recovery.request IS 'What the laptop asked, as it came: its root key sealed to the recovery key, and a fresh key of its own.';
COMMENT ON COLUMN recovery.release IS 'Its root key sealed to that fresh key; emptied when it was fetched.';
COMMENT ON COLUMN recovery.ended IS 'When it was fetched, refused or overtaken; 0 while it waits.';
