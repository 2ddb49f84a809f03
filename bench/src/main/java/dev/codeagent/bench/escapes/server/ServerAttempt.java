package dev.codeagent.bench.escapes.server;

import java.util.Optional;

/**
 * One attempt against the server or against code that the server runs outside a sandbox.
 *
 * @param id theme and name, for example {@code http/trace-with-body}; a variant ends with its value in brackets
 * @param description what it tries, in one line
 * @param besideOthers whether others are made meanwhile, because it waits for a time limit or for a server of its own
 */
public record ServerAttempt(String id, String description, Action attack, Control control, boolean besideOthers) {

    /** What an attacker does. */
    @FunctionalInterface
    public interface Action {
        /** Returns what shows that the attempt succeeded; empty if it was refused. */
        Optional<String> run(ServerTarget target) throws Exception;
    }

    /** How to verify that the attempt succeeds without the defence. */
    public sealed interface Control {

        /** Makes the attempt on something without the defence; it must succeed there. */
        record Undefended(Action attack) implements Control {}

        /** No control: it would harm the host, or the defence cannot be removed. */
        record None(String reason) implements Control {}
    }

    public static ServerAttempt of(String id, String description, Action attack, Action undefended) {
        return new ServerAttempt(id, description, attack, new Control.Undefended(undefended), false);
    }

    public static ServerAttempt withoutControl(String id, String description, Action attack, String reason) {
        return new ServerAttempt(id, description, attack, new Control.None(reason), false);
    }

    /** The same attempt, made beside others. It must not disturb them, nor fail because of them. */
    ServerAttempt beside() {
        return new ServerAttempt(id, description, attack, control, true);
    }
}
