package dev.codeagent.api.policy;

/** How a file is used. */
public enum Access {
    READ,
    WRITE,
    ANY;

    /** Whether a rule about {@code this} speaks of such a use; a use that is not known may be either. */
    boolean covers(Access use) {
        return this == ANY || use == ANY || this == use;
    }
}
