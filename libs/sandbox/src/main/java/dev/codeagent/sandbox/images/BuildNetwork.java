package dev.codeagent.sandbox.images;

import java.util.Map;

/** Provides the network of the steps of a build. */
public interface BuildNetwork {

    /** Opens the network access of the project, until the lease is closed. */
    Lease open(String project);

    /**
     * Temporary network access.
     *
     * @param networkMode the name of a network, or {@code none}
     * @param environment the proxy variables for the steps; not part of the image
     * @param onClose runs when the access is no longer needed
     */
    record Lease(String networkMode, Map<String, String> environment, Runnable onClose) implements AutoCloseable {
        @Override
        public void close() {
            onClose.run();
        }
    }
}
