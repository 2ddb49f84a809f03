package dev.codeagent.api.wire;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import jakarta.json.JsonException;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Why a request was not done, as every door says it: a code for machines, its kind, and a message for people. */
public record ErrorResponse(String code, String kind, String message) {
    private static final System.Logger LOG = System.getLogger(ErrorResponse.class.getName());
    private static final int MAX_CAUSES = 20;

    public static ErrorResponse of(ErrorCode code, String message) {
        return new ErrorResponse(code.name(), code.kind().name().toLowerCase(Locale.ROOT), message);
    }

    /** What to tell of a failure; one that nobody foresaw is logged and told by its incident's id alone. */
    public static ErrorResponse of(Throwable failure) {
        Optional<AgentException> known = findAgentException(failure);
        if (known.isPresent()) {
            return of(known.get().code(), known.get().getMessage());
        }
        String incident = UUID.randomUUID().toString();
        LOG.log(Level.ERROR, "request failed incident=" + incident, failure);
        return of(ErrorCode.INTERNAL, "the server failed; its log tells more under incident " + incident);
    }

    /** The system's own exception, also where a container has wrapped it. */
    public static Optional<AgentException> findAgentException(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++, cause = cause.getCause()) {
            if (cause instanceof AgentException known) {
                return Optional.of(known);
            }
            if (cause instanceof JsonException) {
                return Optional.of(new AgentException(
                        ErrorCode.MALFORMED_MESSAGE, "the message is not valid JSON: " + firstLine(cause), cause));
            }
        }
        return Optional.empty();
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
