package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.TestReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The step before the agents: fetches the dependencies of the project and runs its tests once, with network if the
 * cache may be incomplete, so that agents can work without. The test report is the baseline of the run.
 *
 * <p>A marker beside the cache, where no sandbox can write, records a preparation. The workspace itself is never read
 * here.
 */
public final class ProjectPreparer {
    private static final Pattern DEPENDENCY_ERROR = Pattern.compile(
            "Could not (resolve|find|transfer)|Cannot access|Non-resolvable|could not be resolved|UnknownHost");

    private final String launcher;

    /** @param launcher the name of the launcher; each has its own caches */
    public ProjectPreparer(String launcher) {
        this.launcher = launcher;
    }

    /** Whether the cache may lack a dependency of the build. */
    public boolean needsNetwork(Workspace workspace, ProjectInfo project) {
        return !Files.exists(marker(workspace, project));
    }

    /**
     * Fetches the dependencies in a sandbox with network, and runs the unchanged tests.
     *
     * @return the test report, if the project has tests
     * @throws AgentException PREPARE_FAILED if a dependency cannot be fetched
     */
    public Optional<TestReport> fetchDependencies(
            Workspace workspace, ProjectInfo project, Sandbox sandbox, String callId) {
        var problems = sandbox.prepare(callId + "-fetch");
        if (!problems.isEmpty()) {
            throw preparationFailed(String.join("\n", problems));
        }
        Optional<TestReport> report = runTests(project, sandbox, callId);
        // A build that fails early has not fetched all dependencies of its tests, so the next run prepares again.
        if (report.map(r -> !r.buildFailed()).orElse(true)) {
            markPrepared(workspace, project);
        }
        return report;
    }

    /**
     * Runs the unchanged tests, if the project has any.
     *
     * @throws AgentException PREPARE_FAILED if a dependency is missing
     */
    public Optional<TestReport> runTests(ProjectInfo project, Sandbox sandbox, String callId) {
        if (!project.hasTests()) {
            return Optional.empty();
        }
        TestReport report = sandbox.runTests(callId);
        if (report.buildFailed() && DEPENDENCY_ERROR.matcher(report.output()).find()) {
            throw preparationFailed(report.output());
        }
        return Optional.of(report);
    }

    /** Deletes the record of the preparation, because the cache lacks something. */
    public void invalidate(Workspace workspace, ProjectInfo project) {
        try {
            Files.deleteIfExists(marker(workspace, project));
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.PREPARE_FAILED, "the record of the preparation cannot be deleted: " + e.getMessage(), e);
        }
    }

    private static AgentException preparationFailed(String output) {
        return new AgentException(
                ErrorCode.PREPARE_FAILED,
                "the project's dependencies cannot be fetched; check the network, the proxy or the mirror (for Maven in"
                        + " ~/.m2/settings.xml), and that the tests run outside of a sandbox:\n" + output);
    }

    private void markPrepared(Workspace workspace, ProjectInfo project) {
        try {
            Files.createDirectories(marker(workspace, project).getParent());
            Files.writeString(marker(workspace, project), "prepared\n");
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.PREPARE_FAILED, "the preparation cannot be recorded: " + e.getMessage(), e);
        }
    }

    /** The marker is named after the content of all build files, so a new dependency needs a new preparation. */
    private Path marker(Workspace workspace, ProjectInfo project) {
        Path cache = workspace.cacheDirectory();
        return cache.resolveSibling(cache.getFileName() + ".prepared")
                .resolve(launcher + "-" + project.buildFilesDigest());
    }
}
