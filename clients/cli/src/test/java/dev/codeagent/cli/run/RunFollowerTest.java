package dev.codeagent.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunFollowerTest {
    private static final RunCommand COMMAND = new RunCommand("/code", "do it", Path.of("/p"), "s", Optional.of("demo"));

    private final ScriptedGateway gateway = new ScriptedGateway();
    private final Recorder recorder = new Recorder();
    private final List<Duration> pauses = new ArrayList<>();
    private Optional<String> startedRun = Optional.empty();

    @Test
    void sendsTheCommandAsTheGatewayWantsIt() {
        gateway.connection(Messages.accepted("r"), Messages.finished("r", 1, "completed"));

        follow();

        assertThat(gateway.sent().getFirst())
                .contains("\"type\":\"command\"")
                .contains("\"command\":\"/code\",\"args\":[],\"prompt\":\"do it\"")
                .contains("\"context\":{\"path\":\"/p\",\"sessionId\":\"s\"},\"provider\":\"demo\"");
    }

    @Test
    void putsNumberAndTimeIntoTheEventAsRestDoes() {
        gateway.connection(
                Messages.accepted("r"),
                Messages.event("r", 1, "run.started", "\"attempt\":1"),
                Messages.finished("r", 2, "completed"));

        follow();

        assertThat(recorder.seen.getFirst())
                .isEqualTo(
                        "{\"type\":\"run.started\",\"run\":\"r\",\"seq\":1,\"at\":\"2026-01-02T03:04:05.678Z\",\"attempt\":1}");
    }

    @Test
    void comesBackToWhereItWasWhenTheConnectionBreaks() {
        gateway.connection(
                Messages.accepted("r"),
                Messages.event("r", 1, "run.started", "\"attempt\":1"),
                Messages.delta("r", "b1", 0, "Hel"));
        gateway.connection(
                Messages.event("r", 1, "run.started", "\"attempt\":1"),
                Messages.delta("r", "b1", 0, "Hello"),
                Messages.finished("r", 2, "completed"));

        follow();

        assertThat(gateway.sent().getLast())
                .contains("\"command\":\"/resume\",\"runs\":[{\"run\":\"r\",\"seq\":1,\"block\":\"b1\",\"offset\":3}]");
        assertThat(recorder.types()).containsExactly("run.started", "delta", "delta", "run.finished");
        assertThat(recorder.text()).isEqualTo("Hello");
        assertThat(recorder.notes).containsExactly("the connection broke (gone); trying again", "connected again");
    }

    @Test
    void waitsLongerEachTimeAndGivesUpAfterAMinute() {
        gateway.connection(Messages.accepted("r"));

        assertThatThrownBy(this::follow)
                .isInstanceOfSatisfying(
                        CliFailure.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.SERVER))
                .hasMessageContaining("did not come back within 60 s (refused)");
        assertThat(pauses).startsWith(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400));
        assertThat(pauses).allMatch(pause -> pause.compareTo(Duration.ofSeconds(5)) <= 0);
    }

    @Test
    void followsTheRunThatWasStartedBeforeItsAcknowledgementWasLost() {
        gateway.connection();
        gateway.connection(Messages.finished("r", 1, "completed"));
        startedRun = Optional.of("r");

        follow();

        assertThat(gateway.sent()).hasSize(2);
        assertThat(gateway.sent().getLast()).contains("\"runs\":[{\"run\":\"r\",\"seq\":0}]");
    }

    @Test
    void sendsTheCommandAgainWhereNoRunCameOfIt() {
        gateway.connection();
        gateway.connection(Messages.accepted("r"), Messages.finished("r", 1, "completed"));

        follow();

        assertThat(gateway.sent()).hasSize(2).allMatch(message -> message.contains("\"command\":\"/code\""));
    }

    @Test
    void asksAgainForAnEventThatWasMissed() {
        gateway.connection(
                Messages.accepted("r"),
                Messages.event("r", 2, "notice", "\"text\":\"late\""),
                Messages.event("r", 1, "run.started", "\"attempt\":1"),
                Messages.event("r", 2, "notice", "\"text\":\"late\""),
                Messages.finished("r", 3, "completed"));

        follow();

        assertThat(gateway.sent().getLast()).contains("\"/resume\"", "\"seq\":0");
        assertThat(recorder.types()).containsExactly("run.started", "notice", "run.finished");
    }

    @Test
    void ignoresEventsOfOtherRunsAndMessagesItDoesNotKnow() {
        gateway.connection(
                Messages.accepted("r"),
                Messages.event("other", 1, "run.started", "\"attempt\":1"),
                "{\"type\":\"surprise\"}",
                "not even JSON",
                Messages.finished("r", 1, "completed"));

        follow();

        assertThat(recorder.types()).containsExactly("run.finished");
    }

    @Test
    void endsWhenTheServerRefusesTheCommand() {
        gateway.connection(Messages.error("c1", "UNKNOWN_PROVIDER", "missing", "no provider 'x'"));

        assertThatThrownBy(this::follow)
                .isInstanceOfSatisfying(
                        CliFailure.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.REFUSED))
                .hasMessage("no provider 'x' (UNKNOWN_PROVIDER)");
    }

    @Test
    void leavesARunThatCannotGoOn() {
        String full = Messages.error("c1", "STORAGE_FULL", "server", "the disk is full");
        gateway.connection(Messages.accepted("r"), full, full, full, full, full, full);

        assertThatThrownBy(this::follow)
                .isInstanceOfSatisfying(
                        CliFailure.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.SERVER))
                .hasMessageContaining("the run r waits: the disk is full (STORAGE_FULL)");
        assertThat(recorder.notes).containsExactly("the server says: the disk is full (STORAGE_FULL)");
    }

    @Test
    void goesOnWhenTheRunHasTrouble() {
        gateway.connection(
                Messages.accepted("r"),
                Messages.error("c1", "STORAGE_FULL", "server", "the disk is full"),
                Messages.finished("r", 1, "completed"));

        assertThat(follow().exit()).isEqualTo(ExitCode.OK);
        assertThat(recorder.notes).containsExactly("the server says: the disk is full (STORAGE_FULL)");
    }

    @Test
    void cancelsARunThatIsNotYetAcknowledged() {
        gateway.connection(Messages.accepted("r"), Messages.finished("r", 1, "cancelled"));
        RunFollower follower = follower();
        follower.cancel();

        RunOutcome outcome = follower.follow(COMMAND);

        assertThat(gateway.sent().getLast()).contains("\"command\":\"/cancel\",\"run\":\"r\"");
        assertThat(outcome.exit()).isEqualTo(ExitCode.CANCELLED);
    }

    private RunOutcome follow() {
        return follower().follow(COMMAND);
    }

    private RunFollower follower() {
        var backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMinutes(1), pauses::add);
        return new RunFollower(gateway, backoff, recorder, command -> startedRun);
    }

    /** Keeps what it sees. */
    private static final class Recorder implements RunAudience {
        private final List<String> seen = new ArrayList<>();
        private final List<JsonObject> objects = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        @Override
        public void accepted(String run, String session) {}

        @Override
        public void event(JsonObject event) {
            seen.add(event.toString());
            objects.add(event);
        }

        @Override
        public void delta(JsonObject delta) {
            event(delta);
        }

        @Override
        public void connection(String note) {
            notes.add(note);
        }

        List<String> types() {
            return objects.stream().map(o -> o.getString("type")).toList();
        }

        String text() {
            return String.join(
                    "",
                    objects.stream()
                            .filter(o -> o.containsKey("text"))
                            .map(o -> o.getString("text"))
                            .toList());
        }
    }
}
