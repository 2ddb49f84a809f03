package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.projects.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The step before the agents: runs the project's build and its tests once, with network where the project's cache may lack
 * something, so that agents can work without. What it finds is the baseline of the run.
 */
public final class Preparation {
    private static final Pattern MISSING = Pattern.compile(
            "Could not (resolve|find|transfer)|Cannot access|Non-resolvable|could not be resolved|UnknownHost");

    /** Whether the workspace has a build that can be prepared. */
    public boolean applies(Workspace workspace) {
        return Files.isRegularFile(workspace.directory().resolve("pom.xml"));
    }

    /** Whether the cache may lack something that the build needs. */
    public boolean needsNetwork(Workspace workspace) {
        return !Files.exists(marker(workspace));
    }

    /**
     * The report of the tests as they are; PREPARE_FAILED where a dependency cannot be had.
     *
     * @param opening opens the workspace's sandbox, with or without network
     */
    public TestReport run(Workspace workspace, boolean network, String callId, Supplier<Sandbox> opening) {
        TestReport report;
        try (Sandbox sandbox = opening.get()) {
            report = sandbox.runTests(callId);
        }
        if (report.buildFailed() && MISSING.matcher(report.output()).find()) {
            throw new AgentException(
                    ErrorCode.PREPARE_FAILED,
                    "the project's dependencies could not be fetched; check the network, a proxy or a mirror in"
                            + " ~/.m2/settings.xml, and that `mvn test` works by hand:\n" + report.output());
        }
        // A build that fails early has not fetched all that its tests need, so the next run prepares again.
        if (network && !report.buildFailed()) {
            mark(workspace);
        }
        return report;
    }

    private static void mark(Workspace workspace) {
        try {
            Files.createDirectories(marker(workspace).getParent());
            Files.writeString(marker(workspace), "prepared\n");
        } catch (IOException e) {
            throw new AgentException(ErrorCode.PREPARE_FAILED, "cannot note the preparation: " + e.getMessage(), e);
        }
    }

    /** Named by the content of all build files: a new dependency is a new preparation. */
    private static Path marker(Workspace workspace) {
        try (Stream<Path> files = Files.walk(workspace.directory(), 12)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            List<Path> poms = files.filter(p -> p.getFileName().toString().equals("pom.xml"))
                    .filter(p -> Files.isRegularFile(p, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
            for (Path pom : poms) {
                digest.update(workspace.directory().relativize(pom).toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(pom));
            }
            String name = HexFormat.of().formatHex(digest.digest()).substring(0, 32);
            return workspace.cache().resolve(".codeagent").resolve(name);
        } catch (IOException e) {
            throw new AgentException(ErrorCode.PREPARE_FAILED, "cannot read the build files: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
