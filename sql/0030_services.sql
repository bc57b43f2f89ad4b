-- The services that announced themselves to the application coordinator.

CREATE TABLE services (
    -- A service names itself: its id need not be a UUID.
    id             text        PRIMARY KEY DEFAULT gen_random_uuid()::text CHECK (length(id) BETWEEN 1 AND 128),
    name           text        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    endpoint       text        NOT NULL CHECK (length(endpoint) BETWEEN 1 AND 2048),
    status         text        NOT NULL CHECK (status IN ('healthy', 'degraded', 'unhealthy', 'unknown')),
    metadata       jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
    registered_at  timestamptz NOT NULL DEFAULT now(),
    last_heartbeat timestamptz,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now()
);

CREATE TRIGGER services_updated_at BEFORE UPDATE ON services
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
