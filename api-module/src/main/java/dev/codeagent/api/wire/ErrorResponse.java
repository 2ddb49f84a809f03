package dev.codeagent.api.wire;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.error.PatchConflict;
import dev.codeagent.api.text.UnicodeText;
import jakarta.json.JsonException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A failed request as every interface reports it: a code for programs, its kind, and a message for people.
 *
 * @param field the field or parameter of the request that is wrong, for example {@code models[0].provider}
 * @param conflicts the parts of a patch that were not applied, and why; missing if the error is about something else
 */
public record ErrorResponse(
        String code, String kind, String message, Optional<String> field, Optional<List<PatchConflict>> conflicts) {
    private static final System.Logger LOG = System.getLogger(ErrorResponse.class.getName());
    private static final int MAX_CAUSES = 20;
    private static final int MAX_MESSAGE_CHARS = 4_000;

    public static ErrorResponse of(ErrorCode code, String message) {
        return new ErrorResponse(
                code.name(), code.kind().name().toLowerCase(Locale.ROOT), message, Optional.empty(), Optional.empty());
    }

    private static ErrorResponse of(AgentException failure) {
        ErrorResponse response = of(failure.code(), shortened(failure.getMessage()));
        return new ErrorResponse(
                response.code(),
                response.kind(),
                response.message(),
                Optional.of(failure.field()).filter(name -> !name.isEmpty()),
                Optional.of(failure.conflicts()).filter(conflicts -> !conflicts.isEmpty()));
    }

    /** The same for a command, which has one field that some codes can mean. */
    public static ErrorResponse ofCommand(Throwable failure) {
        ErrorResponse response = of(failure);
        return switch (response.code()) {
            case "UNKNOWN_COMMAND" -> response.orInField("command");
            case "UNKNOWN_RUN" -> response.orInField("run");
            case "UNKNOWN_APPROVAL" -> response.orInField("approval");
            case "UNKNOWN_PROVIDER" -> response.orInField("provider");
            default -> response;
        };
    }

    private ErrorResponse orInField(String name) {
        return field.isPresent() ? this : new ErrorResponse(code, kind, message, Optional.of(name), conflicts);
    }

    /** A message may quote what a client sent, which may be a megabyte. */
    private static String shortened(String message) {
        if (message.length() <= MAX_MESSAGE_CHARS) {
            return message;
        }
        int half = MAX_MESSAGE_CHARS / 2;
        return UnicodeText.prefix(message, half) + " … "
                + UnicodeText.replaceUnpairedSurrogates(message.substring(message.length() - half));
    }

    /** The response for a failure. An unexpected failure is logged, and the response contains only its incident id. */
    public static ErrorResponse of(Throwable failure) {
        Optional<AgentException> known = findAgentException(failure);
        if (known.isPresent()) {
            return of(known.get());
        }
        String incident = UUID.randomUUID().toString();
        LOG.log(Level.ERROR, "request failed incident=" + incident, failure);
        return of(ErrorCode.INTERNAL, "the server failed; search its log for incident " + incident);
    }

    /** Returns the {@link AgentException} in the cause chain, because containers wrap exceptions. */
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
