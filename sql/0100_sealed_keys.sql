-- Signing keys are encrypted under the key file of the installation; the node that starts first encrypts those of before.

ALTER TABLE signing_keys ADD COLUMN sealed_secret text;
ALTER TABLE signing_keys ALTER COLUMN secret DROP NOT NULL;
ALTER TABLE signing_keys ADD CONSTRAINT signing_keys_one_secret CHECK (num_nonnulls(secret, sealed_secret) = 1);

COMMENT ON COLUMN signing_keys.secret IS 'of before secrets were encrypted; empty once a node has started';
COMMENT ON COLUMN signing_keys.retired_at IS 'from when it signs nothing; what it signed before is believed until it ends';
