package dev.codeagent.api.run;

import dev.codeagent.api.id.IdFormat;

/** Identifies a run: one request and all work of the agents for it. */
public record RunId(String value) {
    public RunId {
        IdFormat.require(value, "run");
    }

    @Override
    public String toString() {
        return value;
    }
}
