-- Sites, telescopes, their devices, who may use them, and who is observing.

CREATE TABLE observatory_sites (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    description text,
    latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
    longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
    -- The range that ASCOM allows for SiteElevation.
    elevation double precision NOT NULL CHECK (elevation BETWEEN -300 AND 10000),
    timezone text NOT NULL,
    horizon jsonb,
    minimum_altitude double precision NOT NULL DEFAULT 10 CHECK (minimum_altitude BETWEEN -90 AND 90),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT observatory_sites_name UNIQUE (name)
);
CREATE TRIGGER observatory_sites_updated_at BEFORE UPDATE ON observatory_sites
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

INSERT INTO observatory_sites (id, name, latitude, longitude, elevation, timezone)
VALUES ('40000000-0000-0000-0000-000000000001', 'Default Observatory', 34.0522, -118.2437, 100, 'America/Los_Angeles');

CREATE TABLE telescope_configurations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    description text,
    owner_id uuid NOT NULL,
    owner_type text NOT NULL CHECK (owner_type IN ('user', 'group')),
    site_id uuid CONSTRAINT telescope_configurations_site REFERENCES observatory_sites (id),
    mount_type text NOT NULL CHECK (mount_type IN ('altaz', 'equatorial', 'german_equatorial', 'dobsonian')),
    settings jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object'),
    enabled boolean NOT NULL DEFAULT true,
    visibility text NOT NULL DEFAULT 'public' CHECK (visibility IN ('public', 'private')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT telescope_configurations_name_owner UNIQUE (name, owner_id)
);
CREATE INDEX telescope_configurations_owner ON telescope_configurations (owner_id);
CREATE INDEX telescope_configurations_site_id ON telescope_configurations (site_id);
CREATE TRIGGER telescope_configurations_updated_at BEFORE UPDATE ON telescope_configurations
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- An id that is a user's or a group's, which no foreign key can say. The row is locked, so that it cannot vanish between
-- the check and the commit.
CREATE FUNCTION check_principal(principal uuid, kind text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF kind = 'user' THEN
        PERFORM 1 FROM users WHERE id = principal FOR KEY SHARE;
    ELSE
        PERFORM 1 FROM groups WHERE id = principal FOR KEY SHARE;
    END IF;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no % %', kind, principal USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'principal_exists';
    END IF;
END
$$;

CREATE FUNCTION check_telescope_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_principal(NEW.owner_id, NEW.owner_type);
    RETURN NEW;
END
$$;
CREATE TRIGGER telescope_configurations_owner BEFORE INSERT OR UPDATE OF owner_id, owner_type
    ON telescope_configurations FOR EACH ROW EXECUTE FUNCTION check_telescope_owner();

CREATE TABLE telescope_devices (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    telescope_id uuid NOT NULL REFERENCES telescope_configurations (id) ON DELETE CASCADE,
    device_role text NOT NULL CHECK (device_role IN (
        'telescope', 'camera', 'dome', 'focuser', 'filterwheel', 'rotator', 'switch', 'safetymonitor',
        'observingconditions', 'covercalibrator')),
    device_type text NOT NULL,
    device_number bigint NOT NULL CHECK (device_number BETWEEN 0 AND 4294967295),
    server_url text NOT NULL,
    device_name text,
    unique_id text,
    is_primary boolean NOT NULL DEFAULT false,
    enabled boolean NOT NULL DEFAULT true,
    last_connected timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT telescope_devices_once UNIQUE (telescope_id, server_url, device_type, device_number)
);
CREATE UNIQUE INDEX telescope_devices_primary ON telescope_devices (telescope_id, device_role) WHERE is_primary;
CREATE TRIGGER telescope_devices_updated_at BEFORE UPDATE ON telescope_devices
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TABLE telescope_permissions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    telescope_id uuid NOT NULL REFERENCES telescope_configurations (id) ON DELETE CASCADE,
    principal_id uuid NOT NULL,
    principal_type text NOT NULL CHECK (principal_type IN ('user', 'group')),
    permission text NOT NULL CHECK (permission IN ('read', 'write', 'control')),
    granted_by uuid REFERENCES users (id) ON DELETE SET NULL,
    expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT telescope_permissions_once UNIQUE (telescope_id, principal_type, principal_id, permission)
);
CREATE INDEX telescope_permissions_principal ON telescope_permissions (principal_id);
CREATE TRIGGER telescope_permissions_updated_at BEFORE UPDATE ON telescope_permissions
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE FUNCTION check_grant_principal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_principal(NEW.principal_id, NEW.principal_type);
    RETURN NEW;
END
$$;
CREATE TRIGGER telescope_permissions_principal BEFORE INSERT OR UPDATE OF principal_id, principal_type
    ON telescope_permissions FOR EACH ROW EXECUTE FUNCTION check_grant_principal();

-- A principal that goes takes its grants along; one that still owns a telescope cannot go.
CREATE FUNCTION release_principal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM telescope_configurations WHERE owner_id = OLD.id AND owner_type = TG_ARGV[0]) THEN
        RAISE EXCEPTION '% % owns a telescope', TG_ARGV[0], OLD.id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'telescope_configurations_owner';
    END IF;
    DELETE FROM telescope_permissions WHERE principal_id = OLD.id AND principal_type = TG_ARGV[0];
    RETURN OLD;
END
$$;
CREATE TRIGGER users_release_telescopes BEFORE DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION release_principal('user');
CREATE TRIGGER groups_release_telescopes BEFORE DELETE ON groups
    FOR EACH ROW EXECUTE FUNCTION release_principal('group');

CREATE TABLE telescope_sessions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    telescope_id uuid NOT NULL REFERENCES telescope_configurations (id) ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users (id),
    started_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'completed', 'aborted', 'error')),
    session_type text NOT NULL DEFAULT 'manual' CHECK (session_type IN ('manual', 'automated', 'maintenance')),
    notes text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((status = 'active') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX telescope_sessions_one_active ON telescope_sessions (telescope_id) WHERE status = 'active';
CREATE INDEX telescope_sessions_by_start ON telescope_sessions (started_at DESC, id);
CREATE INDEX telescope_sessions_telescope ON telescope_sessions (telescope_id, started_at DESC);
CREATE INDEX telescope_sessions_user ON telescope_sessions (user_id, started_at DESC);
CREATE TRIGGER telescope_sessions_updated_at BEFORE UPDATE ON telescope_sessions
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
