package dev.codeagent.sandbox.images;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.sandbox.ProgressListener;
import jakarta.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Pulls missing images. */
final class ImagePuller {
    private static final Pattern NAME = Pattern.compile(
            "([A-Za-z0-9.-]+(:\\d{1,5})?/)?[a-z0-9._/-]{1,200}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?");
    /** An untrusted repository must not make the engine connect to itself or to an address of the internal network. */
    private static final Pattern BARE_ADDRESS = Pattern.compile("(localhost|[0-9.]+)(:\\d+)?/.*");

    private static final long REPORT_INTERVAL_NANOS = 5_000_000_000L;

    private final DockerEngineClient engine;

    ImagePuller(DockerEngineClient engine) {
        this.engine = engine;
    }

    /**
     * Checks that a project may use an image of this name.
     *
     * @throws dev.codeagent.api.error.AgentException SANDBOX_FAILED if it may not
     */
    static void requireValidName(String image, String source) {
        if (!NAME.matcher(image).matches()) {
            throw failed(source + " names the image '" + image + "', which is not a valid image name");
        }
        if (image.startsWith(ImageBuilder.PREFIX)) {
            throw failed(source + " names " + image + ", which was built for a project; set its Dockerfile instead");
        }
    }

    /**
     * Pulls an image.
     *
     * @throws dev.codeagent.api.error.AgentException SANDBOX_FAILED if that fails
     */
    void pull(String image, String source, ProgressListener listener) {
        if (BARE_ADDRESS.matcher(image).matches()) {
            throw failed("image " + image + " (" + source
                    + ") is not on the engine, and images are not pulled from an IP address or localhost;"
                    + " run docker pull " + image);
        }
        listener.info("image.pull", "pulling " + image + " (" + source + ")");
        var pullProgress = new PullProgress(listener);
        try {
            engine.images().pull(image, pullProgress::update, listener::throwIfCancelled);
        } catch (AgentException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            throw failed("image: " + image + " (" + source + ") is not on the engine and cannot be pulled: "
                    + e.getMessage() + "; load it (docker pull, docker load), or set another image");
        }
        listener.info("image.pulled", "pulled " + image);
    }

    /** Sums up the layers, and reports every few seconds. */
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
