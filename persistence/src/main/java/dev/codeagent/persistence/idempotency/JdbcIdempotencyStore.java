package dev.codeagent.persistence.idempotency;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.idempotency.IdempotencyStore;
import dev.codeagent.api.idempotency.RequestKey;
import dev.codeagent.api.idempotency.StoredAnswer;
import dev.codeagent.persistence.accounting.JdbcQueries;
import dev.codeagent.persistence.text.PortableText;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;

/** The primary key of the table decides which of several equal requests is executed. */
public final class JdbcIdempotencyStore implements IdempotencyStore {
    private final JdbcQueries database;

    public JdbcIdempotencyStore(DataSource source) {
        this.database = new JdbcQueries(source);
    }

    /** A row; the status is 0 until the request has an answer. */
    private record Row(String fingerprint, StoredAnswer answer) {}

    @Override
    public Optional<StoredAnswer> begin(RequestKey key, Instant now) {
        return database.inTransaction("reserve the key of a request", connection -> {
            JdbcQueries.update(
                    connection,
                    "DELETE FROM idempotency_key WHERE created_at < ?",
                    now.minus(LIFETIME).toEpochMilli());
            int inserted = JdbcQueries.update(
                    connection,
                    "INSERT INTO idempotency_key (caller, request_key, fingerprint, created_at, status, location, body)"
                            + " VALUES (?, ?, ?, ?, 0, '', '') ON CONFLICT (caller, request_key) DO NOTHING",
                    PortableText.encode(key.caller()),
                    key.key(),
                    key.fingerprint(),
                    now.toEpochMilli());
            if (inserted == 1) {
                return Optional.empty();
            }
            return JdbcQueries.query(
                            connection,
                            "SELECT fingerprint, status, location, body FROM idempotency_key"
                                    + " WHERE caller = ? AND request_key = ?",
                            row -> new Row(
                                    row.getString(1),
                                    new StoredAnswer(
                                            row.getInt(2), row.getString(3), PortableText.decode(row.getString(4)))),
                            PortableText.encode(key.caller()),
                            key.key())
                    .stream()
                    .findFirst()
                    .map(row -> answer(key, row));
        });
    }

    private static StoredAnswer answer(RequestKey key, Row row) {
        if (!row.fingerprint().equals(key.fingerprint())) {
            throw new AgentException(
                    ErrorCode.CONFLICT, "this key was used for another request; use a new key for a new request");
        }
        if (row.answer().status() == 0) {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    "the request with this key has begun and has no answer: it is being executed, or the server ended"
                            + " meanwhile; look whether it had an effect before you send it with a new key");
        }
        return row.answer();
    }

    @Override
    public void complete(RequestKey key, StoredAnswer answer) {
        database.inTransaction(
                "store the answer of a request",
                connection -> JdbcQueries.update(
                        connection,
                        "UPDATE idempotency_key SET status = ?, location = ?, body = ?"
                                + " WHERE caller = ? AND request_key = ?",
                        answer.status(),
                        answer.location(),
                        PortableText.encode(answer.body()),
                        PortableText.encode(key.caller()),
                        key.key()));
    }

    @Override
    public void release(RequestKey key) {
        database.inTransaction(
                "release the key of a request",
                connection -> JdbcQueries.update(
                        connection,
                        "DELETE FROM idempotency_key WHERE caller = ? AND request_key = ? AND status = 0",
                        PortableText.encode(key.caller()),
                        key.key()));
    }
}
