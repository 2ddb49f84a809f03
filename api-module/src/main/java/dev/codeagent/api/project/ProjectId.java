package dev.codeagent.api.project;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;

/** Identifies a project. */
public record ProjectId(String value) {
    private static final java.util.regex.Pattern SHAPE =
            java.util.regex.Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

    public ProjectId {
        if (value == null || !SHAPE.matcher(value).matches()) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE,
                    "'" + value
                            + "' is not a project id; use up to 80 letters, digits, '.', '_' and '-',"
                            + " starting with a letter or digit");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
