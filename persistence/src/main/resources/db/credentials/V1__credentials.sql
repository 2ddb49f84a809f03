CREATE TABLE credential (
    provider_id VARCHAR(80) NOT NULL PRIMARY KEY,
    ciphertext  TEXT        NOT NULL
);
