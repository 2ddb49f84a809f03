package dev.codeagent.policy;

/** How a file is used. */
public enum Access {
    READ,
    WRITE,
    ANY;

    /** Whether a rule about {@code this} speaks of such a use; a use that is not known may be either. */
    boolean matches(Access other) {
        return this == ANY || other == ANY || this == other;
    }
}
