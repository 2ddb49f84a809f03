package dev.codeagent.client.stream;

import dev.codeagent.client.error.ApiError;
import dev.codeagent.client.error.ApiException;
import dev.codeagent.client.error.CallInterruptedException;
import dev.codeagent.client.error.ConnectionException;
import dev.codeagent.client.http.HttpTransport;
import dev.codeagent.client.json.JsonTexts;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Follows a run with server-sent events, where a WebSocket is not possible. It connects again after the stream breaks and
 * names the last event that it has. An instance follows one run.
 */
public final class EventStreamFollower {
    /** The server sends a comment every 15 seconds. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    private static final Set<String> END_STATES = Set.of("completed", "failed", "cancelled");

    private final Supplier<HttpTransport> transport;
    private final Backoff backoff;
    private final RunListener listener;
    private final RunProgress progress;
    private Optional<InputStream> stream = Optional.empty();

    /** @param transport called for every connection, because a restarted server may have another port */
    public EventStreamFollower(Supplier<HttpTransport> transport, Backoff backoff, RunListener listener) {
        this.transport = transport;
        this.backoff = backoff;
        this.listener = listener;
        this.progress = new RunProgress(listener);
    }

    /**
     * Returns when the run has finished, and at once if it finished before the event {@code after}.
     *
     * @throws ConnectionException if the server cannot be reached or the run waits
     * @throws ApiException if the server refuses the request
     */
    public FollowedRun follow(String run, long after) {
        progress.cursor().startAfter(after);
        String path = "/api/v1/runs/" + HttpTransport.encode(run);
        try {
            connect(path);
        } catch (IOException e) {
            throw new ConnectionException("cannot reach the server: " + e.getMessage(), e);
        }
        try {
            while (true) {
                String reason = readToEnd(run);
                if (progress.isFinished() || hasEnded(path)) {
                    return progress.result(run);
                }
                recover(path, run, reason);
            }
        } finally {
            close();
        }
    }

    /** Reads until the run has finished or the stream ends, and returns why it ended. */
    private String readToEnd(String run) {
        var events = new ServerSentEvents(stream.orElseThrow());
        try {
            while (!progress.isFinished()) {
                Optional<ServerSentEvents.Event> event = events.next();
                if (event.isEmpty()) {
                    return "the stream ended";
                }
                if (!deliver(event.get(), run)) {
                    return "events are missing";
                }
            }
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (JsonException | ClassCastException | NullPointerException e) {
            return "an event cannot be read: " + e.getMessage();
        }
    }

    private boolean deliver(ServerSentEvents.Event event, String run) {
        JsonObject json = JsonTexts.parse(event.data()).asJsonObject();
        if (event.name().equals("error")) {
            progress.reportTemporary(ApiError.read(json), run);
        } else if (event.name().equals("delta")) {
            progress.deliver(GatewayMessage.delta(json));
        } else {
            long seq = json.getJsonNumber("seq").longValue();
            return progress.deliver(new GatewayMessage.Event(json.getString("run"), seq, json));
        }
        return true;
    }

    /** A stream also ends if a proxy cuts it, so the run itself says whether it has ended. */
    private boolean hasEnded(String path) {
        try {
            JsonObject run = JsonTexts.parse(
                            transport.get().send("GET", path, "").text())
                    .asJsonObject();
            return END_STATES.contains(run.getString("state"))
                    && run.getJsonNumber("lastSeq").longValue()
                            <= progress.cursor().seq();
        } catch (ConnectionException e) {
            return false;
        }
    }

    private void recover(String path, String run, String reason) {
        listener.onConnectionNotice("connection lost (" + reason + "); reconnecting");
        close();
        try {
            backoff.retry(() -> connect(path));
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CallInterruptedException(e);
            }
            throw new ConnectionException(
                    "the server did not answer within " + backoff.timeoutSeconds() + " s (" + e.getMessage()
                            + "); after a restart it continues the run",
                    run,
                    e);
        }
        listener.onConnectionNotice("reconnected");
    }

    private void connect(String path) throws IOException {
        try {
            stream = Optional.of(transport
                    .get()
                    .open(
                            path + "/events",
                            Map.of(
                                    "Accept",
                                    "text/event-stream",
                                    "Last-Event-ID",
                                    String.valueOf(progress.cursor().seq())),
                            IDLE));
        } catch (ApiException e) {
            // A server that still starts, or the proxy before it, answers without a code.
            if (e.code().isEmpty()) {
                throw new IOException(e.getMessage(), e);
            }
            throw e;
        }
    }

    private void close() {
        try {
            if (stream.isPresent()) {
                stream.get().close();
            }
        } catch (IOException e) {
            // The connection is gone, which is what close is for.
        }
        stream = Optional.empty();
    }
}
