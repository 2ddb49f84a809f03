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

/** Makes the same tries without a sandbox, to see that they are able to succeed. */
final class Controls {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** For what shall not end. */
    private static final Duration HANG = Duration.ofSeconds(1);

    private final Judge judge;
    private final Words words;
    private final Path scratch;
    private final Map<String, Optional<String>> known = new HashMap<>();

    /** @param scratch a copy of the sample repository that the outsider may write to */
    Controls(Judge judge, Words words, Path scratch) {
        this.judge = judge;
        this.words = words.with(
                Map.of("workspace", scratch.toString(), "home", scratch.toString(), "results", scratch.toString()));
        this.scratch = scratch;
    }

    static String token() {
        byte[] bytes = new byte[8];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Why the case proves nothing; empty where its control worked or it has none. What is the same is tried once. */
    Optional<String> toothless(Case tried) throws IOException, InterruptedException {
        Optional<String> command = command(tried);
        if (command.isEmpty()) {
            return Optional.empty();
        }
        String same = tried.shows() + " " + Attempt.of(tried, "-", words).command(command.get());
        if (!known.containsKey(same)) {
            known.put(same, tried(tried, command.get()));
        }
        return known.get(same);
    }

    private Optional<String> tried(Case tried, String command) throws IOException, InterruptedException {
        var attempt = Attempt.of(tried, token(), words);
        try {
            Outsider.Answer answer = judge.host()
                    .outsider()
                    .run(attempt.command(command), scratch, tried.shows() == Sign.HANGS ? HANG : LIMIT);
            Set<Sign> signs = judge.signs(attempt, answer.output(), answer.output(), answer.ended());
            if (tried.shows() == Sign.OUTLIVES
                    && !Processes.marked(Attempt.mark(attempt.token())).isEmpty()) {
                signs.add(Sign.OUTLIVES);
            }
            return signs.contains(tried.shows())
                    ? Optional.empty()
                    : Optional.of("its control does not show '"
                            + tried.shows().word() + "': "
                            + answer.output().strip().replace('\n', ' '));
        } finally {
            Processes.kill(Attempt.mark(attempt.token()));
            judge.host().restore();
        }
    }

    private static Optional<String> command(Case tried) {
        return switch (tried.control()) {
            case Control.None none -> Optional.empty();
            case Control.Other other -> Optional.of(other.command());
            case Control.Same same ->
                Optional.of(tried.steps().stream()
                        .map(step -> switch (step) {
                            case Step.Setup setup -> setup.command();
                            case Step.Call call ->
                                call.arguments().getOrDefault("command", "").toString();
                            case Step.Server server -> "";
                        })
                        .collect(Collectors.joining("\n")));
        };
    }
}
