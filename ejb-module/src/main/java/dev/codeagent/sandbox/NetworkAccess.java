package dev.codeagent.sandbox;

import java.util.Locale;

/** What a sandbox can reach beside itself. */
public enum NetworkAccess {
    /** Nothing. */
    NONE("no network"),
    /** Other containers of the same project; neither this machine nor anything outside. */
    INTERNAL("a network of the project's own that reaches neither this machine nor the outside"),
    /** Beside the project's own network the hosts that are listed, through a proxy that logs each request. */
    LISTED("the listed hosts alone, through a proxy that logs"),
    /** Beside the project's own network all public hosts, through a proxy that logs each request. */
    PUBLIC("public hosts, through a proxy that logs"),
    /** Everything that the engine's machine reaches. */
    OPEN("everything that this machine reaches");

    private final String words;

    NetworkAccess(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    /** For names and labels. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
