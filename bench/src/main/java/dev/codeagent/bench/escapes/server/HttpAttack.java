package dev.codeagent.bench.escapes.server;

import dev.codeagent.bench.harness.ServerAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An attempt that needs only the address of a server, so that tests can make it against Payara Server too.
 *
 * @param id the id of the attempt
 */
public record HttpAttack(String id, String description, Action action, ServerAttempt.Action undefended) {

    /** What an attacker sends. */
    @FunctionalInterface
    public interface Action {
        /** Returns what shows that the attack succeeded; empty if it was refused. */
        Optional<String> run(Target target) throws Exception;
    }

    /**
     * A server.
     *
     * @param authorization the value of the header {@code Authorization} of an authenticated client; empty for none
     */
    public record Target(int port, Optional<String> authorization) {
        private static final String HOST = "Host: 127.0.0.1\r\n";

        public static Target of(ServerAddress address) {
            return new Target(address.port(), address.authorization());
        }

        static Target withoutToken(int port) {
            return new Target(port, Optional.empty());
        }

        /** The bytes of the request, authenticated after its first header {@code Host}. */
        byte[] bytes(String request) {
            int end = request.indexOf(HOST) + HOST.length();
            String authenticated = authorization.isEmpty() || end < HOST.length()
                    ? request
                    : request.substring(0, end) + "Authorization: " + authorization.get() + "\r\n"
                            + request.substring(end);
            return authenticated.getBytes(StandardCharsets.ISO_8859_1);
        }
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
                target -> action.run(Target.withoutToken(target.bareServer().port())));
    }

    /** An attack whose control is the same attack on a server that knows no bodies and accepts every head. */
    static HttpAttack onUnframedServer(String id, String description, Action action) {
        return new HttpAttack(id, description, action, target -> {
            try (var server = new UnframedHttpServer()) {
                return action.run(Target.withoutToken(server.port()));
            }
        });
    }

    ServerAttempt toAttempt() {
        return ServerAttempt.of(
                id, description, target -> action.run(Target.of(target.server().address())), undefended);
    }
}
