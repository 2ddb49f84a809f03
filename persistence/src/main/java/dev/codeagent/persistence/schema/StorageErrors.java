package dev.codeagent.persistence.schema;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Interprets failures of a database: SQLite reports them as result codes (sqlite.org/rescode.html), PostgreSQL as SQLSTATE codes
 * (its manual, appendix A).
 */
public final class StorageErrors {
    private static final String DISK_FULL = "53100";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String FOREIGN_KEY_VIOLATION = "23503";
    private static final Set<SQLiteErrorCode> UNIQUE = EnumSet.of(
            SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY,
            SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE,
            SQLiteErrorCode.SQLITE_CONSTRAINT_ROWID);
    /** The bits of an extended result code of SQLite that are its primary code. */
    private static final int PRIMARY_CODE = 0xFF;

    private StorageErrors() {}

    /** Translates the failure of a statement to an error code and a message. */
    public static AgentException translate(Throwable failure, String operation) {
        String message = causeMessage(failure);
        String state = sqlState(failure);
        Optional<SQLiteErrorCode> sqlite = sqliteError(failure);
        Optional<AgentException> constraint = violatedConstraint(state, sqlite, "cannot " + operation, failure);
        if (constraint.isPresent()) {
            return constraint.get();
        }
        if (state.equals(DISK_FULL)
                || sqlite.filter(code -> code == SQLiteErrorCode.SQLITE_FULL).isPresent()) {
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

    /** Which kind of constraint a statement violated; empty for another failure. */
    private static Optional<AgentException> violatedConstraint(
            String state, Optional<SQLiteErrorCode> sqlite, String operation, Throwable failure) {
        String detail = " (" + causeMessage(failure) + ")";
        if (state.equals(UNIQUE_VIOLATION) || sqlite.filter(UNIQUE::contains).isPresent()) {
            return Optional.of(new AgentException(
                    ErrorCode.CONFLICT, operation + ": a row with this key already exists" + detail, failure));
        }
        if (state.equals(FOREIGN_KEY_VIOLATION)
                || sqlite.filter(code -> code == SQLiteErrorCode.SQLITE_CONSTRAINT_FOREIGNKEY)
                        .isPresent()) {
            return Optional.of(new AgentException(
                    ErrorCode.CONFLICT, operation + ": a row that it needs is missing" + detail, failure));
        }
        boolean other = state.startsWith("23")
                || sqlite.filter(code -> (code.code & PRIMARY_CODE) == SQLiteErrorCode.SQLITE_CONSTRAINT.code)
                        .isPresent();
        return other
                ? Optional.of(new AgentException(
                        ErrorCode.INTERNAL, operation + ": the schema does not allow a value" + detail, failure))
                : Optional.empty();
    }

    private static Optional<SQLiteErrorCode> sqliteError(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLiteException e) {
                return Optional.of(e.getResultCode());
            }
        }
        return Optional.empty();
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
