package dev.codeagent.executor;

import dev.codeagent.executor.tool.JsonArguments;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a workspace is opened.
 *
 * @param run whose workspace it is; empty where the command line opens it
 * @param base the commit that patches are against; empty where an import will tell
 * @param commandTimeout the longest time of one command
 * @param network whether commands may reach the network
 * @param diskBytes what the workspace and the results may have together; 0 is no limit
 * @param environment variables of all commands
 * @param mavenOptions options of all Maven builds
 * @param egressSocket the socket's file of a proxy, for a sandbox that has no network but may reach something
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
        Optional<Path> egressSocket) {
    private static final int DEFAULT_TIMEOUT_SECONDS = 600;

    /** Of the command line: {@code --workspace}, {@code --results}, {@code --base}, {@code --timeout}. */
    static WorkspaceConfig of(Map<String, String> options, List<String> mavenOptions) {
        return new WorkspaceConfig(
                "",
                "",
                Path.of(options.get("--workspace")),
                Path.of(options.get("--results")),
                options.get("--base"),
                Duration.ofSeconds(Long.parseLong(options.getOrDefault("--timeout", "" + DEFAULT_TIMEOUT_SECONDS))),
                !mavenOptions.contains("-o"),
                Long.parseLong(options.getOrDefault("--disk-bytes", "0")),
                Map.of(),
                mavenOptions,
                Optional.empty(),
                Optional.empty());
    }

    /** Of a {@code codeagent/open} request. */
    static WorkspaceConfig of(JsonArguments params) {
        boolean network = params.flag("network", false);
        String repository = params.string("repository", "");
        var mavenOptions = new ArrayList<String>();
        // An agent's own Maven shall find the same repository, and not wait for a network that is not there.
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
                Optional.of(params.string("egress", ""))
                        .filter(file -> !file.isEmpty())
                        .map(Path::of));
    }

    /** HOME of all commands, where their caches lie. */
    Path home() {
        String defaultHome = System.getenv().getOrDefault("HOME", System.getProperty("user.home"));
        return Path.of(environment.getOrDefault("HOME", defaultHome));
    }
}
