package dev.codeagent.providers.boundary;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.config.ResponseCacheSettings;
import dev.codeagent.config.Settings;
import dev.codeagent.policy.secret.SecretScanner;
import dev.codeagent.providers.cache.AnswerFiles;
import dev.codeagent.providers.cache.ResponseCache;
import dev.codeagent.providers.cache.SuccessfulRuns;
import dev.codeagent.providers.http.ExchangeRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Opens the files in which exchanges with models are kept, if the settings say so. */
final class TrafficFiles {
    private static final String CACHE = "response-cache";

    private TrafficFiles() {}

    /** Records nothing by default. */
    static Optional<ExchangeRecorder> openRecorder(Settings settings, ProviderKeysInUse keys) {
        if (settings.recording().isEmpty()) {
            return Optional.empty();
        }
        Path directory = settings.recording().get();
        try {
            return Optional.of(ExchangeRecorder.open(
                    directory, Instant.now(), keys, text -> SecretScanner.redact(text, SecretScanner.scan(text, ""))));
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION,
                    "providers.recording: cannot use the directory " + directory + ": " + e.getMessage(),
                    e);
        }
    }

    static Optional<ResponseCache> openCache(Settings settings, RunJournal journal) {
        Path directory = settings.dataDirectory().resolve(CACHE);
        ResponseCacheSettings cache = settings.responseCache();
        try {
            if (!cache.enabled()) {
                AnswerFiles.delete(directory);
                return Optional.empty();
            }
            Clock clock = Clock.systemUTC();
            AnswerFiles files = AnswerFiles.open(directory, cache.maxBytes(), cache.expiry(), clock);
            return Optional.of(new ResponseCache(files, clock, new SuccessfulRuns(journal)));
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION,
                    "providers.responseCache: cannot use the directory " + directory + ": " + e.getMessage(),
                    e);
        }
    }
}
