-- Whether a dome that cannot do so by itself is to follow its telescope; the wish survives a restart.
ALTER TABLE telescope_devices ADD COLUMN slaved boolean NOT NULL DEFAULT false;
