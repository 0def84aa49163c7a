-- What a laptop is to name at its next hello: whoever names an earlier one has a copy of its key.

ALTER TABLE device ADD COLUMN step bigint NOT NULL DEFAULT 0, ADD COLUMN twice bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN device.twice IS 'When its key was first found to be used on two laptops, in ms; 0 never.';
