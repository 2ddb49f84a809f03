-- Addresses that are told about events of runs; events are types, separated by commas. Their secrets are in the credentials.
CREATE TABLE webhook (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    url           TEXT COLLATE "C" NOT NULL,
    events        TEXT COLLATE "C" NOT NULL,
    state         TEXT COLLATE "C" NOT NULL,
    paused_reason TEXT COLLATE "C" NOT NULL,
    created_at    BIGINT       NOT NULL
);

-- One event on its way to one webhook, with the body of its request; next_attempt_at counts while it is pending.
CREATE TABLE webhook_delivery (
    webhook_id      TEXT COLLATE "C" NOT NULL,
    id              TEXT COLLATE "C" NOT NULL,
    event           TEXT COLLATE "C" NOT NULL,
    run_id          TEXT COLLATE "C" NOT NULL,
    payload         TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    attempts        INTEGER      NOT NULL,
    created_at      BIGINT       NOT NULL,
    next_attempt_at BIGINT       NOT NULL,
    ended_at        BIGINT,
    last_status     INTEGER,
    last_error      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (webhook_id, id)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (state, next_attempt_at);
CREATE INDEX webhook_delivery_by_time ON webhook_delivery (webhook_id, created_at);
