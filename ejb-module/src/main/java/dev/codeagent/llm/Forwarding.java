package dev.codeagent.llm;

import com.sun.net.httpserver.HttpExchange;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Hands requests to model servers and their answers back, as they come. */
final class Forwarding {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final byte[] COMMENT = ": waiting\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Models models;
    private final HttpClient http;
    private final Duration silence;

    /** @param silence after which a stream is written to, because a caller who left is noticed in no other way */
    Forwarding(Models models, HttpClient http, Duration silence) {
        this.models = models;
        this.http = http;
        this.silence = silence;
    }

    /**
     * Answers the exchange with what the model says, or throws where nothing was sent yet.
     *
     * @param path of the model server's API, e.g. {@code /v1/chat/completions}
     */
    void forward(HttpExchange exchange, String path, JsonObject request) throws IOException, InterruptedException {
        ManagedModel model = models.named(named(request));
        boolean answered = false;
        for (boolean last = false; !answered; last = true) {
            try (ManagedModel.Lease lease = model.lease()) {
                var pipe = new Pipe(exchange, model, lease, request.getBoolean("stream", false));
                answered = pipe.run(send(lease, path, body(model, request)), last);
            }
        }
    }

    /** What the model answers to a request without a stream. */
    JsonObject ask(String path, JsonObject request) throws InterruptedException {
        ManagedModel model = models.named(named(request));
        try (ManagedModel.Lease lease = model.lease()) {
            try (UpstreamBody body =
                    await(model, lease, send(lease, path, body(model, request))).body()) {
                JsonObject answer = Wire.object(all(body));
                lease.answered();
                return answer;
            } catch (IOException e) {
                throw broken(model, lease, e);
            }
        }
    }

    private static byte[] all(UpstreamBody body) throws IOException, InterruptedException {
        var all = new ByteArrayOutputStream();
        while (body.next(LONGEST) instanceof UpstreamBody.Piece.Bytes bytes) {
            all.write(bytes.bytes());
        }
        return all.toByteArray();
    }

    private static String named(JsonObject request) {
        return request.get("model") instanceof JsonString name ? name.getString() : "";
    }

    private static byte[] body(ManagedModel model, JsonObject request) {
        String served = model.entry().served();
        JsonObject known = served.isEmpty()
                ? request
                : Json.createObjectBuilder(request).add("model", served).build();
        return known.toString().getBytes(StandardCharsets.UTF_8);
    }

    private CompletableFuture<HttpResponse<UpstreamBody>> send(ManagedModel.Lease lease, String path, byte[] body) {
        return http.sendAsync(
                HttpRequest.newBuilder(lease.running().address().resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                head -> new UpstreamBody());
    }

    private static HttpResponse<UpstreamBody> await(
            ManagedModel model, ManagedModel.Lease lease, CompletableFuture<HttpResponse<UpstreamBody>> sent)
            throws InterruptedException {
        try {
            return sent.get();
        } catch (ExecutionException | CancellationException e) {
            throw broken(model, lease, e.getCause());
        }
    }

    private static AgentException broken(ManagedModel model, ManagedModel.Lease lease, Throwable cause) {
        return model.blame(lease.running())
                .orElseGet(() -> new AgentException(
                        ErrorCode.PROVIDER_BROKEN_STREAM,
                        "model " + model.entry().name() + ": its server's answer broke off: " + cause,
                        cause));
    }

    /** One answer on its way. */
    private final class Pipe {
        private final HttpExchange exchange;
        private final ManagedModel model;
        private final ManagedModel.Lease lease;
        private final boolean stream;
        private OutputStream out;
        private boolean betweenEvents = true;

        Pipe(HttpExchange exchange, ManagedModel model, ManagedModel.Lease lease, boolean stream) {
            this.exchange = exchange;
            this.model = model;
            this.lease = lease;
            this.stream = stream;
        }

        /** Whether an answer was given; not, where the server was gone before it heard of the request and can be tried anew. */
        boolean run(CompletableFuture<HttpResponse<UpstreamBody>> sent, boolean last)
                throws IOException, InterruptedException {
            try {
                hand(head(sent));
                lease.answered();
                return true;
            } catch (ExecutionException e) {
                AgentException why = broken(model, lease, e.getCause());
                if (!last && out == null && e.getCause() instanceof ConnectException) {
                    return false;
                }
                refuse(why);
                return true;
            } finally {
                sent.cancel(true);
            }
        }

        /** A stream whose server thinks long is begun without it, so that a caller who leaves is noticed. */
        private HttpResponse<UpstreamBody> head(CompletableFuture<HttpResponse<UpstreamBody>> sent)
                throws IOException, InterruptedException, ExecutionException {
            while (stream) {
                try {
                    return sent.get(silence.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    open(200, "text/event-stream");
                    write(COMMENT);
                }
            }
            return sent.get();
        }

        private void hand(HttpResponse<UpstreamBody> answer) throws IOException, InterruptedException {
            try (UpstreamBody body = answer.body()) {
                if (out != null && answer.statusCode() >= 400) {
                    write(event(new String(all(body), StandardCharsets.UTF_8)));
                    return;
                }
                open(
                        answer.statusCode(),
                        answer.headers().firstValue("Content-Type").orElse("application/json"));
                copy(body);
            }
        }

        private static byte[] event(String json) {
            return ("data: " + json.replaceAll("\\R", " ") + "\n\n").getBytes(StandardCharsets.UTF_8);
        }

        private void open(int status, String type) throws IOException {
            if (out == null) {
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.getResponseHeaders().set("Cache-Control", "no-store");
                exchange.sendResponseHeaders(status, 0);
                out = exchange.getResponseBody();
            }
        }

        private void copy(UpstreamBody body) throws IOException, InterruptedException {
            while (true) {
                UpstreamBody.Piece piece;
                try {
                    piece = body.next(silence);
                } catch (IOException e) {
                    refuse(broken(model, lease, e));
                    return;
                }
                switch (piece) {
                    case UpstreamBody.Piece.Bytes bytes -> write(bytes.bytes());
                    case UpstreamBody.Piece.Silence silence when stream && betweenEvents -> write(COMMENT);
                    case UpstreamBody.Piece.Silence silence -> {}
                    case UpstreamBody.Piece.End end -> {
                        return;
                    }
                }
            }
        }

        private void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
            int n = bytes.length;
            betweenEvents = n == 0 ? betweenEvents : n > 1 && bytes[n - 1] == '\n' && bytes[n - 2] == '\n';
        }

        /** As an answer, where none was begun; in a stream as its last event; else the answer breaks off as the model's did. */
        private void refuse(AgentException e) throws IOException {
            if (out == null) {
                throw e;
            }
            if (!stream) {
                throw new IOException(e.getMessage(), e);
            }
            write((betweenEvents ? "" : "\n\n").getBytes(StandardCharsets.US_ASCII));
            write(event(Wire.error(e).toString()));
        }
    }
}
