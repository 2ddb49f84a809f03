package dev.codeagent.api.catalog;

/** What a model can do in addition to text. */
public enum ModelCapability {
    TOOLS,
    IMAGES,
    THINKING,
    JSON_SCHEMA,
    /** Completes code between a prefix and a suffix. */
    FIM,
    /** Returns vectors and no text: such a model is never a default. */
    EMBEDDING
}
