package dev.codeagent.cli.upload;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.server.RestClient;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The requests of an upload. A request that is lost is repeated for a while, and a transfer then continues with what the
 * server has: the client believes neither that a request without an answer was executed, nor that it was not.
 */
final class UploadServer {
    private static final Duration FINISH_TIMEOUT = Duration.ofMinutes(15);
    private static final int MIN_PIECE = 64 << 10;
    private static final int MAX_PIECE = 1 << 20;
    private static final long SLOW_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long REPORT_NANOS = Duration.ofSeconds(3).toNanos();

    private final RestClient client;
    private final Consumer<String> progress;
    private final Duration timeout;

    /** @param timeout how long an upload may make no progress before it fails */
    UploadServer(RestClient client, Consumer<String> progress, Duration timeout) {
        this.client = client;
        this.progress = progress;
        this.timeout = timeout;
    }

    /** What the server has. */
    record Status(String commit, String transfer, long receivedBytes, long storedBytes, long quotaBytes) {
        private static Status of(JsonObject json) {
            return new Status(
                    json.getString("commit"),
                    json.getString("transfer"),
                    json.getJsonNumber("receivedBytes").longValue(),
                    json.getJsonNumber("storedBytes").longValue(),
                    json.getJsonNumber("quotaBytes").longValue());
        }

        private long received(String ofTransfer) {
            return transfer.equals(ofTransfer) ? receivedBytes : 0;
        }
    }

    /** The id of the project; the server creates it if necessary. */
    String create(String key, String name, String part) {
        JsonObject body = Json.createObjectBuilder()
                .add("key", key)
                .add("name", name)
                .add("subdirectory", part)
                .build();
        return repeat(() -> client.requestObject("POST", "/api/v1/uploads", body))
                .getString("id");
    }

    Status status(String project) {
        return repeat(() -> readStatus(client, project));
    }

    private static Status readStatus(RestClient server, String project) {
        return Status.of(server.requestObject("GET", path(project)));
    }

    private <T> T repeat(Supplier<T> request) {
        return new UploadAttempts(timeout).repeat(request);
    }

    private static String path(String project) {
        return "/api/v1/uploads/" + RestClient.encodePathSegment(project);
    }

    /**
     * Sends what the server lacks of a bundle, and lets it use the bundle.
     *
     * @param base the commit of the server that the bundle continues
     * @return what the server has then: the commit of the bundle, or another one if another client was faster
     */
    Status send(String project, Path bundle, String transfer, String base) throws IOException {
        var attempts = new UploadAttempts(timeout);
        long length = Files.size(bundle);
        Status status = attempts.repeat(() -> readStatus(client, project));
        long sent = status.received(transfer);
        long most = sent;
        boolean again = false;
        while (status.commit().equals(base)) {
            boolean complete = false;
            try {
                sendPieces(project, bundle, transfer, Math.min(sent, length));
                complete = true;
                return finish(project, transfer);
            } catch (CliException e) {
                attempts.awaitNext(e);
                // The server answers when it has finished what it was doing for the request that was lost.
                RestClient server = complete ? client.withTimeout(FINISH_TIMEOUT) : client;
                status = attempts.repeat(() -> readStatus(server, project));
                sent = status.received(transfer);
                if (sent > most) {
                    most = sent;
                    attempts.advanced();
                }
                if (complete && UploadAttempts.isConflict(e) && sent >= length) {
                    if (again) {
                        throw e;
                    }
                    again = true;
                    sent = 0; // The server has as many bytes, and not these.
                }
            }
        }
        return status;
    }

    /** @param from where the pieces begin */
    private void sendPieces(String project, Path bundle, String transfer, long from) throws IOException {
        long sent = from;
        int size = MIN_PIECE * 4;
        long reported = System.nanoTime();
        try (var file = new RandomAccessFile(bundle.toFile(), "r")) {
            long length = file.length();
            while (sent < length) {
                byte[] piece = new byte[(int) Math.min(size, length - sent)];
                file.seek(sent);
                file.readFully(piece);
                long start = System.nanoTime();
                client.putBytes(path(project) + "/transfers/" + transfer + "?offset=" + sent, piece);
                sent += piece.length;
                long end = System.nanoTime();
                size = end - start > SLOW_NANOS ? Math.max(MIN_PIECE, size / 2) : Math.min(MAX_PIECE, size * 2);
                if (end - reported > REPORT_NANOS) {
                    reported = end;
                    progress.accept(String.format("uploaded %.1f of %.1f MiB", mebibytes(sent), mebibytes(length)));
                }
            }
        }
    }

    private static double mebibytes(long bytes) {
        return bytes / (double) (1 << 20);
    }

    private Status finish(String project, String transfer) {
        return Status.of(
                client.withTimeout(FINISH_TIMEOUT).requestObject("POST", path(project) + "/transfers/" + transfer));
    }

    /** The changes that an apply makes to the uploaded files, as a patch. */
    byte[] merge(String project, String run, JsonArray parts) {
        JsonObject body =
                Json.createObjectBuilder().add("run", run).add("parts", parts).build();
        return repeat(() -> client.postForBytes(path(project) + "/merges", body));
    }
}
