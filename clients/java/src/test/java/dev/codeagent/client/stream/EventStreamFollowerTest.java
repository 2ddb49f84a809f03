package dev.codeagent.client.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.client.error.ApiException;
import dev.codeagent.client.error.ConnectionException;
import dev.codeagent.client.http.Credentials;
import dev.codeagent.client.http.HttpTransport;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventStreamFollowerTest {
    private final List<String> received = new ArrayList<>();
    private final List<String> lastEventIds = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final Deque<String> streams = new ArrayDeque<>();
    private final List<Duration> delays = new ArrayList<>();
    private String run = "{\"id\":\"r\",\"state\":\"running\",\"lastSeq\":0}";
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/runs/r/events", this::stream);
        server.createContext("/api/v1/runs/r", exchange -> send(exchange, 200, run));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void stream(HttpExchange exchange) throws IOException {
        lastEventIds.add(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
        if (streams.isEmpty()) {
            send(exchange, 503, "");
            return;
        }
        send(exchange, 200, streams.remove());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String event(long seq, String type, String fields) {
        return "event: " + type + "\nid: " + seq + "\ndata: {\"type\":\"" + type + "\",\"run\":\"r\",\"seq\":" + seq
                + ",\"at\":\"2026-01-02T03:04:05Z\"" + fields + "}\n\n";
    }

    private static String delta(int offset, String part) {
        return "event: delta\ndata: {\"type\":\"delta\",\"run\":\"r\",\"step\":\"s\",\"block\":\"b\",\"kind\":\"text\","
                + "\"offset\":" + offset + ",\"text\":\"" + part + "\"}\n\n";
    }

    private FollowedRun follow(long after) {
        var listener = new RunListener() {
            @Override
            public void onEvent(JsonObject event) {
                received.add(event.getInt("seq") + " " + event.getString("type"));
            }

            @Override
            public void onDelta(JsonObject delta) {
                text.append(delta.getString("text"));
            }
        };
        var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        var backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(1), delays::add);
        return new EventStreamFollower(() -> new HttpTransport(address, Credentials.none()), backoff, listener)
                .follow("r", after);
    }

    @Test
    void deliversEachEventOnceAcrossStreamsThatBreak() {
        streams.add(": comment\n\n" + event(1, "run.started", ",\"attempt\":1") + delta(0, "Hel"));
        streams.add(
                event(1, "run.started", ",\"attempt\":1") + delta(0, "Hello") + "event: notice\nid: 2\ndata: {\"cut");
        streams.add(event(2, "notice", "") + delta(0, "Hello") + event(3, "run.finished", ",\"state\":\"completed\""));

        FollowedRun followed = follow(0);

        assertThat(received).containsExactly("1 run.started", "2 notice", "3 run.finished");
        assertThat(text).hasToString("Hello");
        assertThat(lastEventIds).containsExactly("0", "1", "1");
        assertThat(followed.finished().orElseThrow().state()).isEqualTo("completed");
        assertThat(delays).hasSize(2);
    }

    @Test
    void connectsAgainWhenEventsAreMissing() {
        streams.add(event(2, "notice", ""));
        streams.add(event(1, "run.started", "") + event(2, "run.finished", ""));

        follow(0);

        assertThat(received).containsExactly("1 run.started", "2 run.finished");
    }

    @Test
    void endsWithTheStreamOfARunThatHadEnded() {
        run = "{\"id\":\"r\",\"state\":\"completed\",\"lastSeq\":9}";
        streams.add(event(9, "patch.handled", ""));

        FollowedRun followed = follow(8);

        assertThat(received).containsExactly("9 patch.handled");
        assertThat(followed.finished()).isEmpty();
    }

    @Test
    void readsEventsInSeveralLinesAndOtherLineEnds() {
        streams.add("event:run.finished\r\nid:1\r\ndata:{\"type\":\"run.finished\",\r\n"
                + "data: \"run\":\"r\",\"seq\":1,\"at\":\"2026-01-02T03:04:05Z\"}\r\n\r\n");

        follow(0);

        assertThat(received).containsExactly("1 run.finished");
    }

    @Test
    void givesUpWhenTheServerDoesNotComeBack() {
        streams.add(event(1, "run.started", ""));

        assertThatThrownBy(() -> follow(0))
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("did not answer within 1 s");
    }

    @Test
    void failsWhenTheServerRefuses() {
        server.removeContext("/api/v1/runs/r/events");
        server.createContext(
                "/api/v1/runs/r/events",
                exchange -> send(
                        exchange,
                        404,
                        "{\"code\":\"UNKNOWN_RUN\",\"kind\":\"missing\",\"message\":\"there is no run r\"}"));

        assertThatThrownBy(() -> follow(0)).isInstanceOf(ApiException.class).hasMessageContaining("UNKNOWN_RUN");
    }

    @Test
    void reportsARunThatWaits() {
        String full =
                "event: error\ndata: {\"code\":\"STORAGE_FULL\",\"kind\":\"server\",\"message\":\"the disk is full\"}\n\n";
        streams.add(event(1, "run.started", "") + full.repeat(6));

        assertThatThrownBy(() -> follow(0))
                .isInstanceOfSatisfying(
                        ConnectionException.class, e -> assertThat(e.run()).contains("r"))
                .hasMessageContaining("the disk is full");
    }
}
