-- The keys that clients chose for requests, and the answers of these requests; status 0 until there is one. Rows of more
-- than a day are deleted.
CREATE TABLE idempotency_key (
    caller VARCHAR(200) NOT NULL,
    request_key VARCHAR(200) NOT NULL,
    fingerprint VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    status INTEGER NOT NULL,
    location TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (caller, request_key)
);
CREATE INDEX idempotency_key_by_time ON idempotency_key (created_at);
