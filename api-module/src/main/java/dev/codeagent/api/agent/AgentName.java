package dev.codeagent.api.agent;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The five agents, in the order of the coordination flow. */
public enum AgentName {
    PLANNING,
    CODING,
    REVIEW,
    TESTING,
    DOCUMENTATION;

    /** The name in JSON, URLs and configuration: lower case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static AgentName of(String name) {
        return Arrays.stream(values())
                .filter(a -> a.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AgentException(
                        ErrorCode.UNKNOWN_AGENT,
                        "unknown agent '" + name + "'; use one of "
                                + Arrays.stream(values())
                                        .map(AgentName::wireName)
                                        .collect(Collectors.joining(", "))));
    }
}
