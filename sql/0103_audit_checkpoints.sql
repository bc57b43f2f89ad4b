-- Old audit rows go behind a checkpoint: one signed row for each node in place of the oldest part of its chain.

CREATE TABLE audit_checkpoints (
    node      text        NOT NULL CHECK (node <> ''),
    -- The last row behind it, and how many lie there: a chain begins at 1. It goes on with the row after this one, whose
    -- previous_hash is this hash.
    seq       bigint      NOT NULL CHECK (seq > 0),
    hash      bytea       NOT NULL CHECK (length(hash) = 32),
    -- The times of the oldest and the newest row behind it.
    first_at  timestamptz NOT NULL,
    last_at   timestamptz NOT NULL,
    made_at   timestamptz NOT NULL,
    -- HMAC-SHA-256 under the key of this name over the other columns as compact JSON, keys in order, hash in hexadecimal
    -- digits, times as 2026-01-16T21:04:05.123Z.
    key_id    text        NOT NULL,
    signature bytea       NOT NULL CHECK (length(signature) = 32),
    PRIMARY KEY (node, seq)
);

-- A checkpoint stands for rows that are there, never for the whole chain, and never goes back.
CREATE FUNCTION check_audit_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM audit_log a WHERE a.node = NEW.node AND a.seq = NEW.seq AND a.hash = NEW.hash)
        OR NOT EXISTS (SELECT 1 FROM audit_log a WHERE a.node = NEW.node AND a.seq = NEW.seq + 1)
        OR EXISTS (SELECT 1 FROM audit_checkpoints c WHERE c.node = NEW.node AND c.seq >= NEW.seq)
    THEN
        RAISE EXCEPTION 'no such part of audit_log' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

-- Rows go only when a checkpoint stands for them, and a checkpoint only when a later one does.
CREATE FUNCTION refuse_audit_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM audit_checkpoints c
        WHERE c.node = OLD.node AND c.seq >= OLD.seq + CASE TG_TABLE_NAME WHEN 'audit_log' THEN 0 ELSE 1 END)
    THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END
$$;

DROP TRIGGER audit_log_append_only ON audit_log;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_log_delete BEFORE DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_delete();
CREATE TRIGGER audit_checkpoints_append_only BEFORE UPDATE OR TRUNCATE ON audit_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_checkpoints_insert BEFORE INSERT ON audit_checkpoints
    FOR EACH ROW EXECUTE FUNCTION check_audit_checkpoint();
CREATE TRIGGER audit_checkpoints_delete BEFORE DELETE ON audit_checkpoints
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_delete();

-- Also for sessions that replay somebody else's changes (session_replication_role), which skip ordinary triggers.
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_append_only;
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_delete;
ALTER TABLE audit_checkpoints ENABLE ALWAYS TRIGGER audit_checkpoints_append_only;
ALTER TABLE audit_checkpoints ENABLE ALWAYS TRIGGER audit_checkpoints_insert;
ALTER TABLE audit_checkpoints ENABLE ALWAYS TRIGGER audit_checkpoints_delete;

-- Nor does the owner keep the right to what the triggers refuse. An owner who gives itself the right back and removes the
-- triggers, a superuser, and whoever can write the files of the server are beyond what PostgreSQL can refuse: what they do
-- to rows is what `bigskies audit verify` finds.
REVOKE UPDATE, TRUNCATE ON audit_log, audit_checkpoints FROM CURRENT_USER, PUBLIC;
