-- Certificates and who signs them. Private keys are sealed (`bs1.{key id}.…`) with a key that the database never sees.

CREATE TABLE certificate_authorities (
    id              uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    -- An installation has one.
    is_current      boolean     NOT NULL DEFAULT true CHECK (is_current),
    certificate_pem text        NOT NULL,
    private_key     text        NOT NULL CHECK (private_key LIKE 'bs1.%'),
    not_before      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT certificate_authorities_is_current_key UNIQUE (is_current)
);

CREATE TABLE tls_certificates (
    id              uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    -- What it is called by: the first of its names, or `broker:{node}` for that of a node's broker.
    domain          text        NOT NULL CONSTRAINT tls_certificates_domain_key UNIQUE CHECK (domain <> ''),
    type            text        NOT NULL CHECK (type IN ('self-signed', 'internal', 'letsencrypt')),
    -- The node whose broker serves it; NULL when nothing of ours does.
    broker_node     text        CHECK (broker_node <> ''),
    sans            text[]      NOT NULL CHECK (cardinality(sans) > 0),
    email           text,
    -- The whole chain, the certificate itself first.
    certificate_pem text        NOT NULL,
    private_key     text        NOT NULL CHECK (private_key LIKE 'bs1.%'),
    issuer          text        NOT NULL,
    serial          text        NOT NULL,
    not_before      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL CHECK (expires_at > not_before),
    -- When it is to be renewed, or tried again after failures.
    renew_at        timestamptz NOT NULL,
    failures        int         NOT NULL DEFAULT 0 CHECK (failures >= 0),
    last_error      text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX tls_certificates_renew_at ON tls_certificates (renew_at);

-- The installation's accounts at ACME servers.
CREATE TABLE acme_accounts (
    id            uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    directory_url text        NOT NULL CONSTRAINT acme_accounts_directory_url_key UNIQUE CHECK (directory_url <> ''),
    url           text        NOT NULL,
    email         text        NOT NULL DEFAULT '',
    private_key   text        NOT NULL CHECK (private_key LIKE 'bs1.%'),
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TRIGGER certificate_authorities_updated_at BEFORE UPDATE ON certificate_authorities
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER tls_certificates_updated_at BEFORE UPDATE ON tls_certificates
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER acme_accounts_updated_at BEFORE UPDATE ON acme_accounts
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Whoever serves a certificate hears that there is a new one.
CREATE FUNCTION notify_certificates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('bigskies_certificates', coalesce(NEW.domain, OLD.domain));
    RETURN NULL;
END
$$;
CREATE TRIGGER tls_certificates_notify AFTER INSERT OR UPDATE OF certificate_pem OR DELETE ON tls_certificates
    FOR EACH ROW EXECUTE FUNCTION notify_certificates();
