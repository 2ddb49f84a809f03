package dev.codeagent.api.security;

/** The role of a caller; it decides what the caller may do. */
public enum Role {
    USER,
    ADMIN
}
