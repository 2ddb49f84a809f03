package dev.codeagent.client.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.client.api.NewRun;
import dev.codeagent.client.error.ApiError;
import dev.codeagent.client.error.ApiException;
import dev.codeagent.client.error.ConnectionException;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunFollowerTest {
    private static final StartCommand COMMAND = StartCommand.of(
            NewRun.of("/code", "do it").inDirectory("/p").inSession("s").withProvider("demo"));

    private final ScriptedGateway gateway = new ScriptedGateway();
    private final RecordingListener listener = new RecordingListener();
    private final List<Duration> delays = new ArrayList<>();
    private Optional<String> startedRun = Optional.empty();

    @Test
    void sendsTheCommandInTheGatewayFormat() {
        gateway.addConnection(GatewayMessages.accepted("r"), GatewayMessages.finished("r", 1, "completed"));

        follow();

        assertThat(gateway.sent().getFirst())
                .contains("\"type\":\"command\"")
                .contains("\"command\":\"/code\",\"args\":[],\"prompt\":\"do it\"")
                .contains("\"context\":{\"path\":\"/p\",\"sessionId\":\"s\"},\"provider\":\"demo\"");
    }

    @Test
    void addsSequenceNumberAndTimeToTheEvent() {
        gateway.addConnection(
                GatewayMessages.accepted("r"),
                GatewayMessages.event("r", 1, "run.started", "\"attempt\":1"),
                GatewayMessages.finished("r", 2, "completed"));

        follow();

        assertThat(listener.events.getFirst())
                .isEqualTo(
                        "{\"type\":\"run.started\",\"run\":\"r\",\"seq\":1,\"at\":\"2026-01-02T03:04:05.678Z\",\"attempt\":1}");
    }

    @Test
    void resumesAtTheLastEventAfterAReconnect() {
        gateway.addConnection(
                GatewayMessages.accepted("r"),
                GatewayMessages.event("r", 1, "run.started", "\"attempt\":1"),
                GatewayMessages.delta("r", "b1", 0, "Hel"));
        gateway.addConnection(
                GatewayMessages.event("r", 1, "run.started", "\"attempt\":1"),
                GatewayMessages.delta("r", "b1", 0, "Hello"),
                GatewayMessages.finished("r", 2, "completed"));

        follow();

        assertThat(gateway.sent().getLast())
                .contains("\"command\":\"/resume\",\"runs\":[{\"run\":\"r\",\"seq\":1,\"block\":\"b1\",\"offset\":3}]");
        assertThat(listener.types()).containsExactly("run.started", "delta", "delta", "run.finished");
        assertThat(listener.text()).isEqualTo("Hello");
        assertThat(listener.notices).containsExactly("connection lost (gone); reconnecting", "reconnected");
    }

    @Test
    void attachesToARunAfterAnEvent() {
        gateway.addConnection(
                GatewayMessages.event("r", 8, "run.started", "\"attempt\":2"),
                GatewayMessages.event("other", 9, "run.started", "\"attempt\":2"),
                GatewayMessages.finished("r", 9, "cancelled"));

        FollowedRun outcome = follower().attach("r", "s-1", 7);

        assertThat(gateway.sent().getFirst()).contains("\"command\":\"/resume\",\"runs\":[{\"run\":\"r\",\"seq\":7}]");
        assertThat(gateway.sent()).noneMatch(message -> message.contains("/code"));
        assertThat(listener.types()).containsExactly("run.started", "run.finished");
        assertThat(outcome.finished().orElseThrow().state()).isEqualTo("cancelled");
    }

    @Test
    void attachesAgainAfterAReconnect() {
        gateway.addConnection(GatewayMessages.event("r", 1, "run.started", "\"attempt\":1"));
        gateway.addConnection(GatewayMessages.finished("r", 2, "completed"));

        follower().attach("r", "s-1", 0);

        assertThat(gateway.sent().getLast()).contains("/resume", "\"seq\":1");
        assertThat(listener.types()).containsExactly("run.started", "run.finished");
    }

    @Test
    void retriesWithBackoffAndGivesUpAfterAMinute() {
        gateway.addConnection(GatewayMessages.accepted("r"));

        assertThatThrownBy(this::follow)
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("did not answer within 60 s (refused)");
        assertThat(delays).startsWith(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400));
        assertThat(delays).allMatch(delay -> delay.compareTo(Duration.ofSeconds(5)) <= 0);
    }

    @Test
    void waitsForAServerWhoseApplicationIsRedeployed() {
        gateway.addConnection(GatewayMessages.accepted("r"));
        gateway.addFailure(new ConnectionException("the program does not prove that it is the server", null));
        gateway.addConnection(GatewayMessages.finished("r", 1, "completed"));

        follow();

        assertThat(listener.types()).containsExactly("run.finished");
    }

    @Test
    void endsAtOnceWhenTheServerRefusesTheClientAfterAReconnect() {
        gateway.addConnection(GatewayMessages.accepted("r"));
        gateway.addFailure(new ApiException(ApiError.read(401, "", "GET /ws")));

        assertThatThrownBy(this::follow).isInstanceOf(ApiException.class);
    }

    @Test
    void followsAStartedRunWhoseAcknowledgementWasLost() {
        gateway.addConnection();
        gateway.addConnection(GatewayMessages.finished("r", 1, "completed"));
        startedRun = Optional.of("r");

        follow();

        assertThat(gateway.sent()).hasSize(2);
        assertThat(gateway.sent().getLast()).contains("\"runs\":[{\"run\":\"r\",\"seq\":0}]");
    }

    @Test
    void resendsTheCommandWhenNoRunWasStarted() {
        gateway.addConnection();
        gateway.addConnection(GatewayMessages.accepted("r"), GatewayMessages.finished("r", 1, "completed"));

        follow();

        assertThat(gateway.sent()).hasSize(2).allMatch(message -> message.contains("\"command\":\"/code\""));
    }

    @Test
    void requestsMissedEvents() {
        gateway.addConnection(
                GatewayMessages.accepted("r"),
                GatewayMessages.event("r", 2, "notice", "\"text\":\"late\""),
                GatewayMessages.event("r", 1, "run.started", "\"attempt\":1"),
                GatewayMessages.event("r", 2, "notice", "\"text\":\"late\""),
                GatewayMessages.finished("r", 3, "completed"));

        follow();

        assertThat(gateway.sent().getLast()).contains("\"/resume\"", "\"seq\":0");
        assertThat(listener.types()).containsExactly("run.started", "notice", "run.finished");
    }

    @Test
    void ignoresEventsOfOtherRunsAndUnknownMessages() {
        gateway.addConnection(
                GatewayMessages.accepted("r"),
                GatewayMessages.event("other", 1, "run.started", "\"attempt\":1"),
                "{\"type\":\"surprise\"}",
                "not even JSON",
                GatewayMessages.finished("r", 1, "completed"));

        follow();

        assertThat(listener.types()).containsExactly("run.finished");
    }

    @Test
    void failsWhenTheServerRejectsTheCommand() {
        gateway.addConnection(GatewayMessages.error("c1", "UNKNOWN_PROVIDER", "missing", "no provider 'x'"));

        assertThatThrownBy(this::follow)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.kind()).isEqualTo("missing"))
                .hasMessage("no provider 'x' (UNKNOWN_PROVIDER)");
    }

    @Test
    void givesUpOnARunThatMakesNoProgress() {
        String full = GatewayMessages.error("c1", "STORAGE_FULL", "server", "the disk is full");
        gateway.addConnection(GatewayMessages.accepted("r"), full, full, full, full, full, full);

        assertThatThrownBy(this::follow)
                .isInstanceOfSatisfying(
                        ConnectionException.class, e -> assertThat(e.run()).contains("r"))
                .hasMessageContaining("run r waits: the disk is full (STORAGE_FULL)");
        assertThat(listener.notices).containsExactly("server error: the disk is full (STORAGE_FULL)");
    }

    @Test
    void continuesAfterATemporaryServerError() {
        gateway.addConnection(
                GatewayMessages.accepted("r"),
                GatewayMessages.error("c1", "STORAGE_FULL", "server", "the disk is full"),
                GatewayMessages.finished("r", 1, "completed"));

        assertThat(follow().finished().orElseThrow().state()).isEqualTo("completed");
        assertThat(listener.notices).containsExactly("server error: the disk is full (STORAGE_FULL)");
    }

    @Test
    void cancelsARunBeforeItIsAcknowledged() {
        gateway.addConnection(GatewayMessages.accepted("r"), GatewayMessages.finished("r", 1, "cancelled"));
        RunFollower follower = follower();
        follower.cancel();

        FollowedRun outcome = follower.follow(COMMAND);

        assertThat(gateway.sent().getLast()).contains("\"command\":\"/cancel\",\"run\":\"r\"");
        assertThat(outcome.finished().orElseThrow().state()).isEqualTo("cancelled");
    }

    @Test
    void endsWhenAnotherConnectionWouldEndInTheSameWay() {
        gateway.addConnection(GatewayMessages.accepted("r"));
        gateway.endFatally();

        assertThatThrownBy(this::follow)
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("the connection ended: gone");
        assertThat(delays).isEmpty();
    }

    @Test
    void readsTheFieldOfAnErrorOfTheServer() {
        gateway.addConnection(
                "{\"id\":\"c1\",\"type\":\"error\",\"payload\":{\"code\":\"INVALID_VALUE\",\"kind\":\"caller\","
                        + "\"message\":\"no such folder\",\"field\":\"context.path\"}}");

        assertThatThrownBy(this::follow)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.field()).contains("context.path"));
    }

    private FollowedRun follow() {
        return follower().follow(COMMAND);
    }

    private RunFollower follower() {
        var backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMinutes(1), delays::add);
        return new RunFollower(gateway, backoff, listener, () -> startedRun);
    }

    /** Records what it receives. */
    private static final class RecordingListener implements RunListener {
        private final List<String> events = new ArrayList<>();
        private final List<JsonObject> objects = new ArrayList<>();
        private final List<String> notices = new ArrayList<>();

        @Override
        public void onAccepted(String run, String session) {}

        @Override
        public void onEvent(JsonObject event) {
            events.add(event.toString());
            objects.add(event);
        }

        @Override
        public void onDelta(JsonObject delta) {
            onEvent(delta);
        }

        @Override
        public void onConnectionNotice(String notice) {
            notices.add(notice);
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
