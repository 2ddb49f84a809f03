package dev.codeagent.api.run;

import dev.codeagent.api.id.IdFormat;

/** Identifies a conversation: commands with the same session share its history. */
public record SessionId(String value) {
    public SessionId {
        IdFormat.require(value, "session");
    }

    @Override
    public String toString() {
        return value;
    }
}
