package dev.codeagent.api.telemetry;

import java.time.Duration;

/** Listener for HTTP requests that were answered, one call for each. It must return at once and never throw. */
public interface HttpMeter {

    /**
     * One request.
     *
     * @param operation the operation id of REST, or empty
     */
    record HttpExchange(String method, int status, String operation, Duration duration) {}

    void record(HttpExchange exchange);
}
