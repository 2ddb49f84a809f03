package dev.codeagent.fakemodel;

import jakarta.json.Json;
import java.util.Optional;

/** An HTTP error as the response to a request. */
final class HttpErrorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String type;
    private final int retryAfter;

    private HttpErrorException(int status, String type, String message, int retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.retryAfter = retryAfter;
    }

    /** The request violates the API. */
    static HttpErrorException badRequest(String message) {
        return new HttpErrorException(400, "invalid_request_error", message, -1);
    }

    static HttpErrorException unauthorized(String message) {
        return new HttpErrorException(401, "authentication_error", message, -1);
    }

    static HttpErrorException notFound(String message) {
        return new HttpErrorException(404, "not_found_error", message, -1);
    }

    /** The script expects a different request. */
    static HttpErrorException unexpectedRequest(String message) {
        return new HttpErrorException(422, "expectation_failed", message, -1);
    }

    static HttpErrorException scriptedError(Turn.HttpFailure failure, int count) {
        String message = failure.message() + " (" + count + " of " + failure.times() + ")";
        return new HttpErrorException(
                failure.status(),
                "scripted_error",
                message,
                failure.retryAfter().orElse(-1));
    }

    int status() {
        return status;
    }

    /** Whether the request differs from what the script expects. */
    boolean isUnexpectedRequest() {
        return status == 422 && type.equals("expectation_failed");
    }

    Optional<Integer> retryAfter() {
        return retryAfter < 0 ? Optional.empty() : Optional.of(retryAfter);
    }

    String body() {
        return Json.createObjectBuilder()
                .add(
                        "error",
                        Json.createObjectBuilder().add("message", getMessage()).add("type", type))
                .build()
                .toString();
    }
}
