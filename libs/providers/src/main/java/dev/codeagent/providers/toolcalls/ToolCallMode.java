package dev.codeagent.providers.toolcalls;

/** How a model is given tools. */
public enum ToolCallMode {
    /** Through the API of its provider. */
    NATIVE("through the API"),
    /** As a choice under a JSON schema. */
    SCHEMA("through a JSON schema"),
    /** As a choice that the instructions ask for, because the provider supports no schema. */
    TEXT("through its instructions");

    private final String description;

    ToolCallMode(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }
}
