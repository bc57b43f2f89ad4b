-- What the cameras took: one row per exposure, from the request to the file or to the reason why there is none.

CREATE TABLE exposures (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    telescope_id uuid NOT NULL REFERENCES telescope_configurations (id) ON DELETE CASCADE,
    -- The camera as it was attached then; it may be gone since.
    device_id uuid,
    session_id uuid REFERENCES telescope_sessions (id) ON DELETE SET NULL,
    user_id uuid REFERENCES users (id) ON DELETE SET NULL,
    started_at timestamptz,
    duration double precision NOT NULL CHECK (duration >= 0),
    image_type text NOT NULL CHECK (image_type IN ('light', 'dark', 'bias', 'flat')),
    filter text,
    object text,
    state text NOT NULL DEFAULT 'requested' CHECK (state IN (
        'requested', 'exposing', 'reading', 'downloading', 'saving', 'done', 'aborted', 'error')),
    reason text,
    file text,
    sha256 text,
    size bigint,
    preview text,
    preview_sha256 text,
    preview_size bigint,
    headers jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK (state <> 'done' OR (file IS NOT NULL AND sha256 IS NOT NULL AND size IS NOT NULL))
);
CREATE INDEX exposures_by_request ON exposures (created_at DESC, id);
CREATE INDEX exposures_telescope ON exposures (telescope_id, created_at DESC);
CREATE INDEX exposures_session ON exposures (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX exposures_user ON exposures (user_id);
CREATE INDEX exposures_open ON exposures (id) WHERE state NOT IN ('done', 'aborted', 'error');
CREATE TRIGGER exposures_updated_at BEFORE UPDATE ON exposures
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
