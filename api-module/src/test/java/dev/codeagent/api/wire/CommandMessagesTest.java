package dev.codeagent.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.command.CommandSyntax;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.Approval;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.run.UndoRequest;
import dev.codeagent.api.run.UndonePath;
import dev.codeagent.api.wire.ClientMessage.Settings.Action;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that work on runs and settings, as fields and as lines that a user typed, and their answers. */
class CommandMessagesTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final RunId RUN_ID = new RunId("run-1");
    private static final Run RUN = EnvelopeCodecTest.RUN;

    private static ClientMessage read(String golden) throws IOException {
        return EnvelopeCodec.read(GoldenFiles.read("client/" + golden));
    }

    private static ClientMessage line(String line) {
        return EnvelopeCodec.read(Json.createObjectBuilder()
                .add("id", "c-1")
                .add("type", "command")
                .add("payload", Json.createObjectBuilder().add("line", line))
                .build());
    }

    @Test
    void readsTheCommands() throws IOException {
        assertThat(read("diff")).isEqualTo(new ClientMessage.Diff("c-10", new RunId("last"), false));
        assertThat(read("diff-hunks")).isEqualTo(new ClientMessage.Diff("c-11", RUN_ID, true));
        assertThat(read("apply"))
                .isEqualTo(new ClientMessage.Apply(
                        "c-12",
                        RUN_ID,
                        List.of(
                                new PatchSelection("src/Main.java", List.of(1, 3)),
                                new PatchSelection("README.md", List.of()))));
        assertThat(read("undo")).isEqualTo(new ClientMessage.Undo("c-13", RUN_ID, new UndoRequest("coding", "", true)));
        assertThat(read("discard")).isEqualTo(new ClientMessage.Discard("c-14", RUN_ID));
        assertThat(read("approvals")).isEqualTo(new ClientMessage.Approvals("c-15"));
        assertThat(read("settings"))
                .isEqualTo(
                        new ClientMessage.Settings("c-16", Action.GET, "providers", "", JsonObject.EMPTY_JSON_OBJECT));
        assertThat(read("settings-put"))
                .isEqualTo(new ClientMessage.Settings(
                        "c-17",
                        Action.PUT,
                        "budgets/run/run-1/total",
                        "",
                        Json.createObjectBuilder().add("limitUsd", "5.00").build()));
        assertThat(read("settings-remove"))
                .isEqualTo(new ClientMessage.Settings(
                        "c-18", Action.REMOVE, "agents/coding", "proj-1", JsonObject.EMPTY_JSON_OBJECT));
        assertThat(read("parse")).isEqualTo(new ClientMessage.Parse("c-19", "/code --headless fix @src/Main.java"));
        assertThat(read("help")).isEqualTo(new ClientMessage.Help("c-20"));
        assertThat(read("line"))
                .isEqualTo(new ClientMessage.Start(
                        "c-21",
                        "/code",
                        List.of(),
                        "fix\n  \"it\"",
                        "proj-1",
                        "",
                        "",
                        Optional.of(ModelRef.parse("demo/m-1")),
                        true,
                        false,
                        ""));
    }

    @Test
    void readsLinesAsTheirFields() {
        assertThat(line("/apply last --file \"a b.txt\" --hunk src/Main.java:1,3"))
                .isEqualTo(new ClientMessage.Apply(
                        "c-1",
                        new RunId("last"),
                        List.of(
                                new PatchSelection("a b.txt", List.of()),
                                new PatchSelection("src/Main.java", List.of(1, 3)))));
        assertThat(line("/undo run-1 coding-t2-c1 --everything-since"))
                .isEqualTo(new ClientMessage.Undo("c-1", RUN_ID, new UndoRequest("", "coding-t2-c1", true)));
        assertThat(line("/undo run-1 coding-2"))
                .isEqualTo(new ClientMessage.Undo("c-1", RUN_ID, new UndoRequest("coding-2", "", false)));
        assertThat(line("/diff --hunks run-1")).isEqualTo(new ClientMessage.Diff("c-1", RUN_ID, true));
        assertThat(line("  /settings budgets/server/all/month {\"limitUsd\": \"7\"} "))
                .isEqualTo(new ClientMessage.Settings(
                        "c-1",
                        Action.PUT,
                        "budgets/server/all/month",
                        "",
                        Json.createObjectBuilder().add("limitUsd", "7").build()));
        assertThat(line("/settings providers/ollama --remove"))
                .isEqualTo(new ClientMessage.Settings(
                        "c-1", Action.REMOVE, "providers/ollama", "", JsonObject.EMPTY_JSON_OBJECT));
        assertThat(((ClientMessage.DecideApproval) line("/approve run-1 --session"))
                        .decision()
                        .scope()
                        .name())
                .isEqualTo("SESSION");
        assertThat(((ClientMessage.Resume) line("/resume run-1 --after 7"))
                        .runs()
                        .getFirst()
                        .afterSeq())
                .isEqualTo(7);
        assertThat(((ClientMessage.Start) line("/code --session=s-1 -- --not an option")).prompt())
                .isEqualTo("--not an option");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "fix it | is no command",
                "/ | is no command",
                "/code --headles fix | did you mean '--headless'",
                "/code --session | needs a value",
                "/code --headless=yes x | takes no value",
                "/diff a b | 'b' is too much",
                "/help me | takes no words",
                "/apply x --hunk y | not PATH:N",
                "/apply x --hunk y:99999999999 | not PATH:N",
                "/resume x --after y | not the number",
                "/settings x {y} | not a JSON object",
            })
    void namesWhatIsWrongWithALine(String line, String words) {
        assertThatThrownBy(() -> line(line)).isInstanceOf(AgentException.class).hasMessageContaining(words);
        assertThat(ParsedLine.of(line).problem()).contains(words);
    }

    @ParameterizedTest
    @CsvSource({"/cancle,/cancel", "/aply x,/apply", "/undu,/undo", "/diif --hunks,/diff", "/cod x,/code"})
    void suggestsTheNearestCommands(String line, String nearest) {
        assertThat(ParsedLine.of(line).suggestions()).startsWith(nearest);
    }

    @Test
    void parsesALineWithoutExecutingIt() {
        ParsedLine parsed = ParsedLine.of("/code --provider p fix\n@src/Main.java and @docs/");

        assertThat(parsed.problem()).isEmpty();
        assertThat(parsed.payload().getString("prompt")).isEqualTo("fix\n@src/Main.java and @docs/");
        assertThat(parsed.mentions())
                .extracting(m -> m.path() + " " + m.folder())
                .containsExactly("src/Main.java false", "docs true");
        assertThat(parsed.suggestions()).isEmpty();
    }

    @Test
    void refusesAFieldAndALineTogether() {
        JsonObject both = EnvelopeCodec.parse(
                "{\"id\":\"1\",\"type\":\"command\",\"payload\":{\"command\":\"/code\",\"line\":\"/code x\"}}");

        assertThatThrownBy(() -> EnvelopeCodec.read(both)).hasMessageContaining("'command' and 'line'");
    }

    @Test
    void writesTheAnswers() throws IOException {
        assertGolden(
                "applied",
                ServerMessage.applied(
                        "c-12",
                        AT,
                        RUN,
                        new RunEvent.PatchResolved(
                                RunEvent.PatchResolved.Outcome.APPLIED_PART,
                                "local",
                                List.of(new PatchSelection("a.txt", List.of(1))),
                                2)));
        assertGolden("discarded", ServerMessage.discarded("c-14", AT, RUN));
        assertGolden(
                "undone",
                ServerMessage.undone(
                        "c-13",
                        AT,
                        RUN,
                        new RunEvent.ChangesUndone(
                                "local",
                                "undo-1",
                                "coding",
                                "",
                                false,
                                List.of(new UndonePath("a.txt", "modified")),
                                List.of())));
        assertGolden("diff", ServerMessage.diff("c-10", AT, RUN, "utf-8", "diff --git a/x b/x\n"));
        assertGolden(
                "hunks",
                ServerMessage.hunks(
                        "c-11",
                        AT,
                        RUN,
                        List.of(new PatchFile(
                                "x", "modified", false, List.of(new PatchFile.Hunk(1, "@@", "QEA=", false))))));
        assertGolden(
                "approvals",
                ServerMessage.approvals(
                        "c-15",
                        AT,
                        List.of(new Approval(
                                "run-1.c1",
                                RUN_ID,
                                new ProjectId("proj-1"),
                                new SessionId("s-42"),
                                "run_command",
                                "{}",
                                "9f86d081",
                                "r",
                                "why",
                                Instant.EPOCH,
                                Instant.EPOCH,
                                "run ls"))));
        assertGolden(
                "settings",
                ServerMessage.settings(
                        "c-17",
                        AT,
                        "budgets/run/run-1/total",
                        Json.createObjectBuilder().add("limitUsd", "5.00").build()));
        assertGolden("parsed", ServerMessage.parsed("c-19", AT, ParsedLine.of("/code fix @src/Main.java")));
        assertGolden("help", ServerMessage.help("c-20", AT, CommandSyntax.ALL.subList(6, 8)));
    }

    private static void assertGolden(String name, String message) throws IOException {
        GoldenFiles.assertMatches("server/" + name, EnvelopeCodec.parse(message));
    }
}
