package dev.codeagent.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.client.error.ApiError;
import dev.codeagent.client.error.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadAttemptsTest {

    @Test
    void aPatchThatConflictsWithTheFilesIsRequestedOnce() {
        var requests = new AtomicInteger();
        var conflict = refusal(409, "CONFLICT", "conflict");

        assertThatThrownBy(() -> new UploadAttempts(Duration.ofMinutes(1)).repeat(() -> {
                    requests.incrementAndGet();
                    throw conflict;
                }))
                .isSameAs(conflict);
        assertThat(requests).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"429, TOO_BUSY, busy", "502, '', ''"})
    void aRequestIsSentAgainUntilTheServerHasTime(int status, String code, String kind) {
        var requests = new AtomicInteger();

        assertThat(new UploadAttempts(Duration.ofMillis(4)).<String>repeat(() -> {
                    if (requests.incrementAndGet() < 3) {
                        throw refusal(status, code, kind);
                    }
                    return "answer";
                }))
                .isEqualTo("answer");
    }

    private static CliException refusal(int status, String code, String kind) {
        var error = new ApiError(status, code, kind, "refused", Optional.empty(), List.of());
        return new CliException(ExitCode.SERVER, "refused", new ApiException(error));
    }
}
