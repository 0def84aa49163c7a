-- Whether this is a demo council: demo laptops go to those alone, and nobody's own record ever does.

ALTER TABLE state ADD COLUMN demo boolean NOT NULL DEFAULT false;
