package dev.codeagent.bench.escapes.server;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.providers.accounting.CallLedger;
import dev.codeagent.providers.cache.AnswerFiles;
import dev.codeagent.providers.cache.ResponseCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request gets an answer of the response cache that is not its own, or one that led to a failure. */
final class CacheAttempts {
    private static final String URL = "https://models.example/v1";
    private static final Asked OWNER = new Asked("run-1", "project-1", "alice", "coding", URL, "the request", true);

    private CacheAttempts() {}

    /** A request, and whether the run that used the answer before succeeded. */
    private record Asked(
            String run, String project, String caller, String step, String url, String text, boolean succeeded) {
        Asked inAnotherRun() {
            return new Asked("run-2", project, caller, step, url, text, succeeded);
        }

        CallLedger.PlannedCall call() {
            return new CallLedger.PlannedCall(
                    ProviderFixture.configuration("house", url),
                    "m-1",
                    ModelTraits.UNKNOWN,
                    GenerationParameters.DEFAULT,
                    McpMessage.of(
                            new SystemInstructions("agent: coding"),
                            SegmentedContext.task(List.of(new ChatMessage.User(text))),
                            List.of()));
        }
    }

    static List<ServerAttempt> all() {
        var attempts = new ArrayList<ServerAttempt>();
        add(attempts, "other-project", new Asked("run-2", "project-2", "alice", "coding", URL, "the request", true));
        add(attempts, "other-caller", new Asked("run-2", "project-1", "mallory", "coding", URL, "the request", true));
        add(attempts, "shifted-names", new Asked("run-2", "project-1a", "lice", "coding", URL, "the request", true));
        add(
                attempts,
                "other-address",
                new Asked("run-2", "project-1", "alice", "coding", "https://other.example/v1", "the request", true));
        add(
                attempts,
                "half-a-character",
                new Asked("run-2", "project-1", "alice", "coding", URL, "the request\ud83d", true));
        add(attempts, "failed-run", new Asked("run-2", "project-1", "alice", "coding", URL, "the request", false));
        add(attempts, "other-step", new Asked("run-1", "project-1", "alice", "coding-2", URL, "the request", false));
        return attempts;
    }

    private static void add(List<ServerAttempt> attempts, String name, Asked asked) {
        attempts.add(ServerAttempt.of(
                "response-cache/" + name,
                "asks for an answer of the response cache that belongs to another, or that led to a failure",
                target -> ask(asked),
                target -> ask(OWNER.inAnotherRun())));
    }

    private static Optional<String> ask(Asked asked) throws IOException {
        Path directory = Files.createTempDirectory("response-cache");
        try {
            var files = AnswerFiles.open(directory, 1 << 20, Duration.ofHours(1), Clock.systemUTC());
            var cache = new ResponseCache(files, Clock.systemUTC(), run -> asked.succeeded());
            var answer = new McpResponse(
                    "m-1", "", "the answer", List.of(), Usage.NONE, McpResponse.StopReason.STOP, ProviderReplay.NONE);
            cache.store(new Ledger(OWNER), OWNER.call(), answer);
            return cache.find(new Ledger(asked), asked.call()).map(found -> "it gets '" + found.text() + "'");
        } finally {
            AnswerFiles.delete(directory);
        }
    }

    /** The account of a request, which is never made. */
    private record Ledger(Asked asked) implements CallLedger {
        @Override
        public Reservation reserve(PlannedCall call, TurnListener listener, CancellationToken cancellation) {
            throw new UnsupportedOperationException("no call is made");
        }

        @Override
        public Optional<Account> account() {
            return Optional.of(new Account(asked.run(), asked.project(), asked.caller(), asked.step()));
        }
    }
}
