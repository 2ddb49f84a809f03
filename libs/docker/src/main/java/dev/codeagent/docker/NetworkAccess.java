package dev.codeagent.docker;

import java.util.Locale;

/** The network access of a sandbox. */
public enum NetworkAccess {
    /** Nothing. */
    NONE("no network"),
    /** Containers that agents created for the project; neither the host nor anything outside. */
    INTERNAL("no network except to containers that agents created for the project"),
    /** Those containers and the listed hosts, through a proxy that logs each request. */
    LISTED("only the listed hosts, through a proxy that logs"),
    /** Those containers and all public hosts, through a proxy that logs each request. */
    PUBLIC("public hosts, through a proxy that logs"),
    /** Everything that the Docker host can reach. */
    OPEN("everything that the host can reach");

    private final String description;

    NetworkAccess(String description) {
        this.description = description;
    }

    public String description() {
        return description;
    }

    /** Whether access goes through a proxy, which refuses everything else. */
    public boolean isProxied() {
        return this == LISTED || this == PUBLIC;
    }

    /** Whether anything but containers of the project can be reached. */
    public boolean reachesOutside() {
        return isProxied() || this == OPEN;
    }

    /** The value in names and labels. */
    public String labelValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
