-- Who a worker is at the council's own sign-in. Both parts together name somebody: a subject alone is any provider's.

ALTER TABLE worker ADD COLUMN issuer text, ADD COLUMN subject text, ADD UNIQUE (issuer, subject);
COMMENT ON COLUMN worker.subject IS 'As the provider''s tokens say it; empty for nobody.';
