package dev.codeagent.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks pass on a conforming server, and each finds the fault that is planted for it. */
class ConformanceKitTest {
    static {
        // Without this property, each use of JSON searches all jars for an implementation.
        System.setProperty("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
    }

    private static final Duration TIMEOUT = Duration.ofMillis(700);
    private static final String TOKEN = "Bearer secret";

    /** A server that leaves out some duties, and changes what it sends. */
    private record FaultyServer(Set<String> missing, UnaryOperator<List<String>> change)
            implements ScriptedGateway.Script {
        @Override
        public String token() {
            return TOKEN;
        }

        @Override
        public boolean leavesOut(String duty) {
            return missing.contains(duty);
        }

        @Override
        public List<String> replace(int connection, String message) {
            return change.apply(List.of(message));
        }
    }

    /** The names of the checks that fail on a server. */
    private static Set<String> failures(ScriptedGateway.Script script, Duration timeout) throws IOException {
        var failed = new TreeSet<String>();
        try (ScriptedGateway gateway = ScriptedGateway.start(script, new ScriptedRuns(List.of()))) {
            var server = new ServerUnderTest(gateway.address(), () -> Optional.of(TOKEN), "/project", "", timeout);
            for (ConformanceCase<ServerUnderTest> check : ConformanceKit.serverCases()) {
                check.execute(server).ifPresent(reason -> failed.add(check.name()));
            }
        }
        return failed;
    }

    @Test
    void passesOnAConformingServer() throws IOException {
        assertThat(failures(new FaultyServer(Set.of(), UnaryOperator.identity()), Duration.ofSeconds(20)))
                .isEmpty();
        assertThat(ConformanceKit.serverCases())
                .extracting(ConformanceCase::name)
                .doesNotHaveDuplicates();
    }

    /** Each of these duties is left out by a server; the check with this name must find it. */
    @ParameterizedTest
    @CsvSource({
        "handshake.subprotocol",
        "handshake.foreign-origin",
        "handshake.token",
        "frames.fragments",
        "frames.invalid-utf8",
        "frames.unmasked",
        "frames.reserved-bits",
        "frames.reserved-opcode",
        "frames.control",
        "frames.order",
        "frames.close-code",
        "frames.length",
        "compression.parameters",
        "compression.bomb",
        "errors.field",
        "errors.text-after-the-end",
        "errors.size",
        "errors.names-the-field",
        "errors.unknown-command",
        "run.accepted-first",
        "unsubscribe.ends-events",
        "repeat.same-connection",
        "repeat.other-content"
    })
    void findsAMissingDuty(String duty) throws IOException {
        assertThat(failuresOf(duty, new FaultyServer(Set.of(duty), UnaryOperator.identity())))
                .isPresent();
    }

    /** Each of these servers changes its messages; the check must find it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "envelope.answer | \"version\":\"1.0\" | \"version\":\"2.0\"",
                "envelope.answer | Z\",\"payload\" | +01\",\"payload\"",
                "envelope.order | \"id\":\"order-7\" | \"id\":\"order-8\"",
                "errors.not-json | MALFORMED_MESSAGE | INVALID_VALUE",
                "errors.malformed | MALFORMED_MESSAGE | INVALID_VALUE",
                "errors.unknown-run | UNKNOWN_RUN | NOT_FOUND",
                "run.events | \"seq\":2 | \"seq\":3",
                "run.events | \"type\":\"run.created\" | \"type\":\"run.begun\"",
                "resume.sends-the-rest | \"lastSeq\" | \"last\"",
                "run.cancel | \"status\":\"cancelling\" | \"status\":\"cancelled\"",
                "commands.help | \"/apply\" | \"/aply\"",
                "patch.nothing | NOTHING_TO_APPLY | CONFLICT"
            })
    void findsAChangedMessage(String name, String original, String changed) throws IOException {
        assertThat(failuresOf(
                        name,
                        new FaultyServer(
                                Set.of(),
                                messages -> messages.stream()
                                        .map(message -> message.replace(original, changed))
                                        .toList())))
                .isPresent();
    }

    @Test
    void findsEventsThatAreLostDoubledOrReordered() throws IOException {
        assertThat(failuresOf("run.events", eventsChangedTo(2, event -> List.of())))
                .isPresent();
        assertThat(failuresOf("run.events", eventsChangedTo(2, event -> List.of(event, event))))
                .isPresent();
        var held = new ArrayList<String>();
        ScriptedGateway.Script reordering = eventsChangedTo(1, event -> {
            held.add(event);
            return List.of();
        });
        assertThat(failuresOf("resume.sends-the-rest", new FaultyServer(Set.of(), messages -> {
                    List<String> sent = reordering.replace(1, messages.getFirst());
                    if (messages.getFirst().contains("\"seq\":2") && !held.isEmpty()) {
                        return List.of(messages.getFirst(), held.removeFirst());
                    }
                    return sent;
                })))
                .isPresent();
    }

    private static FaultyServer eventsChangedTo(int seq, java.util.function.Function<String, List<String>> change) {
        return new FaultyServer(
                Set.of(),
                messages -> messages.getFirst().contains("\"seq\":" + seq + "}")
                        ? change.apply(messages.getFirst())
                        : messages);
    }

    private static Optional<String> failuresOf(String name, ScriptedGateway.Script script) throws IOException {
        try (ScriptedGateway gateway = ScriptedGateway.start(script, new ScriptedRuns(List.of()))) {
            return ConformanceKit.serverCases().stream()
                    .filter(check -> check.name().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .execute(new ServerUnderTest(gateway.address(), () -> Optional.of(TOKEN), "/project", "", TIMEOUT));
        }
    }
}
