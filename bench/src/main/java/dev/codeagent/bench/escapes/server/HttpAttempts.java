package dev.codeagent.bench.escapes.server;

import java.util.List;
import java.util.stream.Stream;

/** Attempts against the HTTP server. */
final class HttpAttempts {
    private HttpAttempts() {}

    static List<ServerAttempt> all() {
        return Stream.concat(HttpAttack.all().stream().map(HttpAttack::toAttempt), JsonAttempts.all().stream())
                .toList();
    }
}
