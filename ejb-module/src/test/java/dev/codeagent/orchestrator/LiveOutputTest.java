package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveOutputTest {
    private final List<String> published = new ArrayList<>();
    private long now;
    private final LiveOutput output = new LiveOutput((call, text) -> published.add(call + ": " + text), () -> now);

    private void receive(String call, String text) {
        now += Duration.ofMillis(100).toNanos();
        output.onOutput(call, text);
    }

    @Test
    void publishesWholeLinesOfACall() {
        receive("c1", "one\ntw");
        receive("c1", "o\n");
        receive("c1", "50 %\r60");
        receive("c2", "other\n");

        assertThat(published).containsExactly("c1: one\n", "c1: two\n", "c1: 50 %\r", "c2: other\n");
    }

    @Test
    void publishesNoMoreThanAPersonCanSee() {
        receive("c1", "one\n");
        output.onOutput("c1", "two\n");
        output.onOutput("c1", "three\n");
        receive("c1", "line\n".repeat(2_000));

        assertThat(published).hasSize(2);
        assertThat(published.getLast()).endsWith("line\nline\n").hasSizeLessThan(4_010);

        for (int i = 0; i < 1_000; i++) {
            receive("c1", "line\n".repeat(1_000));
        }
        assertThat(String.join("", published)).hasSizeLessThan(300_000);
    }

    @Test
    void stopsAtASecretAlsoIfItArrivesInParts() {
        String token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";

        receive("c1", "before\n" + token.substring(0, 12));
        receive("c1", token.substring(12) + "\nafter\n");
        receive("c1", "later\n");

        assertThat(published)
                .containsExactly("c1: before\n", "c1: (output with a secret is not shown while the call runs)\n");
    }

    @Test
    void stopsAtAKeyBeforeItsLines() {
        receive("c1", "-----BEGIN PRIVATE KEY-----\n");
        receive("c1", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n");
        receive("c1", "MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu\n");

        assertThat(published.toString()).doesNotContain("MIIE", "MzEf");
    }

    @Test
    void aMessageThatNoExecutorSendsStopsTheOutput() {
        receive("c1", "x\n".repeat(100_000));
        receive("c1", "later\n");

        assertThat(published).isEmpty();
    }

    @Test
    void aFailureOfASubscriberDoesNotReachTheCall() {
        var failing = new LiveOutput((call, text) -> {
            throw new IllegalStateException("no feed");
        });

        failing.onOutput("c1", "one\n");
        failing.onOutput("c1", "two\n");
    }
}
