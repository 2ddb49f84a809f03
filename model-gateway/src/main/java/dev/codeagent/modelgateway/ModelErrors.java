package dev.codeagent.modelgateway;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.wire.DurationFormat;
import dev.codeagent.modelgateway.ModelRunner.ContainerStatus;

/** The errors of a model container that does not work. */
final class ModelErrors {
    private ModelErrors() {}

    static AgentException containerExited(ModelSettings model, long memoryBytes, ContainerStatus status) {
        return status.outOfMemory()
                ? GatewayError.OUT_OF_MEMORY.exceptionFor(
                        "model " + model.name(),
                        "(limit: " + (memoryBytes >> 20) + " MB); increase 'memory', or use a smaller model")
                : GatewayError.MODEL_DIED.exceptionFor(
                        "model " + model.name() + ":",
                        "with code " + status.exitCode()
                                + (status.lastOutput().isEmpty() ? "" : "; last output: " + status.lastOutput()));
    }

    static AgentException startTimedOut(ModelSettings model) {
        return GatewayError.START_TIMEOUT.exceptionFor(
                "model " + model.name(),
                DurationFormat.format(model.startTimeout()) + ": " + model.healthPath()
                        + " did not answer 200; increase 'start', or check that the server listens on port "
                        + model.port() + " of all addresses, and that this gateway runs on the host of the engine");
    }

    static AgentException unhealthy(ModelSettings model) {
        return GatewayError.MODEL_DIED.exception(
                "model " + model.name() + " is unhealthy: " + model.healthPath() + " no longer answers 200");
    }

    static AgentException stopped(ModelSettings model) {
        return GatewayError.MODEL_STOPPED.exceptionFor("model " + model.name(), "");
    }
}
