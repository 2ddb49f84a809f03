package dev.codeagent.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.error.PatchConflict;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderChanged;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.FollowUp;
import dev.codeagent.api.run.Follower;
import dev.codeagent.api.run.LineComment;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.run.TextDelta;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeCodecTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");
    static final Run RUN = new Run(
            new RunId("run-1"),
            new ProjectId("proj-1"),
            new SessionId("s-42"),
            "local",
            "/code",
            "x",
            RunState.RUNNING,
            AT,
            Optional.empty(),
            Usage.NONE,
            Optional.empty(),
            Optional.empty(),
            7);

    private static ClientMessage read(String golden) throws IOException {
        return EnvelopeCodec.read(GoldenFiles.read("client/" + golden));
    }

    @Test
    void readsEveryClientMessage() throws IOException {
        assertThat(read("start"))
                .isEqualTo(new ClientMessage.Start(
                        "c-1",
                        "/code",
                        List.of("now"),
                        "fix it",
                        "proj-1",
                        "",
                        "s-42",
                        Optional.of(ModelRef.parse("demo/m-1"))));
        assertThat(read("start-least"))
                .isEqualTo(new ClientMessage.Start(
                        "c-1", "/code", List.of(), "", "", "/home/ann/p", "", Optional.empty()));
        assertThat(read("start-follow-up"))
                .isEqualTo(new ClientMessage.Start(
                        "c-20",
                        "/code",
                        List.of(),
                        "",
                        "",
                        "",
                        "",
                        Optional.empty(),
                        false,
                        false,
                        "",
                        Optional.of(new FollowUp(
                                new RunId("run-1"),
                                List.of(
                                        new LineComment("src/Main.java", 12, 14, "Split this"),
                                        new LineComment("a.txt", 0, 0, "Why?")))),
                        List.of("att-0123456789abcdef0123456789abcdef")));
        assertThat(read("cancel")).isEqualTo(new ClientMessage.Cancel("c-2", new RunId("run-1")));
        assertThat(read("resume"))
                .isEqualTo(new ClientMessage.Resume(
                        "c-3",
                        List.of(
                                new RunCursor(new RunId("run-1"), 18, "coding-t3-a1-text", 24),
                                new RunCursor(new RunId("run-2"), 0, "", 0))));
        assertThat(read("approve"))
                .isEqualTo(new ClientMessage.DecideApproval(
                        "c-6",
                        new ApprovalDecision("run-1.coding-t1-c1", true, ApprovalDecision.Scope.SESSION, "9f86d081")));
        assertThat(read("deny"))
                .isEqualTo(new ClientMessage.DecideApproval(
                        "c-7", new ApprovalDecision("run-1", false, ApprovalDecision.Scope.ONCE, "")));
        assertThat(read("start-headless"))
                .isEqualTo(new ClientMessage.Start(
                        "c-8", "/code", List.of(), "fix it", "", "/home/ann/p", "", Optional.empty(), true, true, ""));
        assertThat(read("start-part"))
                .isEqualTo(new ClientMessage.Start(
                        "c-9",
                        "/code",
                        List.of(),
                        "fix it",
                        "",
                        "/home/ann/p",
                        "",
                        Optional.empty(),
                        false,
                        false,
                        "services/pay"));
        assertThat(read("unsubscribe")).isEqualTo(new ClientMessage.Unsubscribe("c-5", new RunId("run-1")));
        assertThat(read("ping")).isEqualTo(new ClientMessage.Ping("c-4"));
    }

    @Test
    void writesEveryServerMessage() throws IOException {
        var delta = new TextDelta(new RunId("run-1"), "coding", "b1", "text", 24, "größer 🙂", 7);
        ErrorResponse error = ErrorResponse.of(ErrorCode.UNKNOWN_COMMAND, "no command '/dance'");

        GoldenFiles.assertMatches("server/accepted", EnvelopeCodec.parse(ServerMessage.accepted("c-1", AT, RUN)));
        GoldenFiles.assertMatches("server/cancelling", EnvelopeCodec.parse(ServerMessage.cancelling("c-2", AT, RUN)));
        GoldenFiles.assertMatches("server/answered", EnvelopeCodec.parse(ServerMessage.answered("c-6", AT, RUN)));
        GoldenFiles.assertMatches(
                "server/unsubscribed", EnvelopeCodec.parse(ServerMessage.unsubscribed("c-5", AT, RUN)));
        GoldenFiles.assertMatches(
                "server/resumed", EnvelopeCodec.parse(ServerMessage.resumed("c-3", AT, List.of(RUN))));
        GoldenFiles.assertMatches(
                "server/provider.changed",
                EnvelopeCodec.parse(ServerMessage.providerChanged(
                        AT, new ProviderChanged("ollama", ProviderChanged.Change.ADDED))));
        GoldenFiles.assertMatches("server/pong", EnvelopeCodec.parse(ServerMessage.pong("c-4", AT)));
        GoldenFiles.assertMatches("server/error", EnvelopeCodec.parse(ServerMessage.error("c-5", AT, error)));
        var refused = new AgentException(ErrorCode.CONFLICT, "src/Cart.java was also changed by you")
                .withConflicts(List.of(
                        new PatchConflict(
                                "src/Cart.java", Optional.of(2), Optional.of(41), PatchConflict.Reason.CHANGED),
                        PatchConflict.ofFile("logo.png", PatchConflict.Reason.DELETED)));
        GoldenFiles.assertMatches(
                "server/error-conflicts",
                EnvelopeCodec.parse(ServerMessage.error("c-12", AT, ErrorResponse.ofCommand(refused))));
        GoldenFiles.assertMatches("server/delta", EnvelopeCodec.parse(ServerMessage.delta("c-1", AT, delta)));
        var follower = new Follower("local", "portal", Instant.parse("2026-01-02T03:04:05Z"));
        GoldenFiles.assertMatches(
                "server/presence",
                EnvelopeCodec.parse(ServerMessage.presence("c-1", AT, new RunId("run-1"), List.of(follower))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"type\":\"command\",\"payload\":{\"command\":\"/ping\"}} | 'id'",
                "{\"id\":\" \",\"type\":\"command\",\"payload\":{\"command\":\"/ping\"}} | 'id'",
                "{\"id\":\"1\",\"payload\":{\"command\":\"/ping\"}} | 'type'",
                "{\"id\":\"1\",\"type\":\"status\",\"payload\":{}} | 'status' is not allowed",
                "{\"id\":\"1\",\"type\":\"command\"} | 'payload'",
                "{\"id\":\"1\",\"type\":\"command\",\"payload\":[]} | 'payload' must be an object",
                "{\"id\":\"1\",\"type\":\"command\",\"payload\":{}} | 'command'",
                "{\"id\":\"1\",\"type\":\"command\",\"payload\":{\"command\":\"/plan\",\"args\":\"x\"}} | 'args'",
                "{\"id\":\"1\",\"type\":\"command\",\"payload\":{\"command\":\"/plan\",\"args\":[1]}} | 'args'",
                "{\"id\":\"1\",\"type\":\"command\",\"payload\":{\"command\":\"/plan\",\"context\":7}} | 'context'",
                "{\"id\":\"1\",\"type\":\"command\",\"payload\":{\"command\":\"/resume\"}} | 'runs'",
                "{\"id\":\"1\",\"type\":\"command\",\"payload\":{\"command\":\"/resume\",\"runs\":[{\"run\":\"r\",\"seq\":\"x\"}]}} | seq",
                "{\"id\":\"1\",\"type\":\"command\",\"payload\":{\"command\":\"/resume\",\"runs\":[{\"run\":\"r\",\"seq\":-1}]}} | 'seq'",
            })
    void namesTheFieldThatIsWrong(String message, String word) {
        assertThatThrownBy(() -> EnvelopeCodec.read(EnvelopeCodec.parse(message)))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_MESSAGE))
                .hasMessageContaining(word);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {"x | character 0", "[1] | not an object", "{\"a\": | line no=1"})
    void reportsThePositionOfInvalidJson(String text, String word) {
        assertThatThrownBy(() -> EnvelopeCodec.parse(text))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining(word);
    }

    @Test
    void writesTheSameDeltaAsTheJsonLibraryForEachCharacter() {
        var text = new StringBuilder();
        for (char c = 0; c < 0x3000; c++) {
            text.append(c);
        }
        text.append("\ud83d\ude00 \ufffd \uffff");
        var delta = new TextDelta(new RunId("r-1"), "s", "b\"1", "text", 7, text.toString(), 3);

        String message = ServerMessage.delta("c\n1", AT, delta);

        assertThat(message).isEqualTo(EnvelopeCodec.parse(message).toString());
        assertThat(EnvelopeCodec.parse(message).getJsonObject("payload").getString("text"))
                .isEqualTo(text.toString());
    }
}
