package dev.codeagent.modelgateway;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.wire.DurationFormat;
import dev.codeagent.modelgateway.ModelRunner.ContainerStatus;

/** What is told when a model's container did not do as it should. */
final class ModelErrors {
    private ModelErrors() {}

    static AgentException containerExited(ModelSettings model, long memoryBytes, ContainerStatus status) {
        return status.outOfMemory()
                ? GatewayError.OUT_OF_MEMORY.exceptionFor(
                        "model " + model.name(),
                        "(limit: " + (memoryBytes >> 20) + " MB); give it more (memory), or take a smaller model")
                : GatewayError.MODEL_DIED.exceptionFor(
                        "model " + model.name() + ":",
                        "with code " + status.exitCode()
                                + (status.lastOutput().isEmpty() ? "" : "; it said: " + status.lastOutput()));
    }

    static AgentException startTimedOut(ModelSettings model) {
        return GatewayError.START_TIMEOUT.exceptionFor(
                "model " + model.name(),
                DurationFormat.format(model.startTimeout()) + ": " + model.healthPath()
                        + " did not answer 200; give it more time (start), or see whether it listens on port "
                        + model.port() + " of all addresses, and whether this gateway is on the engine's machine");
    }

    static AgentException unhealthy(ModelSettings model) {
        return GatewayError.MODEL_DIED.exception(
                "model " + model.name() + " fell silent: " + model.healthPath() + " did not answer 200 any more");
    }

    static AgentException stopped(ModelSettings model) {
        return GatewayError.MODEL_STOPPED.exceptionFor("model " + model.name(), "");
    }
}
