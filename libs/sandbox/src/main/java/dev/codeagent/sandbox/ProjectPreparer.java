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
 * The step before the agents: fetches the project's dependencies and runs its tests once, with network where the project's
 * cache may lack something, so that agents can work without. What it finds is the baseline of the run.
 *
 * <p>What was prepared is noted beside the cache, where no sandbox writes; the workspace itself is never read here.
 */
public final class ProjectPreparer {
    private static final Pattern DEPENDENCY_ERROR = Pattern.compile(
            "Could not (resolve|find|transfer)|Cannot access|Non-resolvable|could not be resolved|UnknownHost");

    private final String launcher;

    /** @param launcher whose sandboxes are prepared; each has its own caches */
    public ProjectPreparer(String launcher) {
        this.launcher = launcher;
    }

    /** Whether the cache may lack something that the build needs. */
    public boolean needsNetwork(Workspace workspace, ProjectInfo project) {
        return !Files.exists(marker(workspace, project));
    }

    /**
     * Fetches the dependencies in a sandbox with network, and runs the tests as they are.
     *
     * @return the tests' report, if the project has tests
     * @throws AgentException PREPARE_FAILED where a dependency cannot be had
     */
    public Optional<TestReport> fetchDependencies(
            Workspace workspace, ProjectInfo project, Sandbox sandbox, String callId) {
        var problems = sandbox.prepare(callId + "-fetch");
        if (!problems.isEmpty()) {
            throw preparationFailed(String.join("\n", problems));
        }
        Optional<TestReport> report = runTests(project, sandbox, callId);
        // A build that fails early has not fetched all that its tests need, so the next run prepares again.
        if (report.map(r -> !r.buildFailed()).orElse(true)) {
            markPrepared(workspace, project);
        }
        return report;
    }

    /** The report of the tests as they are, if the project has any; PREPARE_FAILED where a dependency is missing. */
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

    /** Forgets that the cache was filled, because it was seen to lack something. */
    public void invalidate(Workspace workspace, ProjectInfo project) {
        try {
            Files.deleteIfExists(marker(workspace, project));
        } catch (IOException e) {
            throw new AgentException(ErrorCode.PREPARE_FAILED, "cannot forget the preparation: " + e.getMessage(), e);
        }
    }

    private static AgentException preparationFailed(String output) {
        return new AgentException(
                ErrorCode.PREPARE_FAILED,
                "the project's dependencies could not be fetched; check the network, a proxy or a mirror (Maven's is in"
                        + " ~/.m2/settings.xml), and that its tests work by hand:\n" + output);
    }

    private void markPrepared(Workspace workspace, ProjectInfo project) {
        try {
            Files.createDirectories(marker(workspace, project).getParent());
            Files.writeString(marker(workspace, project), "prepared\n");
        } catch (IOException e) {
            throw new AgentException(ErrorCode.PREPARE_FAILED, "cannot note the preparation: " + e.getMessage(), e);
        }
    }

    /** Named by the content of all build files: a new dependency is a new preparation. */
    private Path marker(Workspace workspace, ProjectInfo project) {
        return workspace
                .cacheDirectory()
                .resolveSibling("prepared")
                .resolve(launcher + "-" + project.buildFilesDigest());
    }
}
