package dev.codeagent.sandbox.images;

import java.util.Map;

/** What the steps of a build can reach. */
public interface BuildNetwork {

    /** The project's way out, open until it is closed. */
    Way open(String project);

    /**
     * A way out.
     *
     * @param mode a network's name or {@code none}
     * @param variables what tells programs of it; no part of the image
     * @param closed what is done when nobody needs it any more
     */
    record Way(String mode, Map<String, String> variables, Runnable closed) implements AutoCloseable {
        @Override
        public void close() {
            closed.run();
        }
    }
}
