package dev.codeagent.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The Vitest tests of the portal; skipped if the portal was left out of the build. */
class PortalLogicTest {
    private static final Path PORTAL = Path.of("../clients/portal");

    @Test
    void theTestsOfThePortalPass() throws IOException, InterruptedException {
        assumeThat(PORTAL.resolve("node_modules/vitest"))
                .as("packages of the portal")
                .isDirectory();
        Process vitest = new ProcessBuilder("node", "node_modules/vitest/vitest.mjs", "run")
                .directory(PORTAL.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(vitest.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(vitest.waitFor()).as(output).isZero();
        assertThat(output).contains("passed");
    }
}
