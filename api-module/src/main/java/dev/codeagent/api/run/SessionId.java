package dev.codeagent.api.run;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;

/** Identifies a conversation: commands with the same session share its history. */
public record SessionId(String value) {
    private static final java.util.regex.Pattern SHAPE =
            java.util.regex.Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

    public SessionId {
        if (value == null || !SHAPE.matcher(value).matches()) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE,
                    "'" + value
                            + "' is not a session id; use up to 80 letters, digits, '.', '_' and '-',"
                            + " starting with a letter or digit");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
