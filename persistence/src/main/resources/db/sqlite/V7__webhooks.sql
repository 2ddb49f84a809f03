-- Addresses that are told about events of runs; events are types, separated by commas. Their secrets are in the credentials.
CREATE TABLE webhook (
    id            VARCHAR(60)  NOT NULL PRIMARY KEY,
    url           TEXT         NOT NULL,
    events        VARCHAR(200) NOT NULL,
    state         VARCHAR(20)  NOT NULL,
    paused_reason TEXT         NOT NULL,
    created_at    BIGINT       NOT NULL
);

-- One event on its way to one webhook, with the body of its request; next_attempt_at counts while it is pending.
CREATE TABLE webhook_delivery (
    webhook_id      VARCHAR(60)  NOT NULL,
    id              VARCHAR(120) NOT NULL,
    event           VARCHAR(40)  NOT NULL,
    run_id          VARCHAR(80)  NOT NULL,
    payload         TEXT         NOT NULL,
    state           VARCHAR(20)  NOT NULL,
    attempts        INTEGER      NOT NULL,
    created_at      BIGINT       NOT NULL,
    next_attempt_at BIGINT       NOT NULL,
    ended_at        BIGINT,
    last_status     INTEGER,
    last_error      TEXT         NOT NULL,
    PRIMARY KEY (webhook_id, id)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (state, next_attempt_at);
CREATE INDEX webhook_delivery_by_time ON webhook_delivery (webhook_id, created_at);
