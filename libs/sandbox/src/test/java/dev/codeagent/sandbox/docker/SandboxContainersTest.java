package dev.codeagent.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.run.RunId;
import dev.codeagent.docker.DockerConnection;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.docker.ProjectNetworks;
import dev.codeagent.docker.ResourceLabels;
import dev.codeagent.sandbox.ExecutorInstallation;
import dev.codeagent.sandbox.LauncherSettings;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.Toolchain;
import dev.codeagent.sandbox.images.ProjectImagePolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxContainersTest {
    @TempDir
    Path folder;

    private FakeEngine engine;

    @BeforeEach
    void startEngine() throws IOException {
        engine = new FakeEngine();
    }

    @AfterEach
    void stopEngine() {
        engine.close();
    }

    /** The sandbox containers of a server that starts now, with the current contents of the engine. */
    private SandboxContainers sandboxContainers() {
        SecurityLevel level = SecurityLevel.DEVELOPMENT;
        var containerSettings = new SandboxContainerSettings(
                DockerConnection.withoutTls("unix:///nowhere.sock"),
                "test",
                "image",
                ProjectImagePolicy.NONE,
                level,
                level.limits(),
                "172.20.0.0/16",
                1,
                List.of());
        var launcherSettings = new LauncherSettings(
                ExecutorInstallation.under(folder),
                folder,
                Toolchain.detect(Map.of()),
                Map.of(),
                Duration.ofMinutes(1),
                Thread.ofPlatform().daemon().factory());
        return new SandboxContainers(engine.engine(), new ResourceLabels("test"), containerSettings, launcherSettings);
    }

    @Test
    void removesAWarmContainerWhoseVolumesBelongToARunAndKeepsTheVolumes() {
        engine.addContainer("codeagent-test-warm-1", "p", "listed");
        engine.addContainer("codeagent-test-warm-2", "p", "listed");
        var runVolumes = new RunVolumeStore(folder);
        runVolumes.save(
                new RunId("run-1"), new SandboxContainer.Volumes("workspace-codeagent-test-warm-1", "results-1"));

        List<SandboxContainer> warm = sandboxContainers().findWarm(NetworkAccess.LISTED, runVolumes.allVolumeNames());

        assertThat(warm).extracting(SandboxContainer::id).containsExactly("codeagent-test-warm-2");
        assertThat(engine.containers()).containsExactly("codeagent-test-warm-2");
        assertThat(engine.removedVolumes()).isEmpty();
    }

    @Test
    void doesNotRemoveContainersCreatedSinceTheServerStarted() {
        engine.addContainer("old-helper", "p", "helper");
        SandboxContainers containers = sandboxContainers();
        engine.addContainer("new-helper", "p", "helper");

        containers.removeOrphans(Set.of());

        assertThat(engine.containers()).containsExactly("new-helper");
    }

    @Test
    void keepsOnlyTheEgressProxiesOfUnfinishedRuns() {
        engine.addContainer("codeagent-test-run-1-listed", "p", "listed");
        engine.addContainer("proxy-p", "p", "egress-listed");
        engine.addContainer("codeagent-test-run-2-listed", "q", "listed");
        engine.addContainer("proxy-q", "q", "egress-listed");

        sandboxContainers().removeOrphans(Set.of("run-1"));

        assertThat(engine.containers()).containsExactlyInAnyOrder("codeagent-test-run-1-listed", "proxy-p");
        assertThat(engine.removedVolumes()).containsExactly("codeagent-test-egress-listed-q");
    }

    @Test
    void keepsNetworksThatAreInUse() {
        engine.addNetwork("codeagent-test-left");
        engine.addNetwork("codeagent-test-stopped");
        engine.addContainer("of-an-agent", "stopped", ResourceLabels.TOOL_ROLE);
        SandboxContainers containers = sandboxContainers();
        String usedNetwork = ProjectNetworks.forRange(engine.engine(), new ResourceLabels("test"), "172.20.0.0/16")
                .networkFor("given", NetworkAccess.INTERNAL);

        containers.removeOrphans(Set.of());

        assertThat(engine.networks()).containsExactlyInAnyOrder("codeagent-test-stopped", usedNetwork);
    }
}
