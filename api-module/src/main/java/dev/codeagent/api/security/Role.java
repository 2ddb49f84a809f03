package dev.codeagent.api.security;

/** What a caller may do. */
public enum Role {
    USER,
    ADMIN
}
