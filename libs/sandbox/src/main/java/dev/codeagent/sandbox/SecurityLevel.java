package dev.codeagent.sandbox;

import dev.codeagent.docker.NetworkAccess;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The permissions of a sandbox, from full isolation to an open network; docs/sandbox.md has the table. */
public enum SecurityLevel {
    FULL_ISOLATION(NetworkAccess.NONE, NetworkAccess.NONE, new ResourceLimits(1, 1L << 30, 256, 2L << 30)),
    STANDARD(NetworkAccess.INTERNAL, NetworkAccess.PUBLIC, new ResourceLimits(2, 3L << 30, 512, 8L << 30)),
    DEVELOPMENT(NetworkAccess.LISTED, NetworkAccess.PUBLIC, new ResourceLimits(4, 6L << 30, 1024, 16L << 30)),
    PRODUCTION(NetworkAccess.OPEN, NetworkAccess.OPEN, new ResourceLimits(4, 6L << 30, 1024, 16L << 30));

    private final NetworkAccess agentNetwork;
    private final NetworkAccess prepareNetwork;
    private final ResourceLimits limits;

    SecurityLevel(NetworkAccess agentNetwork, NetworkAccess prepareNetwork, ResourceLimits limits) {
        this.agentNetwork = agentNetwork;
        this.prepareNetwork = prepareNetwork;
        this.limits = limits;
    }

    /** The network while agents work. */
    public NetworkAccess agentNetwork() {
        return agentNetwork;
    }

    /** The network while the build of the project fetches its dependencies, before agents work. */
    public NetworkAccess prepareNetwork() {
        return prepareNetwork;
    }

    public ResourceLimits limits() {
        return limits;
    }

    /** The name in the configuration, e.g. {@code full-isolation}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<SecurityLevel> find(String name) {
        return Arrays.stream(values())
                .filter(level -> level.wireName().equals(name))
                .findFirst();
    }
}
