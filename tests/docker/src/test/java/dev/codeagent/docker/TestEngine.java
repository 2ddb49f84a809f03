package dev.codeagent.docker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codeagent.bench.rig.OwnEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The engine that all tests share, with the base image in it; it ends with them. */
final class TestEngine {
    private static OwnEngine shared;

    private TestEngine() {}

    static synchronized OwnEngine shared() throws IOException, InterruptedException {
        if (shared == null) {
            require();
            shared = OwnEngine.start();
            docker("docker/base.sh");
        }
        return shared;
    }

    /** What a program of the project's, or docker, writes that works on this engine. */
    static String docker(String... words) throws IOException, InterruptedException {
        return new Shell(
                        Path.of(System.getProperty("codeagent.root")).toRealPath(),
                        Map.of("DOCKER_HOST", shared().address()),
                        List.of())
                .run(words)
                .good()
                .output();
    }

    /** Outside of CI the tests are left out where they cannot run; there they fail. */
    private static void require() {
        String hindrance = OwnEngine.hindrance("docker-compose");
        if ("true".equals(System.getenv("CI")) && !hindrance.isEmpty()) {
            throw new IllegalStateException(hindrance);
        }
        assumeTrue(hindrance.isEmpty(), hindrance);
    }
}
