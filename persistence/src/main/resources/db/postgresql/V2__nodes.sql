-- Which server works a run: several servers may share one database.
ALTER TABLE run ADD COLUMN node TEXT COLLATE "C" NOT NULL DEFAULT '';
