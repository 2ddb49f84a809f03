package dev.codeagent.bench.escapes.server;

import java.util.List;
import java.util.stream.Stream;

/** Attempts against the HTTP server. */
final class HttpAttempts {
    private HttpAttempts() {}

    static List<ServerAttempt> all() {
        return Stream.concat(HttpAttack.all().stream().map(HttpAttempts::toAttempt), JsonAttempts.all().stream())
                .toList();
    }

    private static ServerAttempt toAttempt(HttpAttack attack) {
        // These wait on one connection until the server ends it; no later attempt restarts the server.
        return attack.id().startsWith("http/endless-") ? attack.toAttempt().beside() : attack.toAttempt();
    }
}
