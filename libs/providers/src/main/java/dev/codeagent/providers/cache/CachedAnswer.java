package dev.codeagent.providers.cache;

import dev.codeagent.api.provider.McpResponse;
import java.time.Instant;

/**
 * A stored answer.
 *
 * @param storedAt when the provider gave the answer
 * @param run the run that used the answer last
 * @param step the step of that run
 */
public record CachedAnswer(Instant storedAt, String run, String step, McpResponse response) {
    CachedAnswer usedBy(String otherRun, String otherStep) {
        return new CachedAnswer(storedAt, otherRun, otherStep, response);
    }
}
