package dev.codeagent.modelgateway;

import java.net.URI;

/** Where model servers run. */
public interface ModelRunner {

    /**
     * A container that was started.
     *
     * @param address of the model server, without a path
     * @param memoryBytes its limit
     */
    record RunningModel(String container, URI address, long memoryBytes) {}

    /**
     * How a container stands.
     *
     * @param exitCode its main process's code, where it ended
     * @param outOfMemory whether the kernel ended it for its memory
     * @param lastOutput the end of what it printed, where it ended
     */
    record ContainerStatus(boolean running, long exitCode, boolean outOfMemory, String lastOutput) {
        static final ContainerStatus RUNNING = new ContainerStatus(true, 0, false, "");
    }

    /** Starts the model's container and does not wait for its health; a failure says which {@link GatewayError} it is. */
    RunningModel start(ModelSettings model);

    ContainerStatus status(RunningModel running);

    /** Whether the model can be asked. */
    boolean isHealthy(RunningModel running, ModelSettings model);

    /** Ends it, where it is still there. */
    void remove(RunningModel running);
}
