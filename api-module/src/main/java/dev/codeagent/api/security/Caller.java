package dev.codeagent.api.security;

import dev.codeagent.api.command.ReceivedCommand;
import java.util.Optional;
import java.util.Set;

/**
 * The authenticated caller. It always comes from the server's authentication, never from the content of a message.
 *
 * @param command the command with an id that is executed for the caller; it is stored together with what it does
 */
public record Caller(String name, Set<Role> roles, Optional<ReceivedCommand> command) {
    /** The only user of a server without authentication. */
    public static final Caller LOCAL = new Caller("local", Set.of(Role.USER, Role.ADMIN));

    public Caller {
        roles = Set.copyOf(roles);
    }

    /** A caller whose requests have no ids. */
    public Caller(String name, Set<Role> roles) {
        this(name, roles, Optional.empty());
    }

    /** The same caller, while the command is executed. */
    public Caller executing(ReceivedCommand received) {
        return new Caller(name, roles, Optional.of(received));
    }
}
