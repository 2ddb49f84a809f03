-- The same tables as on SQLite: costs are picodollars (10^-12 US dollars); NULL: the price is unknown.
CREATE TABLE model_call (
    run_id TEXT COLLATE "C" NOT NULL,
    call_id TEXT COLLATE "C" NOT NULL,
    at BIGINT       NOT NULL,
    day TEXT COLLATE "C" NOT NULL,
    project_id TEXT COLLATE "C" NOT NULL,
    caller TEXT COLLATE "C" NOT NULL,
    agent TEXT COLLATE "C" NOT NULL,
    provider TEXT COLLATE "C" NOT NULL,
    model TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    input_tokens BIGINT       NOT NULL,
    output_tokens BIGINT       NOT NULL,
    cached_tokens BIGINT       NOT NULL,
    cache_write_tokens BIGINT       NOT NULL,
    reasoning_tokens BIGINT       NOT NULL,
    cost BIGINT,
    PRIMARY KEY (run_id, call_id)
);
CREATE INDEX model_call_by_day ON model_call (day);
CREATE INDEX model_call_by_project ON model_call (project_id, day);
CREATE INDEX model_call_by_caller ON model_call (caller, day);

-- What each run, project and caller and the server spent; span is total or a month such as 2026-11.
CREATE TABLE spending (
    scope TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    span TEXT COLLATE "C" NOT NULL,
    spent BIGINT       NOT NULL,
    reserved BIGINT       NOT NULL,
    PRIMARY KEY (scope, subject, span)
);

-- Limits that somebody set; period is total or month.
CREATE TABLE budget (
    scope TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    max_spent BIGINT       NOT NULL,
    set_by TEXT COLLATE "C" NOT NULL,
    set_at BIGINT       NOT NULL,
    PRIMARY KEY (scope, subject, period)
);

ALTER TABLE run ADD COLUMN cache_write_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN reasoning_tokens BIGINT NOT NULL DEFAULT 0;
