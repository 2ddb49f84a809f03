-- The verdict (green, not-green, not-tested) and the state of the patch (none, open, applied, undone, discarded) of each run,
-- taken from the events of the runs that exist. In JSON text a quotation mark inside a string is escaped, so these patterns
-- find fields only.
ALTER TABLE run ADD COLUMN verdict VARCHAR(20);
ALTER TABLE run ADD COLUMN patch VARCHAR(20) NOT NULL DEFAULT 'none';
CREATE INDEX run_by_time ON run (created_at, id);

UPDATE run SET verdict = (
    SELECT CASE
        WHEN e.content LIKE '%"notTested":"%' AND e.content NOT LIKE '%"notTested":""%' THEN 'not-tested'
        WHEN e.content LIKE '%"green":true%' THEN 'green'
        ELSE 'not-green' END
    FROM run_event e WHERE e.run_id = run.id AND e.type = 'run.judged' ORDER BY e.seq DESC LIMIT 1);

UPDATE run SET patch = COALESCE((
    SELECT CASE
        WHEN e.type = 'patch.handled' AND e.content LIKE '%"outcome":"applied"%' THEN 'applied'
        WHEN e.type = 'patch.handled' AND e.content LIKE '%"outcome":"discarded"%' THEN 'discarded'
        WHEN e.type = 'changes.undone' THEN 'undone'
        WHEN e.type = 'diff.ready' AND e.content LIKE '%"files":[]%' THEN
            CASE WHEN EXISTS (SELECT 1 FROM run_event u WHERE u.run_id = run.id AND u.type = 'changes.undone')
                THEN 'undone' ELSE 'none' END
        ELSE 'open' END
    FROM run_event e WHERE e.run_id = run.id AND e.type IN ('diff.ready', 'patch.handled', 'changes.undone')
    ORDER BY e.seq DESC LIMIT 1), 'none');

-- The project of each session, which is that of its first run. The primary key decides if two runs begin a session at once.
CREATE TABLE run_session (
    session_id VARCHAR(80) NOT NULL PRIMARY KEY,
    project_id VARCHAR(80) NOT NULL
);
INSERT INTO run_session (session_id, project_id)
SELECT r.session_id, r.project_id FROM run r
WHERE r.id = (SELECT f.id FROM run f WHERE f.session_id = r.session_id ORDER BY f.created_at, f.id LIMIT 1);
