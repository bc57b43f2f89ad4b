-- Who changed what: append-only, one hash chain per node.

CREATE TABLE audit_log (
    id             uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    node           text        NOT NULL CHECK (node <> ''),
    seq            bigint      NOT NULL CHECK (seq > 0),
    phase          text        NOT NULL CHECK (phase IN ('intent', 'outcome')),
    at             timestamptz NOT NULL DEFAULT now(),
    principal      text        NOT NULL,
    door           text        NOT NULL,
    claimed_source text,
    action         text        NOT NULL,
    resource       text,
    decision       text        NOT NULL CHECK (decision IN ('allow', 'deny')),
    rule           text,
    outcome        text,
    correlation_id text        NOT NULL,
    details        jsonb       NOT NULL DEFAULT '{}',
    -- SHA-256 over the previous row's hash (zeros before a node's first row) and this row as compact JSON: its other columns
    -- that are not null, keys in order, at as 2026-01-16T21:04:05.123Z.
    previous_hash  bytea       NOT NULL CHECK (length(previous_hash) = 32),
    hash           bytea       NOT NULL CHECK (length(hash) = 32),
    CONSTRAINT audit_log_node_seq_key UNIQUE (node, seq)
);
CREATE INDEX audit_log_at ON audit_log (at);
CREATE INDEX audit_log_principal ON audit_log (principal, at);
CREATE INDEX audit_log_action ON audit_log (action, at);

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
