package dev.codeagent.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

    static List<RunEvent> events() {
        return EventSamples.all();
    }

    private static RecordedEvent recorded(RunEvent event) {
        return new RecordedEvent(new RunId("run-1"), 7, AT, event);
    }

    @Test
    void hasASampleOfEveryEvent() {
        assertThat(events()).extracting(RunEvent::getClass).containsExactlyInAnyOrderElementsOf(types());
    }

    @SuppressWarnings("unchecked")
    private static List<Class<? extends RunEvent>> types() {
        return List.of((Class<? extends RunEvent>[]) RunEvent.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("events")
    void writesEveryEventAsInItsGoldenFile(RunEvent event) throws IOException {
        GoldenFiles.assertMatches("event/" + EventCodec.typeOf(event), EventCodec.write(recorded(event)));
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsEveryEventFromItsGoldenFile(RunEvent event) throws IOException {
        String type = EventCodec.typeOf(event);

        assertThat(EventCodec.read(type, GoldenFiles.read("event/" + type))).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("events")
    void ignoresFieldsOfANewerVersion(RunEvent event) {
        JsonObject newer = Json.createObjectBuilder(EventCodec.write(recorded(event)))
                .add("novel", Json.createArrayBuilder().add(1))
                .build();

        assertThat(EventCodec.read(EventCodec.typeOf(event), newer)).isEqualTo(event);
    }

    @Test
    void readsMissingFieldsOfOlderVersionsAsEmpty() {
        JsonObject older = Json.createObjectBuilder().add("command", "/plan").build();

        assertThat(EventCodec.read("run.created", older))
                .isEqualTo(new RunEvent.Created(
                        "",
                        "",
                        "",
                        "/plan",
                        List.of(),
                        "",
                        List.of(),
                        "",
                        false,
                        false,
                        "",
                        Optional.empty(),
                        Optional.empty()));
        JsonObject whole = Json.createObjectBuilder()
                .add("outcome", "applied")
                .add("by", "local")
                .build();
        assertThat(EventCodec.read("patch.handled", whole))
                .isEqualTo(new RunEvent.PatchResolved(RunEvent.PatchResolved.Outcome.APPLIED, "local", List.of(), 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "done", "OK", " ok"})
    void readsAnUnknownToolOutcomeAsUnknown(String outcome) {
        JsonObject fields = Json.createObjectBuilder().add("outcome", outcome).build();

        assertThat(((RunEvent.ToolFinished) EventCodec.read("tool.finished", fields)).outcome())
                .isEqualTo(RunEvent.ToolFinished.Outcome.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "allowed", "APPROVED", "approved "})
    void readsAnUnknownApprovalAsNoApproval(String text) {
        JsonObject fields = Json.createObjectBuilder()
                .add("decision", text)
                .add("scope", text)
                .build();

        var answered = (RunEvent.ApprovalAnswered) EventCodec.read("approval.answered", fields);

        assertThat(answered.decision()).isEqualTo(RunEvent.ApprovalAnswered.Decision.UNKNOWN);
        assertThat(answered.scope()).isEqualTo(ApprovalDecision.Scope.ONCE);
    }

    @Test
    void readsOtherUnknownValuesAsTheConstantThatClaimsTheLeast() {
        JsonObject fields = Json.createObjectBuilder()
                .add("outcome", "novel")
                .add("phase", "novel")
                .add("level", "novel")
                .build();

        assertThat(((RunEvent.PolicyDecided) EventCodec.read("policy.decided", fields)).outcome())
                .isEqualTo(RunEvent.PolicyDecided.Outcome.DENY);
        assertThat(((RunEvent.PatchResolved) EventCodec.read("patch.handled", fields)).outcome())
                .isEqualTo(RunEvent.PatchResolved.Outcome.UNKNOWN);
        assertThat(((RunEvent.TestsFinished) EventCodec.read("tests.finished", fields)).phase())
                .isEqualTo(RunEvent.TestsFinished.Phase.UNKNOWN);
        assertThat(((RunEvent.Notice) EventCodec.read("notice", fields)).level())
                .isEqualTo(RunEvent.Notice.Level.WARN);
    }

    @ParameterizedTest
    @MethodSource("events")
    void writesEveryGatewayMessageAsInItsGoldenFile(RunEvent event) throws IOException {
        JsonObject message = EnvelopeCodec.parse(ServerMessage.event("c-1", recorded(event)));

        GoldenFiles.assertMatches("gateway/" + EventCodec.typeOf(event), message);
    }

    @Test
    void rejectsAnUnknownEventType() {
        assertThatThrownBy(() ->
                        EventCodec.read("run.danced", Json.createObjectBuilder().build()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessage(
                        "this version does not know the event type 'run.danced'; use the version that wrote the event,"
                                + " or a newer one");
    }
}
