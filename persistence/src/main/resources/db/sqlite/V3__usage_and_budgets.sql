-- Model calls, a row a call: reserved before it, then booked. Costs are picodollars (10^-12 US dollars); NULL: the price is unknown.
CREATE TABLE model_call (
    run_id             VARCHAR(80)  NOT NULL,
    call_id            VARCHAR(160) NOT NULL,
    at                 BIGINT       NOT NULL,
    day                VARCHAR(10)  NOT NULL,
    project_id         VARCHAR(80)  NOT NULL,
    caller             VARCHAR(200) NOT NULL,
    agent              VARCHAR(80)  NOT NULL,
    provider           VARCHAR(80)  NOT NULL,
    model              VARCHAR(400) NOT NULL,
    status             VARCHAR(20)  NOT NULL,
    input_tokens       BIGINT       NOT NULL,
    output_tokens      BIGINT       NOT NULL,
    cached_tokens      BIGINT       NOT NULL,
    cache_write_tokens BIGINT       NOT NULL,
    reasoning_tokens   BIGINT       NOT NULL,
    cost               BIGINT,
    PRIMARY KEY (run_id, call_id)
);
CREATE INDEX model_call_by_day ON model_call (day);
CREATE INDEX model_call_by_project ON model_call (project_id, day);
CREATE INDEX model_call_by_caller ON model_call (caller, day);

-- What each run, project and caller and the server spent; span is total or a month such as 2026-11.
CREATE TABLE spending (
    scope    VARCHAR(10)  NOT NULL,
    subject  VARCHAR(200) NOT NULL,
    span     VARCHAR(10)  NOT NULL,
    spent    BIGINT       NOT NULL,
    reserved BIGINT       NOT NULL,
    PRIMARY KEY (scope, subject, span)
);

-- Limits that somebody set; period is total or month.
CREATE TABLE budget (
    scope     VARCHAR(10)  NOT NULL,
    subject   VARCHAR(200) NOT NULL,
    period    VARCHAR(10)  NOT NULL,
    max_spent BIGINT       NOT NULL,
    set_by    VARCHAR(200) NOT NULL,
    set_at    BIGINT       NOT NULL,
    PRIMARY KEY (scope, subject, period)
);

ALTER TABLE run ADD COLUMN cache_write_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN reasoning_tokens BIGINT NOT NULL DEFAULT 0;
