-- Times are milliseconds since 1970, money is decimal text, JSON is text. seq is given by the run's owner, never by the database.
CREATE TABLE project (
    id         VARCHAR(80)   NOT NULL PRIMARY KEY,
    name       VARCHAR(200)  NOT NULL,
    path       VARCHAR(4000) NOT NULL UNIQUE,
    owner      VARCHAR(200)  NOT NULL,
    created_at BIGINT        NOT NULL
);

-- A project's own copy of its agents, providers and workflow, a row a part: kind is agent, provider or workflow.
CREATE TABLE project_setup (
    project_id VARCHAR(80) NOT NULL REFERENCES project (id),
    kind       VARCHAR(20) NOT NULL,
    name       VARCHAR(80) NOT NULL,
    position   INTEGER     NOT NULL,
    content    TEXT        NOT NULL,
    PRIMARY KEY (project_id, kind, name)
);

CREATE TABLE provider (
    id      VARCHAR(80) NOT NULL PRIMARY KEY,
    content TEXT        NOT NULL
);

CREATE TABLE run (
    id            VARCHAR(80)   NOT NULL PRIMARY KEY,
    project_id    VARCHAR(80)   NOT NULL,
    session_id    VARCHAR(80)   NOT NULL,
    caller        VARCHAR(200)  NOT NULL,
    command       VARCHAR(80)   NOT NULL,
    prompt        TEXT          NOT NULL,
    state         VARCHAR(20)   NOT NULL,
    created_at    BIGINT        NOT NULL,
    finished_at   BIGINT,
    input_tokens  BIGINT        NOT NULL,
    output_tokens BIGINT        NOT NULL,
    cached_tokens BIGINT        NOT NULL,
    cost_usd      VARCHAR(40),
    error         TEXT,
    last_seq      BIGINT        NOT NULL
);
CREATE INDEX run_by_session ON run (session_id, id);
CREATE INDEX run_by_project ON run (project_id, id);
CREATE INDEX run_by_state ON run (state);

CREATE TABLE run_event (
    run_id  VARCHAR(80) NOT NULL,
    seq     BIGINT      NOT NULL,
    at      BIGINT      NOT NULL,
    type    VARCHAR(40) NOT NULL,
    content TEXT        NOT NULL,
    PRIMARY KEY (run_id, seq)
);

-- Mutating tool calls: intended before the call is made, then ok, error or unknown.
CREATE TABLE effect (
    run_id   VARCHAR(80) NOT NULL,
    call_id  VARCHAR(80) NOT NULL,
    position BIGINT      NOT NULL,
    tool     VARCHAR(80) NOT NULL,
    state    VARCHAR(20) NOT NULL,
    PRIMARY KEY (run_id, call_id)
);
