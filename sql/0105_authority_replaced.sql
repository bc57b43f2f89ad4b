-- When the authority took the place of one that had ended or not begun: its clients have to be told. NULL for the first.
ALTER TABLE certificate_authorities ADD COLUMN replaced_at timestamptz;
