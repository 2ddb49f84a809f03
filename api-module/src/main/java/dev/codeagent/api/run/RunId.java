package dev.codeagent.api.run;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;

/** Identifies a run: one request and all work of the agents for it. */
public record RunId(String value) {
    private static final java.util.regex.Pattern SHAPE =
            java.util.regex.Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

    public RunId {
        if (value == null || !SHAPE.matcher(value).matches()) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE,
                    "'" + value
                            + "' is not a run id; use up to 80 letters, digits, '.', '_' and '-',"
                            + " starting with a letter or digit");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
