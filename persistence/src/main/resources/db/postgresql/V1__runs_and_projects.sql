-- The same tables as on SQLite. Text has no limit, as there; ids and paths sort by their bytes, as there, whatever the database's language is.
CREATE TABLE project (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name       TEXT             NOT NULL,
    path       TEXT COLLATE "C" NOT NULL,
    owner      TEXT             NOT NULL,
    created_at BIGINT           NOT NULL
);
-- A path may be longer than what an index entry holds.
CREATE UNIQUE INDEX project_by_path ON project (md5(path));

CREATE TABLE project_setup (
    project_id TEXT COLLATE "C" NOT NULL REFERENCES project (id),
    kind       TEXT COLLATE "C" NOT NULL,
    name       TEXT COLLATE "C" NOT NULL,
    position   INTEGER          NOT NULL,
    content    TEXT             NOT NULL,
    PRIMARY KEY (project_id, kind, name)
);

CREATE TABLE provider (
    id      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    content TEXT             NOT NULL
);

CREATE TABLE run (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    project_id    TEXT COLLATE "C" NOT NULL,
    session_id    TEXT COLLATE "C" NOT NULL,
    caller        TEXT             NOT NULL,
    command       TEXT             NOT NULL,
    prompt        TEXT             NOT NULL,
    state         TEXT             NOT NULL,
    created_at    BIGINT           NOT NULL,
    finished_at   BIGINT,
    input_tokens  BIGINT           NOT NULL,
    output_tokens BIGINT           NOT NULL,
    cached_tokens BIGINT           NOT NULL,
    cost_usd      TEXT,
    error         TEXT,
    last_seq      BIGINT           NOT NULL
);
CREATE INDEX run_by_session ON run (session_id, id);
CREATE INDEX run_by_project ON run (project_id, id);
CREATE INDEX run_by_state ON run (state);

CREATE TABLE run_event (
    run_id  TEXT COLLATE "C" NOT NULL,
    seq     BIGINT           NOT NULL,
    at      BIGINT           NOT NULL,
    type    TEXT             NOT NULL,
    content TEXT             NOT NULL,
    PRIMARY KEY (run_id, seq)
);

CREATE TABLE effect (
    run_id   TEXT COLLATE "C" NOT NULL,
    call_id  TEXT COLLATE "C" NOT NULL,
    position BIGINT           NOT NULL,
    tool     TEXT             NOT NULL,
    state    TEXT             NOT NULL,
    PRIMARY KEY (run_id, call_id)
);
