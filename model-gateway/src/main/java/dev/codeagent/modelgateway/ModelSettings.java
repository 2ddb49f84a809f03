package dev.codeagent.modelgateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The settings of one model from the configuration file.
 *
 * @param name the value of {@code model} in requests
 * @param servedName the name that the model server uses; empty: the same name
 * @param image the image of its container
 * @param command the command that starts the server; empty: the image's default; {@code {model}} is replaced by the
 * path of the model file, {@code {port}} by the port
 * @param modelFile the model file in the volume, mounted at {@code /models}; empty if the image or the server provides
 * the model
 * @param port the port on which the server listens, on all addresses of its container
 * @param healthPath a path that answers 200 when the model is ready
 * @param limits the limits of the container
 * @param startTimeout the time in which it must become healthy
 * @param idleTimeout the time without requests after which it is stopped
 */
record ModelSettings(
        String name,
        String servedName,
        String image,
        List<String> command,
        Map<String, String> environment,
        String modelFile,
        int port,
        String healthPath,
        Limits limits,
        Duration startTimeout,
        Duration idleTimeout) {
    /** The default memory limit, in addition to the size of the model file. */
    static final long DEFAULT_MEMORY_BYTES = 4L << 30;

    static final int ALL_GPUS = -1;
    private static final String MODELS_DIRECTORY = "/models/";

    /**
     *
     * @param memoryBytes 0: {@link #DEFAULT_MEMORY_BYTES} plus the size of the model file
     * @param cpus 0: all
     * @param gpus the number of GPUs; -1: all
     */
    record Limits(long memoryBytes, double cpus, int gpus) {}

    ModelSettings {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** The path of the model file in the container; empty without a file. */
    String modelPath() {
        return modelFile.isEmpty() ? "" : MODELS_DIRECTORY + modelFile;
    }

    List<String> commandLine() {
        return command.stream()
                .map(w -> w.replace("{model}", modelPath()).replace("{port}", String.valueOf(port)))
                .toList();
    }
}
