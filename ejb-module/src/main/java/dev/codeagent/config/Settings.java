package dev.codeagent.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The settings of the application; docs/configuration.md lists keys and defaults.
 *
 * @param home the server's installation directory: executor, its runtime, the demo
 * @param dataDirectory the data directory
 * @param keyFile the file with the key that encrypts stored credentials
 * @param dataDirectoryLocked whether the launcher of the server holds the lock on the data directory
 * @param pathMapping maps paths of the host to paths of the server's container
 * @param inContainer whether the server runs in a container
 * @param host the address that the server listens on
 * @param port the port that the server listens on
 * @param defaultProvider {@code providers.default}
 * @param providerConfigurations {@code providers.configurations} as JSON text
 * @param rateLimits {@code providers.limits} as JSON text
 * @param maxRuns the maximum number of concurrent runs
 * @param maxQueuedRuns the maximum number of waiting runs
 * @param reviewRounds how often the review agent may request changes in a run
 * @param maxTurns the default for the maximum number of turns in a step of an agent
 * @param sandbox how commands of runs are isolated
 * @param dockerTools Docker tools for agents
 * @param policy policy files and limits of approvals
 * @param catalog where the catalogue of models comes from
 * @param responseCache answers of models that are given again
 * @param retention how long runs keep their workspaces
 * @param webhookPrivateHosts {@code webhooks.privateHosts}: where webhooks may go in addition to public addresses
 * @param git how the server works with repositories on other servers
 * @param uploadQuotaBytes what an uploaded project may occupy, {@code uploads.quotaMegabytes}
 * @param telemetry metrics and traces
 * @param recording the directory of recorded exchanges with providers, {@code providers.recording}
 */
public record Settings(
        Path home,
        Path dataDirectory,
        Path keyFile,
        boolean dataDirectoryLocked,
        PathMapping pathMapping,
        boolean inContainer,
        String host,
        int port,
        String defaultProvider,
        String providerConfigurations,
        String rateLimits,
        int maxRuns,
        int maxQueuedRuns,
        int reviewRounds,
        int maxTurns,
        SandboxSettings sandbox,
        DockerToolSettings dockerTools,
        PolicySettings policy,
        CatalogSettings catalog,
        ResponseCacheSettings responseCache,
        RetentionSettings retention,
        List<String> webhookPrivateHosts,
        GitSettings git,
        long uploadQuotaBytes,
        TelemetrySettings telemetry,
        Optional<Path> recording) {

    public Settings {
        webhookPrivateHosts = List.copyOf(webhookPrivateHosts);
    }

    /** The marker file of a restored copy of a data directory, whose unfinished runs have to be ended. */
    public Path restoredMarker() {
        return dataDirectory.resolve("restored");
    }
}
