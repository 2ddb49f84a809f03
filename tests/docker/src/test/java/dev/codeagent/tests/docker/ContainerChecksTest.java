package dev.codeagent.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.bench.harness.IsolatedDockerEngine;
import dev.codeagent.diagnostics.Check;
import dev.codeagent.docker.DockerConnection;
import dev.codeagent.sandbox.ResourceLimits;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.docker.ContainerChecks;
import dev.codeagent.sandbox.docker.SandboxContainerSettings;
import dev.codeagent.sandbox.images.ProjectImagePolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor's checks of containers, on a real engine. */
class ContainerChecksTest {
    @TempDir
    static Path folder;

    private static IsolatedDockerEngine engine;

    @BeforeAll
    static void start() throws Exception {
        engine = SharedDockerEngine.withSandboxImage();
    }

    @Test
    void findsNoProblemOnAHealthyEngine() throws Exception {
        var findings = new ArrayList<Finding>();
        for (Check check : checks(engine.address(), "172.20.0.0/16", 1)) {
            findings.addAll(check.run());
        }

        assertThat(findings).allMatch(f -> f.level() == Finding.Level.OK);
        assertThat(findings)
                .extracting(Finding::check)
                .containsExactly("limits", "networks", "executor", "engine disk");
        assertThat(findings.getLast().found()).contains("MB are free on the engine's disk");
    }

    @Test
    void warnsWhenLimitsExceedTheEngine() throws Exception {
        List<Finding> limitFindings =
                checks(engine.address(), "10.213.0.0/26", 1000).getFirst().run();

        assertThat(limitFindings.getFirst().found()).contains("sandbox.cpus is 1000");
        assertThat(limitFindings.getFirst().advice()).startsWith("set sandbox.cpus to at most");
        assertThat(limitFindings.getLast().found()).startsWith("2 networks are free in 10.213.0.0/26");
        assertThat(limitFindings.getLast().level()).isEqualTo(Finding.Level.WARN);
        assertThat(checks("unix:///nowhere.sock", "172.20.0.0/16", 1).getFirst().run())
                .as("another check reports that")
                .isEmpty();
    }

    private static List<Check> checks(String address, String subnet, int cpus) {
        var settings = new SandboxContainerSettings(
                DockerConnection.withoutTls(address),
                "checks",
                "codeagent/sandbox:latest",
                ProjectImagePolicy.NONE,
                SecurityLevel.STANDARD,
                new ResourceLimits(cpus, 512L << 20, 100, 64L << 20),
                subnet,
                0,
                List.of());
        var launch = SharedDockerEngine.launchSettings(folder);
        return new ContainerChecks(settings, launch).all();
    }
}
