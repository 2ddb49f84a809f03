-- The commands of clients that were executed, so that one that is sent again is answered. Both digests are SHA-256: id of the
-- caller and the client's id of the command, content also of what the command says. run_id and seq name the event that the
-- command caused and that was stored in the same transaction. A setting has no run; its row is stored before it is changed.
CREATE TABLE executed_command (
    id       VARCHAR(64) NOT NULL,
    content  VARCHAR(64) NOT NULL,
    name     VARCHAR(80) NOT NULL,
    run_id   VARCHAR(80) NOT NULL,
    seq      BIGINT      NOT NULL,
    at       BIGINT      NOT NULL,
    finished INTEGER     NOT NULL,
    PRIMARY KEY (id, content)
);
CREATE INDEX executed_command_by_time ON executed_command (at);
