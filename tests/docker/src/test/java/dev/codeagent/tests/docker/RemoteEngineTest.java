package dev.codeagent.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.bench.harness.IsolatedDockerEngine;
import dev.codeagent.config.PathMapping;
import dev.codeagent.docker.DockerConnection;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.docker.DockerLauncher;
import dev.codeagent.sandbox.docker.SandboxContainerSettings;
import dev.codeagent.sandbox.images.ProjectImagePolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Docker engine that is reached over TLS and requires a client certificate. */
class RemoteEngineTest {
    @TempDir
    Path folder;

    private static IsolatedDockerEngine engine;

    @BeforeAll
    static void start() throws Exception {
        engine = SharedDockerEngine.withSandboxImage();
    }

    private DockerLauncher launcher(Path certificates) {
        var level = SecurityLevel.FULL_ISOLATION;
        var docker = new SandboxContainerSettings(
                new DockerConnection(SharedDockerEngine.tlsAddress(), Optional.of(certificates)),
                "remote",
                "codeagent/sandbox:latest",
                ProjectImagePolicy.NAMED,
                level,
                level.limits(),
                "172.20.0.0/16",
                0,
                List.of());
        var launch = SharedDockerEngine.launchSettings(folder);
        return new DockerLauncher(docker, launch);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pkcs8", "pkcs1", "sec1"})
    void authenticatesBothSidesByCertificate(String form) {
        launcher(SharedDockerEngine.certificates().resolve(form)).requireAvailable();
    }

    @Test
    void opensASandbox() throws Exception {
        DockerLauncher launcher = launcher(SharedDockerEngine.certificates().resolve("pkcs8"));
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Files.writeString(tree.resolve("a.txt"), "one\n");
        var project = new Project(new ProjectId("p-remote"), "p", tree.toString(), "local", Instant.EPOCH);

        try (Sandbox sandbox = launcher.open(
                new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY)
                        .openOrCreate(project, new RunId("run-1")),
                false)) {
            assertThat(sandbox.projectInfo().tools()).isEmpty();
            assertThat(sandbox.exportPatch()).isEmpty();
        } finally {
            launcher.close();
        }
    }

    @Test
    void reportsAMissingCertificateFile() throws Exception {
        Path certificates = Files.createDirectories(folder.resolve("own"));
        Files.copy(SharedDockerEngine.certificates().resolve("ca.pem"), certificates.resolve("ca.pem"));

        assertThatThrownBy(() -> launcher(certificates).requireAvailable())
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SANDBOX_UNAVAILABLE))
                .hasMessageContaining(certificates.resolve("cert.pem") + " does not exist")
                .hasMessageContaining("DOCKER_CERT_PATH");
    }

    @Test
    void rejectsAnEngineOfAnotherAuthority() throws Exception {
        TestCertificates.create(folder.resolve("other"));

        assertThatThrownBy(() -> launcher(folder.resolve("other/pkcs8")).requireAvailable())
                .hasMessageContaining("ca.pem in DOCKER_CERT_PATH is not the CA");
    }

    @Test
    void reportsAnUnknownClientCertificate() throws Exception {
        TestCertificates.create(folder.resolve("other"));
        Path foreignClient = folder.resolve("other/pkcs8");
        Files.copy(
                SharedDockerEngine.certificates().resolve("ca.pem"),
                foreignClient.resolve("ca.pem"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> launcher(foreignClient).requireAvailable())
                .hasMessageContaining("check that it accepts cert.pem in DOCKER_CERT_PATH");
    }
}
