package dev.codeagent.persistence.run;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.wire.EventCodec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** A row of the table of events: run, number, time, type, fields. */
final class StoredEvent {
    private StoredEvent() {}

    /**
     * Reads the current row.
     *
     * @throws AgentException CONFIGURATION if a newer version wrote the event, INTERNAL if the row is damaged. Never
     *     STORAGE_FAILED, for which a run waits: the database has answered, and its next answer will be the same.
     */
    static RecordedEvent read(ResultSet row) throws SQLException {
        var run = new RunId(row.getString(1));
        long seq = row.getLong(2);
        try {
            return new RecordedEvent(
                    run,
                    seq,
                    Instant.ofEpochMilli(row.getLong(3)),
                    EventCodec.read(
                            row.getString(4), BoundedJson.readFragment(row.getString(5), BoundedJson.Limits.STORED)));
        } catch (AgentException e) {
            throw new AgentException(
                    e.code() == ErrorCode.CONFIGURATION ? e.code() : ErrorCode.INTERNAL,
                    "event " + seq + " of run " + run + " in the journal cannot be read: " + e.getMessage(),
                    e);
        }
    }
}
