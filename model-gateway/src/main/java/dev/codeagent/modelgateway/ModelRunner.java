package dev.codeagent.modelgateway;

import java.net.URI;

/** Starts and stops model servers. */
interface ModelRunner {

    /**
     * A started container.
     *
     * @param address the address of the model server, without a path
     * @param memoryBytes its memory limit
     */
    record RunningModel(String container, URI address, long memoryBytes) {}

    /**
     * The status of a container.
     *
     * @param exitCode the exit code of its main process, if it exited
     * @param outOfMemory whether the kernel killed it because of its memory limit
     * @param lastOutput the end of its output, if it exited
     */
    record ContainerStatus(boolean running, long exitCode, boolean outOfMemory, String lastOutput) {
        static final ContainerStatus RUNNING = new ContainerStatus(true, 0, false, "");
    }

    /**
     * Starts the container of the model without waiting until it is healthy.
     *
     * @throws AgentException with the message of a {@link GatewayError} if the start fails
     */
    RunningModel start(ModelSettings model);

    ContainerStatus status(RunningModel running);

    /** Whether the model answers requests. */
    boolean isHealthy(RunningModel running, ModelSettings model);

    /** Removes the container if it still exists. */
    void remove(RunningModel running);
}
