package dev.codeagent.bench.escapes.server;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An attempt that needs only the port of a server, so that tests can make it against Payara Server too.
 *
 * @param id the id of the attempt
 */
public record HttpAttack(String id, String description, Action action, ServerAttempt.Action undefended) {

    /** What an attacker sends. */
    @FunctionalInterface
    public interface Action {
        /** Returns what shows that the attack succeeded; empty if it was refused. */
        Optional<String> run(int port) throws Exception;
    }

    /** All attacks over HTTP. */
    public static List<HttpAttack> all() {
        return Stream.of(RejectionAttempts.all(), SlowRequestAttempts.all(), SmugglingAttempts.all())
                .flatMap(List::stream)
                .toList();
    }

    /** An attack whose control is the same attack on an unmodified Payara Micro. */
    static HttpAttack onBareServer(String id, String description, Action action) {
        return new HttpAttack(
                id,
                description,
                action,
                target -> action.run(target.bareServer().port()));
    }

    /** An attack whose control is the same attack on a server that knows no bodies and accepts every head. */
    static HttpAttack onUnframedServer(String id, String description, Action action) {
        return new HttpAttack(id, description, action, target -> {
            try (var server = new UnframedHttpServer()) {
                return action.run(server.port());
            }
        });
    }

    ServerAttempt toAttempt() {
        return ServerAttempt.of(
                id, description, target -> action.run(target.server().port()), undefended);
    }
}
