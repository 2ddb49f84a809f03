package dev.codeagent.api.project;

import dev.codeagent.api.id.IdFormat;

/** Identifies a project. */
public record ProjectId(String value) {
    public ProjectId {
        IdFormat.require(value, "project");
    }

    @Override
    public String toString() {
        return value;
    }
}
