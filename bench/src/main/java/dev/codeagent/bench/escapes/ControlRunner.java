package dev.codeagent.bench.escapes;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** Runs controls: the same attempts without a sandbox, to verify that they can succeed. */
final class ControlRunner {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    /** For controls that are expected to hang. */
    private static final Duration HANG_TIMEOUT = Duration.ofSeconds(1);

    private final EscapeDetector detector;
    private final PlaceholderExpander placeholders;
    private final Path scratch;
    private final Map<String, Optional<String>> cachedFailures = new HashMap<>();

    /** @param scratch a copy of the sample repository that every user may write to */
    ControlRunner(EscapeDetector detector, PlaceholderExpander placeholders, Path scratch) {
        this.detector = detector;
        this.placeholders = placeholders.with(
                Map.of("workspace", scratch.toString(), "home", scratch.toString(), "results", scratch.toString()));
        this.scratch = scratch;
    }

    static String randomToken() {
        byte[] bytes = new byte[8];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Returns why the control of the case failed, so that the case proves nothing; empty if the control worked or the
     * case has none. Identical controls run once.
     */
    Optional<String> findControlFailure(EscapeCase escapeCase) throws IOException, InterruptedException {
        Optional<String> command = controlCommand(escapeCase);
        if (command.isEmpty()) {
            return Optional.empty();
        }
        String cacheKey = escapeCase.expectedSignal() + " "
                + Attempt.of(escapeCase, "-", placeholders).shellCommand(command.get());
        if (!cachedFailures.containsKey(cacheKey)) {
            cachedFailures.put(cacheKey, runControl(escapeCase, command.get()));
        }
        return cachedFailures.get(cacheKey);
    }

    private Optional<String> runControl(EscapeCase escapeCase, String command)
            throws IOException, InterruptedException {
        var attempt = Attempt.of(escapeCase, randomToken(), placeholders);
        try {
            HostShell.CommandResult result = detector.canaries()
                    .shell()
                    .run(
                            attempt.shellCommand(command),
                            scratch,
                            escapeCase.expectedSignal() == EscapeSignal.HANGS ? HANG_TIMEOUT : TIMEOUT);
            Set<EscapeSignal> signals =
                    detector.detectSignals(attempt, result.output(), result.output(), result.completed());
            if (escapeCase.expectedSignal() == EscapeSignal.OUTLIVES
                    && !MarkedProcesses.find(Attempt.mark(attempt.token())).isEmpty()) {
                signals.add(EscapeSignal.OUTLIVES);
            }
            return signals.contains(escapeCase.expectedSignal())
                    ? Optional.empty()
                    : Optional.of("its control does not show '"
                            + escapeCase.expectedSignal().yamlName() + "': "
                            + result.output().strip().replace('\n', ' '));
        } finally {
            MarkedProcesses.kill(Attempt.mark(attempt.token()));
            MarkedProcesses.killWithin(scratch);
            detector.canaries().restore();
        }
    }

    private static Optional<String> controlCommand(EscapeCase escapeCase) {
        return switch (escapeCase.control()) {
            case EscapeCase.Control.None none -> Optional.empty();
            case EscapeCase.Control.Other other -> Optional.of(other.command());
            case EscapeCase.Control.Same same ->
                Optional.of(escapeCase.steps().stream()
                        .map(step -> switch (step) {
                            case CaseStep.Setup setup -> setup.command();
                            case CaseStep.Call call ->
                                call.arguments().getOrDefault("command", "").toString();
                            case CaseStep.ServerAction server -> "";
                        })
                        .collect(Collectors.joining("\n")));
        };
    }
}
