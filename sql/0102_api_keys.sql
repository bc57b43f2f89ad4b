-- Keys for programs: of each only its hash, whose it is, and what it may be used for.

CREATE TABLE api_keys (
    id           uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id      uuid        NOT NULL REFERENCES users ON DELETE CASCADE,
    name         text        NOT NULL CHECK (name <> ''),
    token_hash   bytea       NOT NULL CONSTRAINT api_keys_token_hash_key UNIQUE CHECK (length(token_hash) = 32),
    scopes       text[]      NOT NULL CHECK (cardinality(scopes) > 0),
    created_at   timestamptz NOT NULL DEFAULT now(),
    created_by   uuid        REFERENCES users ON DELETE SET NULL,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
-- The name of a key that was revoked is free again.
CREATE UNIQUE INDEX api_keys_user_name_key ON api_keys (user_id, lower(name)) WHERE revoked_at IS NULL;
CREATE INDEX api_keys_user_id ON api_keys (user_id);

CREATE TRIGGER api_keys_notify AFTER INSERT OR DELETE OR TRUNCATE ON api_keys
    FOR EACH STATEMENT EXECUTE FUNCTION notify_security();
-- The last use of a key is written into its row too, and is no reason to make every node read the tables again.
CREATE TRIGGER api_keys_notify_update AFTER UPDATE ON api_keys
    FOR EACH ROW WHEN (
        OLD.user_id IS DISTINCT FROM NEW.user_id
        OR OLD.name IS DISTINCT FROM NEW.name
        OR OLD.token_hash IS DISTINCT FROM NEW.token_hash
        OR OLD.scopes IS DISTINCT FROM NEW.scopes
        OR OLD.expires_at IS DISTINCT FROM NEW.expires_at
        OR OLD.revoked_at IS DISTINCT FROM NEW.revoked_at
    ) EXECUTE FUNCTION notify_security();
