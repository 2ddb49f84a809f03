package dev.codeagent.sandbox.images;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.engine.Engine;
import dev.codeagent.sandbox.Progress;
import jakarta.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Fetches images that are missing. */
final class ImagePulls {
    private static final Pattern NAME = Pattern.compile(
            "([A-Za-z0-9.-]+(:\\d{1,5})?/)?[a-z0-9._/-]{1,200}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?");
    /** A stranger's repository shall not have the engine speak to itself or to an address of the house. */
    private static final Pattern ADDRESS = Pattern.compile("(localhost|[0-9.]+)(:\\d+)?/.*");

    private static final long PAUSE_NANOS = 5_000_000_000L;

    private final Engine engine;

    ImagePulls(Engine engine) {
        this.engine = engine;
    }

    /** SANDBOX_FAILED where a project must not name such an image. */
    static void check(String image, String source) {
        if (!NAME.matcher(image).matches()) {
            throw failed(source + " names the image '" + image + "', which is no name of an image");
        }
        if (image.startsWith(ImageBuilds.PREFIX)) {
            throw failed(source + " names " + image + ", which was built for a project; name its Dockerfile");
        }
    }

    /** SANDBOX_FAILED where it cannot be had. */
    void pull(String image, String source, Progress progress) {
        if (ADDRESS.matcher(image).matches()) {
            throw failed(
                    "image " + image + " (" + source + ") is not on the engine and is not pulled from a bare address;"
                            + " load it there: docker pull " + image);
        }
        progress.info("image.pull", "pulls " + image + " (" + source + ")");
        var loading = new Loading(progress);
        try {
            engine.images().pull(image, loading::said, progress::check);
        } catch (AgentException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            throw failed("image: " + image + " (" + source + ") is not on the engine and cannot be pulled: "
                    + e.getMessage() + "; load it there (docker pull, docker load), or name another one");
        }
        progress.info("image.pulled", image + " is there");
    }

    /** Adds up the layers; told every few seconds. */
    private static final class Loading {
        private final Progress progress;
        private final Map<String, long[]> layers = new HashMap<>();
        private long told = System.nanoTime();

        Loading(Progress progress) {
            this.progress = progress;
        }

        void said(JsonObject piece) {
            if (!piece.getString("status", "").equals("Downloading") || !piece.containsKey("progressDetail")) {
                return;
            }
            JsonObject detail = piece.getJsonObject("progressDetail");
            if (detail.containsKey("current") && detail.containsKey("total")) {
                layers.put(piece.getString("id", ""), new long[] {
                    detail.getJsonNumber("current").longValue(),
                    detail.getJsonNumber("total").longValue()
                });
            }
            if (System.nanoTime() - told > PAUSE_NANOS) {
                told = System.nanoTime();
                long done = layers.values().stream().mapToLong(l -> l[0]).sum();
                long all = layers.values().stream().mapToLong(l -> l[1]).sum();
                progress.info("image.pull", (done >> 20) + " of at least " + (all >> 20) + " MB");
            }
        }
    }

    private static AgentException failed(String reason) {
        return new AgentException(ErrorCode.SANDBOX_FAILED, reason);
    }
}
