package dev.codeagent.sandbox.images;

import java.util.Map;

/** What the steps of a build can reach. */
public interface BuildNetwork {

    /** The project's way out, open until it is closed. */
    Lease open(String project);

    /**
     * A way out.
     *
     * @param networkMode a network's name or {@code none}
     * @param environment what tells programs of it; no part of the image
     * @param onClose what is done when nobody needs it any more
     */
    record Lease(String networkMode, Map<String, String> environment, Runnable onClose) implements AutoCloseable {
        @Override
        public void close() {
            onClose.run();
        }
    }
}
