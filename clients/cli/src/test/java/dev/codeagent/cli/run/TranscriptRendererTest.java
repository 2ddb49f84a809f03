package dev.codeagent.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.cli.terminal.StatusLine;
import dev.codeagent.cli.terminal.TerminalCapabilities;
import dev.codeagent.cli.terminal.TerminalEmulator;
import dev.codeagent.cli.terminal.TerminalSize;
import dev.codeagent.cli.terminal.TerminalWriter;
import dev.codeagent.cli.terminal.TimeText;
import dev.codeagent.client.stream.RunListener;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranscriptRendererTest {
    private static final String DIFF = """
            diff --git a/src/Day.java b/src/Day.java
            --- a/src/Day.java
            +++ b/src/Day.java
            @@ -1 +1 @@
            -a
            +b
            """;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void showsARunFromItsRecordedEvents() throws IOException {
        replay(transcript(false), recordedEvents());
        assertThat(output()).isEqualTo(resource("transcript.txt"));
    }

    @Test
    void showsTheSameTextInATerminalAndDimsThinking() throws IOException {
        replay(transcript(true), recordedEvents());
        String withoutColors = output().replaceAll("\u001b\\[[0-9]*m", "");
        assertThat(withoutColors).isEqualTo(resource("transcript.txt").replace("(thinking) ", ""));
        assertThat(output()).contains("\u001b[2mthink.\u001b[0m", "\u001b[32m+b\u001b[0m");
    }

    @Test
    void showsTheSameTextWithoutDeltas() throws IOException {
        List<JsonObject> stored = recordedEvents().stream()
                .filter(e -> !e.getString("type").equals("delta"))
                .toList();

        replay(transcript(false), stored);

        assertThat(output()).contains("(thinking) Let me think.\nI read two files. ␛[2JNow.\n⏺ read_file");
    }

    @Test
    void printsExactlyTheEventsAsJsonLines() throws IOException {
        var lines = new JsonLinesWriter(out, out);

        replay(lines, recordedEvents());

        assertThat(output().lines().map(TranscriptRendererTest::parse)).containsExactlyElementsOf(recordedEvents());
    }

    @Test
    void showsWhyARunFailed() {
        replay(
                transcript(false),
                List.of(
                        parse(
                                "{\"type\":\"run.finished\",\"run\":\"run-1\",\"seq\":1,\"at\":\"2026-01-02T03:04:05Z\","
                                        + "\"state\":\"failed\",\"errorCode\":\"SANDBOX_FAILED\",\"error\":\"no sandbox\",\"millis\":5}")));

        assertThat(output()).endsWith("failed   no sandbox (SANDBOX_FAILED)\ntime     5 ms\n");
    }

    @Test
    void showsAnApprovalRequestAndHowToAnswerIt() {
        String head = ",\"run\":\"run-1\",\"seq\":1,\"at\":\"2026-01-02T03:04:05Z\",";
        replay(
                transcript(false),
                List.of(
                        parse(
                                "{\"type\":\"tool.called\"" + head
                                        + "\"step\":\"coding\",\"call\":\"c1\",\"tool\":\"run_command\",\"arguments\":\"{\\\"command\\\":\\\"touch a\\\"}\",\"mutating\":true}"),
                        parse(
                                "{\"type\":\"approval.requested\"" + head
                                        + "\"approval\":\"run-1.c1\",\"tool\":\"run_command\",\"arguments\":\"{}\",\"rule\":\"team/x\",\"reason\":\"ask first\",\"expiresAt\":\"2026-01-03T03:04:05Z\"}"),
                        parse(
                                "{\"type\":\"approval.answered\"" + head
                                        + "\"approval\":\"run-1.c1\",\"decision\":\"approved\",\"scope\":\"session\",\"by\":\"ann\"}"),
                        parse("{\"type\":\"run.started\"" + head + "\"attempt\":2}"),
                        parse(
                                "{\"type\":\"tool.finished\"" + head
                                        + "\"step\":\"coding\",\"call\":\"c1\",\"tool\":\"run_command\",\"outcome\":\"ok\",\"result\":\"\",\"millis\":5}")));

        assertThat(output())
                .contains("? allow run_command", "ask first (rule team/x)", "codeagent approve run-1.c1")
                .contains("approved by ann, always in this conversation", "⏺ run_command touch a  ok")
                .doesNotContain("restarted");
    }

    @Test
    void tellsNoRestartOfARunThatWasCancelledWhileItWaited() {
        String events = """
                {"type":"approval.requested","approval":"a","tool":"x","arguments":"{}","rule":"r","reason":"q","expiresAt":"2026-01-03T03:04:05Z",HEAD
                {"type":"run.cancel-requested","by":"ann",HEAD
                {"type":"run.started","attempt":2,HEAD
                """.replace("HEAD", "\"run\":\"run-1\",\"seq\":1,\"at\":\"2026-01-02T03:04:05Z\"}");
        replay(transcript(false), events.lines().map(line -> parse(line)).toList());
        assertThat(output()).contains("cancelling, requested by ann").doesNotContain("restarted");
    }

    @Test
    void showsAllOfACallThatNeedsApproval() {
        String command = "ls" + " ".repeat(3_000) + "; rm -rf x \u202e\u001b[2K";
        JsonObject request = Json.createObjectBuilder()
                .add("type", "approval.requested")
                .add("run", "run-1")
                .add("seq", 1)
                .add("at", "2026-01-02T03:04:05Z")
                .add("approval", "run-1.c1")
                .add("tool", "run_command")
                .add(
                        "arguments",
                        Json.createObjectBuilder()
                                .add("command", command)
                                .build()
                                .toString())
                .add("rule", "team/x")
                .add("reason", "fine\n? allow ls")
                .add("expiresAt", "2026-01-03T03:04:05Z")
                .build();

        replay(transcript(false), List.of(request));
        assertThat(output())
                .contains("command: ls⟨3000 blanks⟩; rm -rf x ⟨U+202E⟩⟨U+001B⟩[2K")
                .contains("fine⏎? allow ls (rule team/x)")
                .doesNotContain("\u202e", "\u001b");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 140})
    void showsARunInATerminalOfAnyWidth(int columns) throws IOException {
        var screen = new TerminalEmulator(columns);
        var terminal = terminal(screen, columns);
        try (var statusLine = new StatusLine(terminal).start("connects")) {
            replay(transcript(terminal, statusLine), recordedRun("terminal-events.jsonl"));
        }

        assertThat(screen.screen() + "\n").isEqualTo(resource("terminal-" + columns + ".txt"));
    }

    @Test
    void showsTheLastOutputOfACallWhileItRuns() throws IOException {
        var screen = new TerminalEmulator(80);
        var terminal = terminal(screen, 80);
        List<JsonObject> events = recordedRun("terminal-events.jsonl");
        try (var statusLine = new StatusLine(terminal).start("connects")) {
            TranscriptRenderer transcript = transcript(terminal, statusLine);
            for (JsonObject event : events) {
                replayOne(transcript, event);
                if (event.getString("text", "").contains("line 7")) {
                    terminal.redrawLive();
                    assertThat(screen.screen()).endsWith("""
                            ⏺ run_command mvn -q verify
                                line 3
                                line 4
                                line 5
                                line 6
                                line 7 of 9
                            coding · demo/scripted-1 · run_command · 0 s · 12.3k tokens · $0.01""");
                }
            }
        }

        assertThat(screen.screen()).doesNotContain("line 7 of 9", "coding · demo/scripted-1 · run");
    }

    /** Hostile text of a model, a tool and a file in every place, on a terminal that shows all it can. */
    @Test
    void nothingInARunControlsTheTerminal() throws IOException {
        String hostile =
                "\u001b]52;c;ZXZpbA==\u0007 \u001b[2J\u009b3A\u001bc \u001b]8;;http://evil\u001b\\\\ &#27;[1A\u202e"
                        + "\r\u0008\u0000 [\u001b[H](x\u001b[J) | `\u001b[K`";
        var hostileRun = new ArrayList<JsonObject>();
        for (JsonObject event : recordedRun("terminal-events.jsonl")) {
            hostileRun.add(withTexts(event, hostile));
        }
        var terminal = new TerminalWriter(
                out,
                TerminalCapabilities.of(true, false, Map.of("TERM", "xterm"), "UTF-8"),
                TerminalSize.fixed(80, 40));
        try (var statusLine = new StatusLine(terminal).start("connects")) {
            var summary = new RunSummary(terminal, run -> "diff --git\n+" + hostile, command -> command);
            replay(new TranscriptRenderer(terminal, summary, statusLine, true), hostileRun);
        }

        String withoutOwnSequences = output().replaceAll("\u001b\\[(?:[0-9;]*m|\\?7[hl]|[KJ]|\\d+A)", "")
                .replaceAll("\r(?=\n|$)|(?m)^\r|\r", "");
        assertThat(withoutOwnSequences
                        .chars()
                        .filter(c -> c < ' ' && c != '\n' || c >= 0x7f && c <= 0x9f || c == 0x202e))
                .isEmpty();
        // Those of the text are shown, and are not among the own ones that were removed.
        assertThat(output()).doesNotContain("\u001b[2J", "\u001b[1A ", "\u001b[H", "\u001bc", "\u001b]");
        assertThat(output()).contains("\u241b]52;c;", "\u241b[2J");
    }

    /** The event with the text appended to each of its texts for people, the arguments of a call among them. */
    private static JsonObject withTexts(JsonObject event, String text) {
        var changed = Json.createObjectBuilder(event);
        for (String field :
                List.of("text", "result", "tool", "model", "reason", "rule", "meaning", "error", "prompt")) {
            if (event.containsKey(field)) {
                changed.add(field, event.getString(field) + text);
            }
        }
        if (event.containsKey("arguments")) {
            var arguments = Json.createObjectBuilder(parse(event.getString("arguments")));
            for (String name : List.of("command", "path", "old", "new", "content")) {
                arguments.add(name, "x\n" + name + text);
            }
            changed.add("arguments", arguments.build().toString());
            changed.add("tool", event.getString("tool"));
        }
        return changed.build();
    }

    private static TerminalWriter terminal(TerminalEmulator screen, int columns) {
        return new TerminalWriter(
                new PrintStream(screen, false, StandardCharsets.UTF_8),
                TerminalCapabilities.of(true, false, Map.of("TERM", "xterm"), "UTF-8"),
                TerminalSize.fixed(columns, 40));
    }

    private static TranscriptRenderer transcript(TerminalWriter terminal, StatusLine statusLine) {
        return new TranscriptRenderer(
                terminal, new RunSummary(terminal, run -> DIFF, command -> "codeagent " + command), statusLine, false);
    }

    private TranscriptRenderer transcript(boolean colors) {
        var terminal = new TerminalWriter(out, colors);
        return new TranscriptRenderer(
                terminal,
                new RunSummary(terminal, run -> DIFF, command -> "codeagent " + command),
                new StatusLine(terminal),
                false);
    }

    private static void replay(RunListener listener, List<JsonObject> events) {
        listener.onAccepted("run-1", "sess-1");
        events.forEach(event -> replayOne(listener, event));
    }

    private static void replayOne(RunListener listener, JsonObject event) {
        if (event.getString("type").equals("delta")) {
            listener.onDelta(event);
        } else {
            listener.onEvent(event);
        }
    }

    private String output() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static List<JsonObject> recordedEvents() throws IOException {
        return recordedRun("events.jsonl");
    }

    private static List<JsonObject> recordedRun(String name) throws IOException {
        return Arrays.stream(resource(name).split("\n"))
                .map(TranscriptRendererTest::parse)
                .toList();
    }

    private static JsonObject parse(String json) {
        try (var reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    private static String resource(String name) throws IOException {
        try (var in = TranscriptRendererTest.class.getResourceAsStream(name)) {
            String expiry = TimeText.of(Instant.parse("2026-01-03T03:04:05Z"));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("EXPIRY", expiry);
        }
    }
}
