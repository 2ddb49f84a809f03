package dev.codeagent.executor;

import dev.codeagent.executor.tool.Arguments;
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
 * @param limit the longest time of one command
 * @param network whether commands may reach the network
 * @param diskBytes what the workspace and the results may have together; 0 is no limit
 * @param environment variables of all commands
 * @param maven options of all Maven builds
 * @param egress the socket's file of a proxy, for a sandbox that has no network but may reach something
 */
record Opening(
        String project,
        String run,
        Path workspace,
        Path results,
        String base,
        Duration limit,
        boolean network,
        long diskBytes,
        Map<String, String> environment,
        List<String> maven,
        Optional<String> mavenSettings,
        Optional<Path> egress) {
    private static final int LIMIT_SECONDS = 600;

    /** Of the command line: {@code --workspace}, {@code --results}, {@code --base}, {@code --timeout}. */
    static Opening of(Map<String, String> options, List<String> maven) {
        return new Opening(
                "",
                "",
                Path.of(options.get("--workspace")),
                Path.of(options.get("--results")),
                options.get("--base"),
                Duration.ofSeconds(Long.parseLong(options.getOrDefault("--timeout", "" + LIMIT_SECONDS))),
                !maven.contains("-o"),
                Long.parseLong(options.getOrDefault("--disk-bytes", "0")),
                Map.of(),
                maven,
                Optional.empty(),
                Optional.empty());
    }

    /** Of a {@code codeagent/open} request. */
    static Opening of(Arguments params) {
        boolean network = params.flag("network", false);
        String repository = params.text("repository", "");
        var maven = new ArrayList<String>();
        // An agent's own Maven shall find the same repository, and not wait for a network that is not there.
        var environment = new HashMap<String, String>();
        if (!repository.isEmpty()) {
            maven.add("-Dmaven.repo.local=" + repository);
            environment.put("MAVEN_OPTS", "-Dmaven.repo.local=" + repository);
        }
        if (!network) {
            maven.add("-o");
            environment.put("MAVEN_ARGS", "-o");
        }
        environment.putAll(params.texts("environment"));
        return new Opening(
                params.text("project"),
                params.text("run"),
                Path.of(params.text("workspace", "/workspace")),
                Path.of(params.text("results", "/results")),
                params.text("base", ""),
                Duration.ofSeconds(Math.max(1, params.number("timeoutSeconds", LIMIT_SECONDS))),
                network,
                Math.max(0, params.number("diskBytes", 0L)),
                Map.copyOf(environment),
                List.copyOf(maven),
                Optional.of(params.text("mavenSettings", "")),
                Optional.of(params.text("egress", ""))
                        .filter(file -> !file.isEmpty())
                        .map(Path::of));
    }

    /** HOME of all commands, where their caches lie. */
    Path home() {
        String own = System.getenv().getOrDefault("HOME", System.getProperty("user.home"));
        return Path.of(environment.getOrDefault("HOME", own));
    }
}
