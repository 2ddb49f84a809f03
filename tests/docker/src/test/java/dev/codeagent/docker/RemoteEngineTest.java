package dev.codeagent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.bench.rig.IsolatedDockerEngine;
import dev.codeagent.config.HostPaths;
import dev.codeagent.projects.Workspaces;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.docker.DockerLauncher;
import dev.codeagent.sandbox.docker.DockerSettings;
import dev.codeagent.sandbox.images.Permitted;
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

/** An engine that is reached over TLS and asks who comes. */
class RemoteEngineTest {
    @TempDir
    Path folder;

    private static IsolatedDockerEngine engine;

    @BeforeAll
    static void start() throws Exception {
        engine = TestEngine.withSandboxImage();
    }

    private DockerLauncher launcher(Path certificates) {
        var level = SecurityLevel.FULL_ISOLATION;
        var docker = new DockerSettings(
                TestEngine.tlsAddress(),
                Optional.of(certificates),
                "remote",
                "codeagent/sandbox:latest",
                Permitted.NAMED,
                level,
                level.limits(),
                "172.20.0.0/16",
                0,
                List.of());
        var launch = TestEngine.launch(folder);
        return new DockerLauncher(docker, launch);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pkcs8", "pkcs1", "sec1"})
    void isKnownByItsCertificateAndKnowsUsByOurs(String form) {
        launcher(TestEngine.certificates().resolve(form)).check();
    }

    @Test
    void givesSandboxes() throws Exception {
        DockerLauncher launcher = launcher(TestEngine.certificates().resolve("pkcs8"));
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Files.writeString(tree.resolve("a.txt"), "one\n");
        var project = new Project(new ProjectId("p-remote"), "p", tree.toString(), "local", Instant.EPOCH);

        try (Sandbox sandbox = launcher.open(
                new Workspaces(folder.resolve("data"), HostPaths.SAME).open(project, new RunId("run-1")), false)) {
            assertThat(sandbox.project().tools()).isEmpty();
            assertThat(sandbox.exportPatch()).isEmpty();
        } finally {
            launcher.close();
        }
    }

    @Test
    void namesTheFileThatIsMissing() throws Exception {
        Path certificates = Files.createDirectories(folder.resolve("own"));
        Files.copy(TestEngine.certificates().resolve("ca.pem"), certificates.resolve("ca.pem"));

        assertThatThrownBy(() -> launcher(certificates).check())
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SANDBOX_UNAVAILABLE))
                .hasMessageContaining(certificates.resolve("cert.pem") + " is not there")
                .hasMessageContaining("DOCKER_CERT_PATH");
    }

    @Test
    void isNotTrustedWithAnotherAuthority() throws Exception {
        TestCertificates.make(folder.resolve("other"));

        assertThatThrownBy(() -> launcher(folder.resolve("other/pkcs8")).check())
                .hasMessageContaining("ca.pem in DOCKER_CERT_PATH is not the authority");
    }

    @Test
    void doesNotTrustAStranger() throws Exception {
        TestCertificates.make(folder.resolve("other"));
        Path stranger = folder.resolve("other/pkcs8");
        Files.copy(
                TestEngine.certificates().resolve("ca.pem"),
                stranger.resolve("ca.pem"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> launcher(stranger).check())
                .hasMessageContaining("whether the engine accepts cert.pem in DOCKER_CERT_PATH");
    }
}
