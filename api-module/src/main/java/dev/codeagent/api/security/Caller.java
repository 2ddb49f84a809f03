package dev.codeagent.api.security;

import java.util.Set;

/** The authenticated caller. It always comes from the server's authentication, never from the content of a message. */
public record Caller(String name, Set<Role> roles) {
    /** The only user of a server without authentication. */
    public static final Caller LOCAL = new Caller("local", Set.of(Role.USER, Role.ADMIN));

    public Caller {
        roles = Set.copyOf(roles);
    }
}
