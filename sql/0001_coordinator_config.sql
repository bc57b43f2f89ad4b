-- The settings of the coordinators, and what they were before.

CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

CREATE TABLE coordinator_config (
    id               uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    coordinator_name text        NOT NULL CHECK (coordinator_name LIKE '%_-coordinator'),
    config_key       text        NOT NULL CHECK (config_key <> ''),
    config_value     jsonb       NOT NULL,
    config_type      text        NOT NULL CHECK (config_type IN ('string', 'int', 'bool', 'float', 'duration', 'object')),
    description      text,
    is_secret        boolean     NOT NULL DEFAULT false,
    -- A principal as text, because not every one is a user: a user's id, node:{name}, or the name of a tool.
    updated_by       text,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT coordinator_config_coordinator_name_config_key_key UNIQUE (coordinator_name, config_key)
);

CREATE TABLE coordinator_config_history (
    id               uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    coordinator_name text        NOT NULL,
    config_key       text        NOT NULL,
    -- Both are NULL when the setting is a secret: that it changed is recorded, not how.
    old_value        jsonb,
    new_value        jsonb,
    operation        text        NOT NULL CHECK (operation IN ('insert', 'update', 'delete')),
    -- The principal in updated_by; for a deletion, or when it is empty, sql:{database user}.
    changed_by       text        NOT NULL,
    changed_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX coordinator_config_history_of_key
    ON coordinator_config_history (coordinator_name, config_key, changed_at DESC);

CREATE TRIGGER coordinator_config_updated_at BEFORE UPDATE ON coordinator_config
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Also tells every node, so that a row that was edited by hand is in force without a restart.
CREATE FUNCTION record_coordinator_config() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before    coordinator_config%ROWTYPE;
    after     coordinator_config%ROWTYPE;
    is_secret boolean;
BEGIN
    IF TG_OP <> 'INSERT' THEN before := OLD; END IF;
    IF TG_OP <> 'DELETE' THEN after := NEW; END IF;
    is_secret := coalesce(before.is_secret, false) OR coalesce(after.is_secret, false);
    INSERT INTO coordinator_config_history
        (coordinator_name, config_key, old_value, new_value, operation, changed_by, changed_at)
    VALUES (
        coalesce(after.coordinator_name, before.coordinator_name),
        coalesce(after.config_key, before.config_key),
        CASE WHEN is_secret THEN NULL ELSE before.config_value END,
        CASE WHEN is_secret THEN NULL ELSE after.config_value END,
        lower(TG_OP),
        coalesce(after.updated_by, 'sql:' || session_user),
        -- Not now(): several changes of one transaction keep their order.
        clock_timestamp()
    );
    PERFORM pg_notify('bigskies_config', coalesce(after.coordinator_name, before.coordinator_name));
    RETURN NULL;
END
$$;

CREATE TRIGGER coordinator_config_record AFTER INSERT OR UPDATE OR DELETE ON coordinator_config
    FOR EACH ROW EXECUTE FUNCTION record_coordinator_config();
