-- What the service may do, as the role it takes on: everything laptops ask for, and nothing that would thin out the audit.
-- Run after every migration. Where the database's owner may not make roles, the runbook says how the administrator does.

DO $$
DECLARE
    service CONSTANT text := 'sbp_council_service';
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service) THEN
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', service);
        EXCEPTION
            WHEN insufficient_privilege THEN RETURN;
            WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', service);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %I', service);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', service);
    FOR part IN 0..15 LOOP
        EXECUTE format('REVOKE ALL ON %I FROM %I', 'audit_' || part, service);
    END LOOP;
    EXECUTE format('REVOKE UPDATE, DELETE ON audit, laptop_log FROM %I', service);
    EXECUTE format('REVOKE DELETE ON trail FROM %I', service);
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON gone, migration FROM %I', service);
END $$;
