package dev.codeagent.policy;

/** How a file is accessed. */
public enum Access {
    READ,
    WRITE,
    ANY;

    /** Whether a rule for {@code this} access applies to the other one; an unknown access may be either. */
    boolean matches(Access other) {
        return this == ANY || other == ANY || this == other;
    }
}
