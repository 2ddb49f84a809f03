package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.codeagent.bench.harness.BuildArtifacts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Each view of the portal with content, empty, loading, with an error and offline: accessibility, keyboard,
 * Content-Security-Policy. Skipped where {@link PortalTest} is.
 */
class PortalViewsTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    @Test
    void eachViewPassesItsCheck() throws Exception {
        Path portal = BuildArtifacts.locate().projectRoot().resolve("clients/portal");
        assumeThat(CHROMIUM).as("Chromium").isExecutable();
        assumeThat(portal.resolve("target/portal/index.html"))
                .as("the built portal")
                .isRegularFile();
        var command = new ProcessBuilder(
                        "node", "node_modules/vitest/vitest.mjs", "run", "--config", "vitest.views.config.ts")
                .directory(portal.toFile())
                .redirectErrorStream(true);
        Process vitest = command.start();
        String output = new String(vitest.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(vitest.waitFor()).as(output).isZero();
        assertThat(output).contains("passed");
    }
}
