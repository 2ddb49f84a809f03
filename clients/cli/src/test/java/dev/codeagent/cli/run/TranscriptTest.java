package dev.codeagent.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.cli.terminal.Screen;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptTest {
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
        play(transcript(false), recorded());

        assertThat(shown()).isEqualTo(resource("transcript.txt"));
    }

    @Test
    void showsTheSameWordsInATerminalButForThoughtsWhichAreDimmed() throws IOException {
        play(transcript(true), recorded());

        String colourless = shown().replaceAll("\u001b\\[[0-9]*m", "");

        assertThat(colourless).isEqualTo(resource("transcript.txt").replace("(thinking) ", ""));
        assertThat(shown()).contains("\u001b[2mthink.\u001b[0m", "\u001b[32m+b\u001b[0m");
    }

    @Test
    void showsTheSameTextWithoutDeltas() throws IOException {
        List<JsonObject> stored = recorded().stream()
                .filter(e -> !e.getString("type").equals("delta"))
                .toList();

        play(transcript(false), stored);

        assertThat(shown()).contains("(thinking) Let me think.\nI read two files. ␛[2JNow.\n⏺ read_file");
    }

    @Test
    void givesProgramsExactlyTheEvents() throws IOException {
        var lines = new JsonLines(out, out);

        play(lines, recorded());

        assertThat(shown().lines().map(TranscriptTest::parse)).containsExactlyElementsOf(recorded());
    }

    @Test
    void saysWhyARunFailed() {
        play(
                transcript(false),
                List.of(
                        parse(
                                "{\"type\":\"run.finished\",\"run\":\"run-1\",\"seq\":1,\"at\":\"2026-01-02T03:04:05Z\","
                                        + "\"state\":\"failed\",\"errorCode\":\"SANDBOX_FAILED\",\"error\":\"no sandbox\",\"millis\":5}")));

        assertThat(shown()).contains("failed   no sandbox (SANDBOX_FAILED)\n", "cost     unknown");
    }

    @Test
    void showsAQuestionAndHowToAnswerIt() {
        String head = ",\"run\":\"run-1\",\"seq\":1,\"at\":\"2026-01-02T03:04:05Z\",";
        play(
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

        assertThat(shown())
                .contains("? may it run_command", "ask first (rule team/x)", "codeagent approve run-1.c1")
                .contains("approved by ann, for the session", "⏺ run_command touch a  ok")
                .doesNotContain("restarted");
    }

    private Transcript transcript(boolean colour) {
        var screen = new Screen(out, colour);
        return new Transcript(screen, new Summary(screen, run -> DIFF, command -> "codeagent " + command));
    }

    private static void play(RunAudience audience, List<JsonObject> events) {
        audience.accepted("run-1", "sess-1");
        for (JsonObject event : events) {
            if (event.getString("type").equals("delta")) {
                audience.delta(event);
            } else {
                audience.event(event);
            }
        }
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static List<JsonObject> recorded() throws IOException {
        return Arrays.stream(resource("events.jsonl").split("\n"))
                .map(TranscriptTest::parse)
                .toList();
    }

    private static JsonObject parse(String json) {
        try (var reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    private static String resource(String name) throws IOException {
        try (var in = TranscriptTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
