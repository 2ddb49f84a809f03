package dev.codeagent.config;

import java.nio.file.Path;

/**
 * The settings that the application works with; keys and defaults stand in docs/configuration.md.
 *
 * @param home the server folder: executor, its runtime, the demo
 * @param dataDirectory the data directory
 * @param keyFile the key of the credentials' file
 * @param dataDirectoryLocked whether the program that started the server holds the lock on the data directory
 * @param pathMapping where the server finds the folders that clients name
 * @param inContainer whether the server runs in a container
 * @param port the port that the server listens on
 * @param defaultProvider {@code providers.default}
 * @param providerConfigurations {@code providers.configurations} as JSON text
 * @param maxRuns how many runs work at once
 * @param maxQueuedRuns how many may wait
 * @param reviewRounds how often review may send work back
 * @param maxTurns the limit of turns a step of an agent that is not configured otherwise
 * @param policy rule files, questions and their limits
 */
public record Settings(
        Path home,
        Path dataDirectory,
        Path keyFile,
        boolean dataDirectoryLocked,
        PathMapping pathMapping,
        boolean inContainer,
        int port,
        String defaultProvider,
        String providerConfigurations,
        int maxRuns,
        int maxQueuedRuns,
        int reviewRounds,
        int maxTurns,
        SandboxSettings sandbox,
        DockerToolSettings dockerTools,
        PolicySettings policy) {

    /** The file that says that the data directory is a restored copy whose runs under way are to be ended. */
    public Path restoredMarker() {
        return dataDirectory.resolve("restored");
    }
}
