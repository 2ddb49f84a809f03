package dev.codeagent.api.id;

import dev.codeagent.api.error.AgentException;
import java.util.regex.Pattern;

/** The format of ids, which are part of URLs and of names of files and containers. */
public final class IdFormat {
    private static final Pattern FORMAT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

    private IdFormat() {}

    /** @throws AgentException INVALID_VALUE if the value is not an id */
    public static void require(String value, String type) {
        if (value == null || !FORMAT.matcher(value).matches()) {
            throw AgentException.invalidValue("'" + value + "' is not a " + type
                    + " id; use up to 80 letters, digits, '.', '_' and '-', starting with a letter or digit");
        }
    }
}
