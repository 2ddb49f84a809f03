package dev.codeagent.llm;

import java.net.URI;

/** Where model servers run. */
public interface ModelHost {

    /**
     * A container that was started.
     *
     * @param address of the model server, without a path
     * @param memoryBytes its limit
     */
    record Running(String container, URI address, long memoryBytes) {}

    /**
     * How a container stands.
     *
     * @param exit its main process's code, where it ended
     * @param outOfMemory whether the kernel ended it for its memory
     * @param lastWords the end of what it printed, where it ended
     */
    record Fate(boolean alive, long exit, boolean outOfMemory, String lastWords) {
        static final Fate ALIVE = new Fate(true, 0, false, "");
    }

    /** Starts the model's container and does not wait for its health; a failure says which {@link Complaint} it is. */
    Running start(ModelEntry model);

    Fate fate(Running running);

    /** Whether the model can be asked. */
    boolean healthy(Running running, ModelEntry model);

    /** Ends it, where it is still there. */
    void remove(Running running);
}
