package dev.codeagent.modelgateway;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.Locale;
import java.util.stream.Stream;

/** Why a model did not answer, as the APIs report it; a part of the message identifies each error. */
enum GatewayError {
    NO_GPU_RUNTIME(503, ErrorCode.SANDBOX_UNAVAILABLE, "could not select device driver"),
    NO_IMAGE(503, ErrorCode.SANDBOX_UNAVAILABLE, "no such image"),
    MODEL_FILE_MISSING(503, ErrorCode.SANDBOX_UNAVAILABLE, "is not in the volume"),
    OUT_OF_MEMORY(503, ErrorCode.SANDBOX_FAILED, "ran out of memory"),
    START_TIMEOUT(504, ErrorCode.TOOL_TIMEOUT, "did not become healthy within"),
    MODEL_STOPPED(503, ErrorCode.SANDBOX_LOST, "was stopped meanwhile"),
    MODEL_DIED(503, ErrorCode.SANDBOX_LOST, "its container exited"),
    NO_ENGINE(503, ErrorCode.SANDBOX_UNAVAILABLE, "failed at engine:"),
    MODEL_NOT_FOUND(404, ErrorCode.NOT_FOUND, "no such model"),
    MODEL_BROKE_OFF(502, ErrorCode.PROVIDER_BROKEN_STREAM, "ended early"),
    UNAUTHORIZED(401, ErrorCode.FORBIDDEN, "the token is missing or wrong"),
    FORBIDDEN(403, ErrorCode.FORBIDDEN, ""),
    INVALID_REQUEST(400, ErrorCode.INVALID_VALUE, ""),
    ENGINE_FAILED(503, ErrorCode.SANDBOX_FAILED, ""),
    INTERNAL(500, ErrorCode.INTERNAL, "");

    private final int status;
    private final ErrorCode code;
    private final String messagePart;

    GatewayError(int status, ErrorCode code, String messagePart) {
        this.status = status;
        this.code = code;
        this.messagePart = messagePart;
    }

    /** @param subject the model or object; the message is the subject, the text of this error and {@code detail} */
    AgentException exceptionFor(String subject, String detail) {
        return new AgentException(
                code, (subject + " " + messagePart + (detail.startsWith(";") ? "" : " ") + detail).strip());
    }

    AgentException exception(String message) {
        return new AgentException(code, message);
    }

    static GatewayError of(AgentException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(c -> !c.messagePart.isEmpty() && message.contains(c.messagePart))
                .filter(c -> c.code == e.code() || e.code() == ErrorCode.SANDBOX_FAILED)
                .findFirst()
                .or(() -> Stream.of(values())
                        .filter(c -> c.messagePart.isEmpty() && c.code == e.code())
                        .findFirst())
                .orElse(INTERNAL);
    }

    /** The HTTP status of the response. */
    int status() {
        return status;
    }

    /** The {@code code} of an error in the response. */
    String wireCode() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The {@code type} of an error in the response. */
    String type() {
        return switch (this) {
            case MODEL_NOT_FOUND, INVALID_REQUEST -> "invalid_request_error";
            case UNAUTHORIZED, FORBIDDEN -> "authentication_error";
            default -> "server_error";
        };
    }
}
