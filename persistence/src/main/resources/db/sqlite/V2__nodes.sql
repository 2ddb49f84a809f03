-- Which server works a run: several servers may share one database. Empty: the one that has this database's file.
ALTER TABLE run ADD COLUMN node VARCHAR(80) NOT NULL DEFAULT '';
