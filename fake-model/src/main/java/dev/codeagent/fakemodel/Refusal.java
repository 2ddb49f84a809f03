package dev.codeagent.fakemodel;

import jakarta.json.Json;
import java.util.Optional;

/** An HTTP error as the answer to a request. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String type;
    private final int retryAfter;

    private Refusal(int status, String type, String message, int retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.retryAfter = retryAfter;
    }

    /** The request breaks the rules of the wire. */
    static Refusal badRequest(String message) {
        return new Refusal(400, "invalid_request_error", message, -1);
    }

    static Refusal badKey(String message) {
        return new Refusal(401, "authentication_error", message, -1);
    }

    static Refusal missing(String message) {
        return new Refusal(404, "not_found_error", message, -1);
    }

    /** The request is not the one that the script waits for. */
    static Refusal unexpected(String message) {
        return new Refusal(422, "expectation_failed", message, -1);
    }

    static Refusal scripted(Turn.Failure failure, int count) {
        String message = failure.message() + " (" + count + " of " + failure.times() + ")";
        return new Refusal(
                failure.status(),
                "scripted_error",
                message,
                failure.retryAfter().orElse(-1));
    }

    int status() {
        return status;
    }

    /** Whether the script, not the network, is at odds with the request. */
    boolean unexpected() {
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
