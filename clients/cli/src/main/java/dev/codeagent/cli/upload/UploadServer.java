package dev.codeagent.cli.upload;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The requests of an upload. A request that the connection loses is repeated for a while, and a transfer then continues
 * with what the server has.
 */
final class UploadServer {
    private static final Duration FINISH_TIMEOUT = Duration.ofMinutes(15);
    private static final int MIN_PIECE = 64 << 10;
    private static final int MAX_PIECE = 1 << 20;
    private static final long SLOW_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long REPORT_NANOS = Duration.ofSeconds(3).toNanos();
    private static final int MAX_ATTEMPTS = 6;
    private static final long FIRST_PAUSE_MILLIS = 250;

    private final RestClient client;
    private final Consumer<String> progress;

    UploadServer(RestClient client, Consumer<String> progress) {
        this.client = client;
        this.progress = progress;
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
    }

    /** The id of the project; the server creates it if necessary. */
    String create(String key, String name, String part) {
        JsonObject body = Json.createObjectBuilder()
                .add("key", key)
                .add("name", name)
                .add("subdirectory", part)
                .build();
        return client.requestObject("POST", "/api/v1/uploads", body).getString("id");
    }

    Status status(String project) {
        return Status.of(client.requestObject("GET", path(project)));
    }

    private static String path(String project) {
        return "/api/v1/uploads/" + RestClient.encodePathSegment(project);
    }

    /** Sends what the server lacks of a bundle, and lets it use the bundle. */
    Status send(String project, Path bundle, String transfer) throws IOException {
        int failures = 0;
        Status before = status(project);
        while (true) {
            try {
                sendPieces(project, bundle, transfer, before);
                return finish(project, transfer);
            } catch (CliException e) {
                Status now = awaitStatus(project, e, failures);
                // Without progress, each attempt counts.
                boolean advanced = now.transfer().equals(transfer)
                        && now.receivedBytes() > (before.transfer().equals(transfer) ? before.receivedBytes() : 0);
                failures = advanced ? 1 : failures + 1;
                before = now;
            }
        }
    }

    /** After a lost connection: what the server has by then. */
    private Status awaitStatus(String project, CliException lost, int failures) {
        CliException last = lost;
        for (int i = failures; i < MAX_ATTEMPTS && last.exitCode() == ExitCode.SERVER; i++) {
            try {
                Thread.sleep(FIRST_PAUSE_MILLIS << i);
                return status(project);
            } catch (CliException e) {
                last = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CliException(ExitCode.INTERRUPTED, "interrupted during an upload", e);
            }
        }
        if (last.exitCode() != ExitCode.SERVER) {
            throw last;
        }
        throw new CliException(
                ExitCode.SERVER,
                last.getMessage() + "; the upload continues where it stopped when you repeat the command",
                last);
    }

    private void sendPieces(String project, Path bundle, String transfer, Status status) throws IOException {
        long sent = status.transfer().equals(transfer) ? status.receivedBytes() : 0;
        int size = MIN_PIECE * 4;
        long reported = System.nanoTime();
        try (var file = new RandomAccessFile(bundle.toFile(), "r")) {
            long length = file.length();
            if (sent > length) {
                sent = 0;
            }
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
        return client.postForBytes(path(project) + "/merges", body);
    }
}
