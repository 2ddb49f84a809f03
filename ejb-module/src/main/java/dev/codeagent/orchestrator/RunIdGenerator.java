package dev.codeagent.orchestrator;

import dev.codeagent.api.run.RunId;
import java.security.SecureRandom;
import java.time.Clock;

/** Creates run ids that sort by time and cannot be guessed. */
public final class RunIdGenerator {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int RANDOM_DIGITS = 8;

    private RunIdGenerator() {}

    public static RunId next() {
        var text = new StringBuilder();
        for (long ms = Clock.systemUTC().millis(); ms > 0; ms >>= 5) {
            text.insert(0, DIGITS.charAt((int) (ms & 31)));
        }
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            text.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
        }
        return new RunId("run-" + text);
    }
}
