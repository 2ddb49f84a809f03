package dev.codeagent.bench.escapes.server;

import dev.codeagent.bench.escapes.server.SmallHeap.Handler;
import dev.codeagent.policy.Policy;
import dev.codeagent.policy.PolicyAction;
import dev.codeagent.policy.PolicyContext;
import dev.codeagent.policy.PolicyDecision;
import dev.codeagent.policy.PolicyJson;
import dev.codeagent.policy.ToolCallParser;
import dev.codeagent.providers.toolcalls.TextToolCalls;
import jakarta.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A short command, or a text of a model, takes much memory or time when the server reads it. */
final class CommandBoundAttempts {
    private static final Policy RULES = new Policy(List.of(PolicyJson.readOrDenyAll("project", """
            {"rules": [{"id": "program", "outcome": "deny", "command": "forbidden", "path": "secrets/**"}]}""")));

    private CommandBoundAttempts() {}

    static List<ServerAttempt> all() {
        var all = new ArrayList<ServerAttempt>();
        for (String kind : List.of("eval", "watch", "alias", "braces", "brace-ranges", "arrays")) {
            all.add(ServerAttempt.of(
                    "bounds/command[" + kind + "]",
                    "calls a command that becomes large when the rules are evaluated; the JVM has 64 MB",
                    target -> SmallHeap.run(Handler.COMMAND, kind),
                    target -> SmallHeap.run(Handler.UNBOUNDED_COMMAND, kind)));
        }
        for (String kind : List.of("one-line", "fences")) {
            all.add(ServerAttempt.of(
                    "bounds/tool-call-text[" + kind + "]",
                    "a model answers with very many markers of tool calls",
                    target -> runsLongerThan(
                            Duration.ofSeconds(10), () -> TextToolCalls.recover(markers(kind), List.of())),
                    target -> runsLongerThan(Duration.ofSeconds(3), () -> findMarkerInQuadraticTime(markers(kind)))));
        }
        return all;
    }

    private static String command(String kind) {
        return switch (kind) {
            case "eval", "watch" -> (kind + " ").repeat(3_000) + "true";
            case "alias" -> "alias" + " a=b".repeat(49_000);
            case "braces" -> "echo " + "{a,b}".repeat(9) + "a".repeat(190_000);
            case "brace-ranges" -> "echo" + " {A..z}{a..h}".repeat(15_000);
            case "arrays" -> "a=(".repeat(60_000);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** Requires that the rules do not allow the command. */
    static String decide(String kind) {
        PolicyDecision decision = RULES.decide(
                ToolCallParser.parse(
                        "run_command",
                        Json.createObjectBuilder().add("command", command(kind)).build()),
                PolicyContext.forIsolatedRun());
        if (decision.action() == PolicyAction.ALLOW && !kind.equals("braces")) {
            throw new IllegalStateException("allowed");
        }
        return decision.toString();
    }

    /** Keeps everything that the command contains. */
    static String readUnbounded(String kind) {
        String text = command(kind);
        var words = new ArrayList<String>();
        switch (kind) {
            case "braces" -> {
                for (int i = 0; i < 512; i++) {
                    words.add(Integer.toBinaryString(i) + text);
                }
            }
            case "brace-ranges" -> {
                for (int i = 0; i < 15_000 * 464; i++) {
                    words.add("" + (char) ('A' + i % 58) + (char) ('a' + i % 8));
                }
            }
            case "arrays" -> words.add(String.valueOf(arrayEnd(text, 0)));
            default -> {
                for (int i = text.indexOf(' '); i > 0; i = text.indexOf(' ', i + 1)) {
                    words.addAll(List.of(text.substring(i + 1).split(" ")));
                }
            }
        }
        return words.size() + " words";
    }

    private static int arrayEnd(String text, int start) {
        return text.startsWith("a=(", start) ? arrayEnd(text, start + 3) + 1 : start;
    }

    private static String markers(String kind) {
        return kind.equals("one-line")
                ? "x" + "<tool_call>".repeat(180_000)
                : "```\n```\n".repeat(60_000) + "```\n" + "<tool_call>\n".repeat(130_000);
    }

    /** Looks for the line and the code block of each marker from the start. */
    private static int findMarkerInQuadraticTime(String text) {
        var fences = new ArrayList<Integer>();
        for (int i = text.indexOf("```"); i >= 0; i = text.indexOf("```", i + 3)) {
            fences.add(i);
        }
        for (int i = text.indexOf("<tool_call>"); i >= 0; i = text.indexOf("<tool_call>", i + 1)) {
            int index = i;
            boolean first = text.substring(text.lastIndexOf('\n', i) + 1, i).isBlank();
            if (fences.stream().filter(f -> f < index).count() % 2 == 0 && first) {
                return i;
            }
        }
        return -1;
    }

    private static Optional<String> runsLongerThan(Duration limit, Runnable action)
            throws InterruptedException, ExecutionException {
        CompletableFuture<Void> run = CompletableFuture.runAsync(
                action, task -> Thread.ofPlatform().daemon().start(task));
        try {
            run.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (TimeoutException e) {
            return Optional.of("it still runs after " + limit.toSeconds() + " s");
        }
    }
}
