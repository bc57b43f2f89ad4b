-- Who there is and what they may do: users, groups, roles, permissions and the pairs between them.

CREATE TABLE users (
    id                   uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    username             text        NOT NULL CHECK (username <> ''),
    email                text        NOT NULL CHECK (email <> ''),
    password_hash        text        NOT NULL,
    password_key_id      text,
    enabled              boolean     NOT NULL DEFAULT true,
    must_change_password boolean     NOT NULL DEFAULT false,
    password_changed_at  timestamptz NOT NULL DEFAULT now(),
    failed_logins        integer     NOT NULL DEFAULT 0 CHECK (failed_logins >= 0),
    locked_until         timestamptz,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_username_key ON users (lower(username));
CREATE UNIQUE INDEX users_email_key ON users (lower(email));

CREATE TABLE groups (
    id          uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    name        text        NOT NULL CONSTRAINT groups_name_key UNIQUE CHECK (name <> ''),
    description text        NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE roles (
    id          uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    name        text        NOT NULL CONSTRAINT roles_name_key UNIQUE CHECK (name <> ''),
    description text        NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE permissions (
    id         uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    resource   text        NOT NULL CHECK (resource <> ''),
    action     text        NOT NULL CHECK (action <> ''),
    effect     text        NOT NULL DEFAULT 'allow' CHECK (effect IN ('allow', 'deny')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT permissions_resource_action_effect_key UNIQUE (resource, action, effect)
);

CREATE TABLE user_roles (
    user_id    uuid        NOT NULL REFERENCES users ON DELETE CASCADE,
    role_id    uuid        NOT NULL REFERENCES roles ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, role_id)
);
CREATE INDEX user_roles_role_id ON user_roles (role_id);

CREATE TABLE user_groups (
    user_id    uuid        NOT NULL REFERENCES users ON DELETE CASCADE,
    group_id   uuid        NOT NULL REFERENCES groups ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, group_id)
);
CREATE INDEX user_groups_group_id ON user_groups (group_id);

CREATE TABLE role_permissions (
    role_id       uuid        NOT NULL REFERENCES roles ON DELETE CASCADE,
    permission_id uuid        NOT NULL REFERENCES permissions ON DELETE CASCADE,
    created_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (role_id, permission_id)
);

CREATE TABLE group_permissions (
    group_id      uuid        NOT NULL REFERENCES groups ON DELETE CASCADE,
    permission_id uuid        NOT NULL REFERENCES permissions ON DELETE CASCADE,
    created_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (group_id, permission_id)
);

CREATE TABLE group_roles (
    group_id   uuid        NOT NULL REFERENCES groups ON DELETE CASCADE,
    role_id    uuid        NOT NULL REFERENCES roles ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (group_id, role_id)
);

CREATE TRIGGER users_updated_at BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER groups_updated_at BEFORE UPDATE ON groups FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER roles_updated_at BEFORE UPDATE ON roles FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER permissions_updated_at BEFORE UPDATE ON permissions FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Every node keeps a compiled copy of these tables; the payload names the table that changed.
CREATE FUNCTION notify_security() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('bigskies_security', TG_TABLE_NAME);
    RETURN NULL;
END
$$;

CREATE TRIGGER users_notify AFTER INSERT OR DELETE OR TRUNCATE ON users
    FOR EACH STATEMENT EXECUTE FUNCTION notify_security();
-- A failed login is counted in the row too, and is no reason to make every node read the tables again.
CREATE TRIGGER users_notify_update AFTER UPDATE ON users
    FOR EACH ROW WHEN (
        OLD.id IS DISTINCT FROM NEW.id
        OR OLD.username IS DISTINCT FROM NEW.username
        OR OLD.enabled IS DISTINCT FROM NEW.enabled
        OR OLD.must_change_password IS DISTINCT FROM NEW.must_change_password
    ) EXECUTE FUNCTION notify_security();
CREATE TRIGGER groups_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON groups
    FOR EACH STATEMENT EXECUTE FUNCTION notify_security();
CREATE TRIGGER roles_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON roles
    FOR EACH STATEMENT EXECUTE FUNCTION notify_security();
CREATE TRIGGER permissions_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON permissions
    FOR EACH STATEMENT EXECUTE FUNCTION notify_security();
CREATE TRIGGER user_roles_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON user_roles
    FOR EACH STATEMENT EXECUTE FUNCTION notify_security();
CREATE TRIGGER user_groups_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON user_groups
    FOR EACH STATEMENT EXECUTE FUNCTION notify_security();
CREATE TRIGGER role_permissions_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON role_permissions
    FOR EACH STATEMENT EXECUTE FUNCTION notify_security();
CREATE TRIGGER group_permissions_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON group_permissions
    FOR EACH STATEMENT EXECUTE FUNCTION notify_security();
CREATE TRIGGER group_roles_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON group_roles
    FOR EACH STATEMENT EXECUTE FUNCTION notify_security();

INSERT INTO roles (id, name, description) VALUES
    ('10000000-0000-0000-0000-000000000001', 'admin', 'may do everything'),
    ('10000000-0000-0000-0000-000000000002', 'operator', 'runs the telescopes'),
    ('10000000-0000-0000-0000-000000000003', 'observer', 'looks on'),
    ('10000000-0000-0000-0000-000000000004', 'developer', 'makes plugins and user interfaces');

INSERT INTO groups (id, name, description) VALUES
    ('20000000-0000-0000-0000-000000000001', 'administrators', 'hold the role admin'),
    ('20000000-0000-0000-0000-000000000002', 'operators', 'hold the role operator'),
    ('20000000-0000-0000-0000-000000000003', 'observers', 'hold the role observer');

INSERT INTO group_roles (group_id, role_id) VALUES
    ('20000000-0000-0000-0000-000000000001', '10000000-0000-0000-0000-000000000001'),
    ('20000000-0000-0000-0000-000000000002', '10000000-0000-0000-0000-000000000002'),
    ('20000000-0000-0000-0000-000000000003', '10000000-0000-0000-0000-000000000003');

-- The ids are numbered in the order of the permission table of the design, left to right, then down. Each line says which
-- of the roles (admin, operator, observer, developer) hold it.
CREATE TEMPORARY TABLE seeded (
    number integer, resource text, action text, admin boolean, operator boolean, observer boolean, developer boolean
) ON COMMIT DROP;
INSERT INTO seeded VALUES
    ( 1, 'user',        'read',    true, true,  false, false),
    ( 2, 'user',        'write',   true, false, false, false),
    ( 3, 'user',        'delete',  true, false, false, false),
    ( 4, 'security',    'read',    true, false, false, false),
    ( 5, 'security',    'write',   true, false, false, false),
    ( 6, 'certificate', 'read',    true, false, false, false),
    ( 7, 'certificate', 'write',   true, false, false, false),
    ( 8, 'config',      'write',   true, false, false, false),
    ( 9, 'datastore',   'admin',   true, false, false, false),
    (10, 'audit',       'read',    true, false, false, false),
    (11, 'telescope',   'read',    true, true,  true,  false),
    (12, 'telescope',   'write',   true, true,  false, false),
    (13, 'telescope',   'control', true, true,  false, false),
    (14, 'plugin',      'read',    true, true,  true,  true),
    (15, 'ui',          'read',    true, true,  true,  true),
    (16, 'health',      'read',    true, true,  true,  true),
    (17, 'service',     'read',    true, true,  true,  true),
    (18, 'plugin',      'write',   true, true,  false, true),
    (19, 'plugin',      'install', true, false, false, true),
    (20, 'plugin',      'delete',  true, false, false, true),
    (21, 'ui',          'write',   true, false, false, true),
    (22, 'service',     'write',   true, false, false, true),
    (23, 'config',      'read',    true, true,  false, false),
    (24, 'datastore',   'read',    true, true,  false, false);

INSERT INTO permissions (id, resource, action, effect)
    SELECT ('30000000-0000-0000-0000-' || lpad(number::text, 12, '0'))::uuid, resource, action, 'allow' FROM seeded;

INSERT INTO role_permissions (role_id, permission_id)
    SELECT roles.id, ('30000000-0000-0000-0000-' || lpad(seeded.number::text, 12, '0'))::uuid
    FROM seeded
    JOIN roles ON (roles.name = 'admin' AND seeded.admin) OR (roles.name = 'operator' AND seeded.operator)
        OR (roles.name = 'observer' AND seeded.observer) OR (roles.name = 'developer' AND seeded.developer);
