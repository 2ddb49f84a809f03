package dev.codeagent.sandbox.images;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.sandbox.ProgressListener;
import jakarta.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Fetches images that are missing. */
final class ImagePuller {
    private static final Pattern NAME = Pattern.compile(
            "([A-Za-z0-9.-]+(:\\d{1,5})?/)?[a-z0-9._/-]{1,200}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?");
    /** A stranger's repository shall not have the engine speak to itself or to an address of the house. */
    private static final Pattern BARE_ADDRESS = Pattern.compile("(localhost|[0-9.]+)(:\\d+)?/.*");

    private static final long REPORT_INTERVAL_NANOS = 5_000_000_000L;

    private final DockerEngineClient engine;

    ImagePuller(DockerEngineClient engine) {
        this.engine = engine;
    }

    /** SANDBOX_FAILED where a project must not name such an image. */
    static void requireValidName(String image, String source) {
        if (!NAME.matcher(image).matches()) {
            throw failed(source + " names the image '" + image + "', which is no name of an image");
        }
        if (image.startsWith(ImageBuilder.PREFIX)) {
            throw failed(source + " names " + image + ", which was built for a project; name its Dockerfile");
        }
    }

    /** SANDBOX_FAILED where it cannot be had. */
    void pull(String image, String source, ProgressListener listener) {
        if (BARE_ADDRESS.matcher(image).matches()) {
            throw failed(
                    "image " + image + " (" + source + ") is not on the engine and is not pulled from a bare address;"
                            + " load it there: docker pull " + image);
        }
        listener.info("image.pull", "pulls " + image + " (" + source + ")");
        var pullProgress = new PullProgress(listener);
        try {
            engine.images().pull(image, pullProgress::update, listener::throwIfCancelled);
        } catch (AgentException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            throw failed("image: " + image + " (" + source + ") is not on the engine and cannot be pulled: "
                    + e.getMessage() + "; load it there (docker pull, docker load), or name another one");
        }
        listener.info("image.pulled", image + " is there");
    }

    /** Adds up the layers; told every few seconds. */
    private static final class PullProgress {
        private final ProgressListener listener;
        private final Map<String, long[]> layers = new HashMap<>();
        private long lastReportNanos = System.nanoTime();

        PullProgress(ProgressListener listener) {
            this.listener = listener;
        }

        void update(JsonObject event) {
            if (!event.getString("status", "").equals("Downloading") || !event.containsKey("progressDetail")) {
                return;
            }
            JsonObject detail = event.getJsonObject("progressDetail");
            if (detail.containsKey("current") && detail.containsKey("total")) {
                layers.put(event.getString("id", ""), new long[] {
                    detail.getJsonNumber("current").longValue(),
                    detail.getJsonNumber("total").longValue()
                });
            }
            if (System.nanoTime() - lastReportNanos > REPORT_INTERVAL_NANOS) {
                lastReportNanos = System.nanoTime();
                long doneBytes = layers.values().stream().mapToLong(l -> l[0]).sum();
                long totalBytes = layers.values().stream().mapToLong(l -> l[1]).sum();
                listener.info("image.pull", (doneBytes >> 20) + " of at least " + (totalBytes >> 20) + " MB");
            }
        }
    }

    private static AgentException failed(String reason) {
        return new AgentException(ErrorCode.SANDBOX_FAILED, reason);
    }
}
