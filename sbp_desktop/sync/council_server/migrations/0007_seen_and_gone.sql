-- Where each laptop's own log of who was opened ended when it last said so, and who was erased: their ids and nothing else.

CREATE TABLE laptop_log (
    device bytea NOT NULL,
    number bigint NOT NULL,
    link bytea NOT NULL,
    at bigint NOT NULL,
    follows boolean NOT NULL,
    PRIMARY KEY (device, number, link)
);
CREATE INDEX ON laptop_log (device, at);
COMMENT ON TABLE laptop_log IS 'Only ever added to: a laptop whose log was cut or made anew does not follow from here.';
COMMENT ON COLUMN laptop_log.follows IS 'Whether the laptop still held the entry noted before this one.';

CREATE TABLE gone (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person bytea NOT NULL UNIQUE,
    at bigint NOT NULL,
    reason text NOT NULL,
    decided text NOT NULL,
    agreed text NOT NULL,
    trail_number bigint NOT NULL,
    trail_link bytea NOT NULL
);
COMMENT ON TABLE gone IS 'Who was erased by decision of the council: every laptop erases them too when it says hello.';
COMMENT ON COLUMN gone.trail_link IS 'Where their audit ended before it went: a head noted elsewhere is explained by it.';
