package dev.codeagent.api.error;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The only exception type of the system: a code for programs and a message for people. The message names what is wrong,
 * where, and the fix. It never contains a secret, so it may be shown and logged unchanged.
 */
public final class AgentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** How a message begins that names its field; so the field cannot differ from the one in the text. */
    private static final Pattern NAMED_FIELD =
            Pattern.compile("(?:fields?|parameters?) '([A-Za-z][A-Za-z0-9_.\\[\\]-]*+)'");

    private final ErrorCode code;
    private final Duration retryAfter;
    private final String field;
    private final transient List<PatchConflict> conflicts;

    public AgentException(ErrorCode code, String message) {
        this(code, message, (Throwable) null);
    }

    public AgentException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.retryAfter = cause instanceof AgentException e ? e.retryAfter : Duration.ZERO;
        this.field = cause instanceof AgentException e && !e.field.isEmpty() ? e.field : fieldIn(message);
        this.conflicts = cause instanceof AgentException e ? e.conflicts : List.of();
    }

    /**
     * @param retryAfter how long to wait before the next attempt, as requested by the remote side
     */
    public AgentException(ErrorCode code, String message, Duration retryAfter) {
        super(message);
        this.code = code;
        this.retryAfter = retryAfter;
        this.field = fieldIn(message);
        this.conflicts = List.of();
    }

    private AgentException(AgentException other, String field, List<PatchConflict> conflicts) {
        super(other.getMessage(), other);
        this.code = other.code;
        this.retryAfter = other.retryAfter;
        this.field = field;
        this.conflicts = List.copyOf(conflicts);
    }

    private static String fieldIn(String message) {
        Matcher matcher = NAMED_FIELD.matcher(message);
        return matcher.lookingAt() ? matcher.group(1) : "";
    }

    /** An exception with {@link ErrorCode#INVALID_VALUE}; the message names the field, the value and the fix. */
    public static AgentException invalidValue(String message) {
        return new AgentException(ErrorCode.INVALID_VALUE, message);
    }

    /** Reads a value of a request; if the caller has to correct it, the exception names its field or parameter. */
    public static <T> T readField(String field, Supplier<T> value) {
        try {
            return value.get();
        } catch (AgentException e) {
            throw e.field.isEmpty() && e.code.kind() == ErrorCode.Kind.CALLER ? e.inField(field) : e;
        }
    }

    /** The same failure of a named field or parameter of the request. */
    public AgentException inField(String name) {
        return new AgentException(this, name, conflicts);
    }

    /** The same failure with the parts of a patch that were the reason. */
    public AgentException withConflicts(List<PatchConflict> parts) {
        return new AgentException(this, field, parts);
    }

    /** The parts of a patch that do not fit the files of the user; empty for other failures. */
    public List<PatchConflict> conflicts() {
        return conflicts;
    }

    /** The field or parameter of the request that is wrong, for example {@code models[0].provider}; may be empty. */
    public String field() {
        return field;
    }

    /** How long to wait before the next attempt; zero if the remote side named no time. */
    public Duration retryAfter() {
        return retryAfter;
    }

    public ErrorCode code() {
        return code;
    }

    /** Whether the same request may succeed later without a change. */
    public boolean isRetryable() {
        return code.kind() == ErrorCode.Kind.TRANSIENT || code.kind() == ErrorCode.Kind.BUSY;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }
}
