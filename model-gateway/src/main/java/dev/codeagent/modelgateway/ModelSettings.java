package dev.codeagent.modelgateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A model as its file entry describes it.
 *
 * @param name what callers write into {@code model}
 * @param servedName what the model server itself calls it; empty: leave the name as it is
 * @param image what its container is made from
 * @param command how its server is started, empty: the image's own way; {@code {model}} is the file's place, {@code {port}}
 *     the port
 * @param modelFile of the volume, below {@code /models}; empty where the image or the server brings the model
 * @param port what the server listens on, on all addresses of its container
 * @param healthPath a path that answers 200 when the model can be asked
 * @param limits of the container
 * @param startTimeout how long it may take to become healthy
 * @param idleTimeout how long it stays without a question
 */
public record ModelSettings(
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
    /** Beside the size of the model's file. */
    public static final long DEFAULT_MEMORY_BYTES = 4L << 30;

    static final int ALL_GPUS = -1;
    private static final String MODELS_DIRECTORY = "/models/";

    /**
     * @param memoryBytes 0: {@link #DEFAULT_MEMORY_BYTES} and the size of the model's file
     * @param cpus 0: all
     * @param gpus how many; -1 is all of them
     */
    public record Limits(long memoryBytes, double cpus, int gpus) {}

    public ModelSettings {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Where the file is in the container; empty where there is none. */
    public String modelPath() {
        return modelFile.isEmpty() ? "" : MODELS_DIRECTORY + modelFile;
    }

    public List<String> commandLine() {
        return command.stream()
                .map(w -> w.replace("{model}", modelPath()).replace("{port}", String.valueOf(port)))
                .toList();
    }
}
