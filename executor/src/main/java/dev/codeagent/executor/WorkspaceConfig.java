package dev.codeagent.executor;

import dev.codeagent.executor.tool.JsonArguments;
import jakarta.json.Json;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Settings of a workspace.
 *
 * @param run the run that uses the workspace; empty if the command line opens it
 * @param base the commit that patches are based on; empty if an import sets it
 * @param commandTimeout the maximum duration of one command
 * @param network whether commands may use the network
 * @param diskBytes limit in bytes of the workspace and the results together; 0 means no limit
 * @param environment environment variables of all commands
 * @param mavenOptions options of all Maven builds
 * @param mavenSettings content of the Maven settings, may be empty; absent: the user's own settings apply
 * @param leftOut paths of the project that are not part of the workspace, and why
 * @param egressSocket socket file of the egress proxy, for a sandbox that has no network but may reach some hosts
 * @param subdirectory where the project is built and tested, relative to the workspace; empty for all of it
 */
record WorkspaceConfig(
        String project,
        String run,
        Path workspace,
        Path results,
        String base,
        Duration commandTimeout,
        boolean network,
        long diskBytes,
        Map<String, String> environment,
        List<String> mavenOptions,
        Optional<String> mavenSettings,
        Map<String, String> leftOut,
        Optional<Path> egressSocket,
        String subdirectory) {
    private static final int DEFAULT_TIMEOUT_SECONDS = 600;

    /** Reads the options of the command line, see {@link ExecutorMain}. */
    static WorkspaceConfig of(Map<String, String> options, List<String> mavenOptions) {
        return new WorkspaceConfig(
                "",
                "",
                Path.of(options.get("--workspace")),
                Path.of(options.get("--results")),
                Objects.requireNonNull(options.get("--base")),
                Duration.ofSeconds(Long.parseLong(options.getOrDefault("--timeout", "" + DEFAULT_TIMEOUT_SECONDS))),
                !mavenOptions.contains("-o"),
                Long.parseLong(options.getOrDefault("--disk-bytes", "0")),
                Map.of(),
                mavenOptions,
                Optional.empty(),
                readLeftOut(options.getOrDefault("--left-out", "{}")),
                Optional.ofNullable(options.get("--egress")).map(Path::of),
                options.getOrDefault("--subdirectory", ""));
    }

    /** Reads the parameters of a {@code codeagent/open} request. */
    static WorkspaceConfig of(JsonArguments params) {
        boolean network = params.flag("network", false);
        String repository = params.string("repository", "");
        var mavenOptions = new ArrayList<String>();
        // Maven in a command of an agent uses the same repository, and does not wait for a network that does not exist.
        var environment = new HashMap<String, String>();
        if (!repository.isEmpty()) {
            mavenOptions.add("-Dmaven.repo.local=" + repository);
            environment.put("MAVEN_OPTS", "-Dmaven.repo.local=" + repository);
        }
        if (!network) {
            mavenOptions.add("-o");
            environment.put("MAVEN_ARGS", "-o");
        }
        environment.putAll(params.stringMap("environment"));
        return new WorkspaceConfig(
                params.string("project"),
                params.string("run"),
                Path.of(params.string("workspace", "/workspace")),
                Path.of(params.string("results", "/results")),
                params.string("base", ""),
                Duration.ofSeconds(Math.max(1, params.number("timeoutSeconds", DEFAULT_TIMEOUT_SECONDS))),
                network,
                Math.max(0, params.number("diskBytes", 0L)),
                Map.copyOf(environment),
                List.copyOf(mavenOptions),
                Optional.of(params.string("mavenSettings", "")),
                params.stringMap("leftOut"),
                Optional.of(params.string("egress", ""))
                        .filter(file -> !file.isEmpty())
                        .map(Path::of),
                params.string("subdirectory", ""));
    }

    private static Map<String, String> readLeftOut(String json) {
        try (var reader = Json.createReader(new StringReader(json))) {
            return new JsonArguments(Json.createObjectBuilder()
                            .add("leftOut", reader.readObject())
                            .build())
                    .stringMap("leftOut");
        }
    }

    /** HOME of all commands, which contains their caches. */
    Path home() {
        String defaultHome = System.getenv().getOrDefault("HOME", System.getProperty("user.home"));
        return Path.of(environment.getOrDefault("HOME", defaultHome));
    }
}
