package dev.codeagent.providers.openai;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The parts of a request that a server refused by name, and that later requests to it leave out or change. */
final class RefusedFeatures {
    /** Ids of tool calls that are not nine letters and digits. */
    static final String LONG_CALL_IDS = "ids of tool calls";
    /** Instructions as a message of their own, and several messages of a role one after the other. */
    static final String SYSTEM_ROLE = "system role";

    /** What some servers refuse, and what an answer does not depend on. */
    private static final List<String> PARAMETERS =
            List.of("stream_options", "max_completion_tokens", "max_tokens", "temperature", "reasoning_effort");
    /** Fields of an answer that some servers demand back and others refuse. */
    private static final List<String> MESSAGE_FIELDS = List.of(
            "reasoning_content",
            "reasoning_details",
            "thinking_blocks",
            "extra_content",
            "provider_specific_fields",
            "reasoning");

    private static final Pattern DEMANDED = Pattern.compile("must be passed back|is missing|missing a|is required");
    private static final Pattern CALL_ID = Pattern.compile("tool.?call.?id .{0,120}(length of 9|a-z, a-z, 0-9)");
    private static final Pattern ROLES = Pattern.compile(
            "system role (is )?not supported|(only user and assistant|conversation) roles .{0,60}alternate"
                    + "|roles must alternate|does not support (the )?system (role|message|prompt)"
                    + "|(developer|system) instruction is not enabled");

    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    boolean accepts(String feature) {
        return !refused.contains(feature);
    }

    void refuse(Set<String> features) {
        refused.addAll(features);
    }

    /** Whether the failure names something that the next request leaves out. */
    boolean learn(AgentException failure) {
        boolean isRefusal = failure.code() == ErrorCode.PROVIDER_REJECTED
                || failure.code() == ErrorCode.PROVIDER_OVERLOADED && hasRoles(failure);
        if (!isRefusal) {
            return false;
        }
        String message = String.valueOf(failure.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        boolean isDemand = DEMANDED.matcher(lower).find();
        return PARAMETERS.stream().anyMatch(name -> message.contains(name) && refused.add(name))
                || MESSAGE_FIELDS.stream()
                        .anyMatch(
                                name -> message.contains(name) && (isDemand ? refused.remove(name) : refused.add(name)))
                || CALL_ID.matcher(lower).find() && refused.add(LONG_CALL_IDS)
                || ROLES.matcher(lower).find() && refused.add(SYSTEM_ROLE);
    }

    /** Templates that raise an error give HTTP 500 with some servers. */
    private static boolean hasRoles(AgentException failure) {
        return ROLES.matcher(String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT))
                .find();
    }
}
