package dev.codeagent.api.security;

import java.util.Set;

/** Who asks. It comes from the server's authentication, never from what a message says of its sender. */
public record Caller(String name, Set<Role> roles) {
    /** The one user of a server without authentication. */
    public static final Caller LOCAL = new Caller("local", Set.of(Role.USER, Role.ADMIN));

    public Caller {
        roles = Set.copyOf(roles);
    }
}
