package dev.codeagent.persistence.schema;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Interprets failures of a database: SQLite reports them as text, PostgreSQL as SQLSTATE codes (its manual, appendix
 * A).
 */
public final class StorageErrors {
    private static final String DISK_FULL = "53100";

    private StorageErrors() {}

    /** Translates the failure of a statement to an error code and a message. */
    public static AgentException translate(Throwable failure, String operation) {
        String message = causeMessage(failure);
        String state = sqlState(failure);
        if (state.startsWith("23") || message.contains("CONSTRAINT")) {
            return new AgentException(
                    ErrorCode.CONFLICT,
                    "cannot " + operation + ": a row with this key already exists, or a row that it needs is missing ("
                            + message + ")",
                    failure);
        }
        if (state.equals(DISK_FULL) || message.contains("SQLITE_FULL") || message.contains("disk is full")) {
            return new AgentException(
                    ErrorCode.STORAGE_FULL,
                    "cannot " + operation + ": the disk of the database is full; free some space",
                    failure);
        }
        if (isUnavailable(failure)) {
            return new AgentException(
                    ErrorCode.STORAGE_FAILED,
                    "cannot " + operation + ": the database does not answer (" + message + ")",
                    failure);
        }
        return new AgentException(ErrorCode.STORAGE_FAILED, "cannot " + operation + ": " + message, failure);
    }

    /**
     * Whether the database may answer later without a change of the configuration: it starts, restarts or is
     * unreachable.
     */
    public static boolean isUnavailable(Throwable failure) {
        String state = sqlState(failure);
        return (state.startsWith("08") || state.startsWith("57P") || state.equals("53300")) && !isUnknownHost(failure);
    }

    static boolean isUnknownHost(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    /** The innermost SQL state; pools wrap the driver's exceptions. */
    static String sqlState(Throwable failure) {
        String state = "";
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException e && e.getSQLState() != null) {
                state = e.getSQLState();
            }
        }
        return state;
    }

    /** The first line of the driver's message. */
    static String causeMessage(Throwable failure) {
        String message = innermostSqlException(failure)
                .map(Throwable::getMessage)
                .orElseGet(
                        () -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage());
        return message.lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^FATAL: ", "")
                .replaceFirst("\\. Check that the hostname .*$", "");
    }

    /** The innermost exception of the driver that has a message. */
    static Optional<SQLException> innermostSqlException(Throwable failure) {
        Optional<SQLException> found = Optional.empty();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException e && e.getMessage() != null) {
                found = Optional.of(e);
            }
        }
        return found;
    }
}
