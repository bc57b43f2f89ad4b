-- What proves who asks: the installation's signing keys, refresh tokens as hashes, and what was revoked.

CREATE TABLE signing_keys (
    id         uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    kid        text        NOT NULL CONSTRAINT signing_keys_kid_key UNIQUE CHECK (kid <> ''),
    secret     bytea       NOT NULL CHECK (length(secret) >= 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    retired_at timestamptz
);

CREATE TABLE refresh_tokens (
    id              uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id         uuid        NOT NULL REFERENCES users ON DELETE CASCADE,
    token_hash      bytea       NOT NULL CONSTRAINT refresh_tokens_token_hash_key UNIQUE CHECK (length(token_hash) = 32),
    family          uuid        NOT NULL,
    access_token_id uuid        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL,
    -- A refresh token is used once: from here on it is spent, and shown again it gives its family away as stolen.
    last_used_at    timestamptz
);
CREATE INDEX refresh_tokens_user_id ON refresh_tokens (user_id);
CREATE INDEX refresh_tokens_family ON refresh_tokens (family);
CREATE INDEX refresh_tokens_access_token_id ON refresh_tokens (access_token_id);
CREATE INDEX refresh_tokens_expires_at ON refresh_tokens (expires_at);

-- Kept until no token that it concerns can still be valid.
CREATE TABLE revoked_tokens (
    id         uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    kind       text        NOT NULL CHECK (kind IN ('token', 'family')),
    subject    uuid        NOT NULL,
    user_id    uuid        REFERENCES users ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CONSTRAINT revoked_tokens_kind_subject_key UNIQUE (kind, subject)
);
CREATE INDEX revoked_tokens_expires_at ON revoked_tokens (expires_at);

CREATE TRIGGER signing_keys_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON signing_keys
    FOR EACH STATEMENT EXECUTE FUNCTION notify_security();
CREATE TRIGGER revoked_tokens_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON revoked_tokens
    FOR EACH STATEMENT EXECUTE FUNCTION notify_security();
