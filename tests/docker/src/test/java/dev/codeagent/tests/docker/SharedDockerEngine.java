package dev.codeagent.tests.docker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codeagent.bench.harness.IsolatedDockerEngine;
import dev.codeagent.sandbox.ExecutorInstallation;
import dev.codeagent.sandbox.LauncherSettings;
import dev.codeagent.sandbox.Toolchain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The Docker engine that all tests share, with the base image and a TLS port; it stops after the tests. */
final class SharedDockerEngine {
    private static final int TLS_PORT = 2376;
    private static final String SAVED_IMAGE = "tests/docker/target/sandbox-image.tar";

    private static IsolatedDockerEngine shared;
    private static boolean withSandboxImage;
    private static Path certificates;
    private static int port;

    private SharedDockerEngine() {}

    static synchronized IsolatedDockerEngine shared() throws IOException, InterruptedException {
        if (shared == null) {
            requireTools();
            certificates = Files.createTempDirectory("codeagent-tls");
            TestCertificates.create(certificates);
            shared = IsolatedDockerEngine.start(
                    "-H",
                    "tcp://0.0.0.0:" + TLS_PORT,
                    "--tlsverify",
                    "--tlscacert=" + certificates.resolve("ca.pem"),
                    "--tlscert=" + certificates.resolve("server.pem"),
                    "--tlskey=" + certificates.resolve("server-key.pem"));
            port = shared.forwardPort(TLS_PORT);
            docker("docker/base.sh");
        }
        return shared;
    }

    /** Returns the shared engine after building the sandbox image. */
    static synchronized IsolatedDockerEngine withSandboxImage() throws IOException, InterruptedException {
        IsolatedDockerEngine engine = shared();
        if (!withSandboxImage) {
            docker("executor/image.sh");
            // The module tests/escapes starts an engine of its own later.
            docker("docker", "save", "--output", SAVED_IMAGE, "codeagent/sandbox:latest");
            withSandboxImage = true;
        }
        return engine;
    }

    /** The TLS address; the certificates are in {@link #certificates}. */
    static String tlsAddress() {
        return "tcp://127.0.0.1:" + port;
    }

    /** The directory with client certificates ({@code ca.pem}, {@code cert.pem}) and keys in three formats. */
    static Path certificates() {
        return certificates;
    }

    /** Runs docker, or a script of the project, on this engine and returns its output. */
    static String docker(String... command) throws IOException, InterruptedException {
        return new Shell(
                        Path.of(System.getProperty("codeagent.root")).toRealPath(),
                        Map.of("DOCKER_HOST", shared().address()),
                        List.of())
                .run(command)
                .requireSuccess()
                .output();
    }

    /** The settings with which tests start executors; files are kept below {@code folder}. */
    static LauncherSettings launchSettings(Path folder) {
        return new LauncherSettings(
                ExecutorInstallation.under(Path.of(System.getProperty("codeagent.root"))
                        .toAbsolutePath()
                        .normalize()
                        .resolve("ear/micro/target/server")),
                folder.resolve("data/sandbox"),
                Toolchain.detect(System.getenv()),
                System.getenv(),
                Duration.ofMinutes(2),
                Thread.ofPlatform().daemon().factory());
    }

    /** Without the tools, tests fail in CI and are skipped elsewhere. */
    private static void requireTools() {
        String missingTools = IsolatedDockerEngine.unavailableReason("curl", "docker-compose", "openssl");
        if ("true".equals(System.getenv("CI")) && !missingTools.isEmpty()) {
            throw new IllegalStateException(missingTools);
        }
        assumeTrue(missingTools.isEmpty(), missingTools);
    }
}
