package dev.codeagent.docker;

import java.util.Locale;

/** What a sandbox can reach beside itself. */
public enum NetworkAccess {
    /** Nothing. */
    NONE("no network"),
    /** Containers that agents made for the project; neither this machine nor anything outside. */
    INTERNAL("no network but to containers that agents made for the project"),
    /** Beside those the hosts that are listed, through a proxy that logs each request. */
    LISTED("the listed hosts alone, through a proxy that logs"),
    /** Beside those all public hosts, through a proxy that logs each request. */
    PUBLIC("public hosts, through a proxy that logs"),
    /** Everything that the engine's machine reaches. */
    OPEN("everything that this machine reaches");

    private final String description;

    NetworkAccess(String description) {
        this.description = description;
    }

    public String description() {
        return description;
    }

    /** Whether it is had by a proxy, which refuses what is not meant. */
    public boolean isProxied() {
        return this == LISTED || this == PUBLIC;
    }

    /** For names and labels. */
    public String labelValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
