package dev.codeagent.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.run.RunId;
import dev.codeagent.engine.Labels;
import dev.codeagent.sandbox.ExecutorFiles;
import dev.codeagent.sandbox.LaunchSettings;
import dev.codeagent.sandbox.NetworkAccess;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.Toolchain;
import dev.codeagent.sandbox.images.Permitted;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotsTest {
    @TempDir
    Path folder;

    private FakeEngine engine;

    @BeforeEach
    void serve() throws IOException {
        engine = new FakeEngine();
    }

    @AfterEach
    void end() {
        engine.close();
    }

    /** Those of a server that finds what is on the engine now. */
    private Slots slots() {
        SecurityLevel level = SecurityLevel.DEVELOPMENT;
        var docker = new DockerSettings(
                "unix:///nowhere.sock",
                Optional.empty(),
                "test",
                "image",
                Permitted.NONE,
                level,
                level.limits(),
                "172.20.0.0/16",
                1,
                List.of());
        var launch = new LaunchSettings(
                ExecutorFiles.in(folder),
                folder,
                Toolchain.find(Map.of()),
                Map.of(),
                Duration.ofMinutes(1),
                Thread.ofPlatform().daemon().factory());
        return new Slots(engine.engine(), new Labels("test"), docker, launch);
    }

    @Test
    void removesAWaitingContainerWhoseFilesAreARunsAndLeavesTheFiles() {
        engine.run("codeagent-test-warm-1", "p", "listed");
        engine.run("codeagent-test-warm-2", "p", "listed");
        var notes = new RunNotes(folder);
        notes.keep(new RunId("run-1"), new Slot.Volumes("workspace-codeagent-test-warm-1", "results-1"));

        List<Slot> waiting = slots().waiting(NetworkAccess.LISTED, notes.volumes());

        assertThat(waiting).extracting(Slot::container).containsExactly("codeagent-test-warm-2");
        assertThat(engine.containers()).containsExactly("codeagent-test-warm-2");
        assertThat(engine.removedVolumes()).isEmpty();
    }

    @Test
    void leavesAloneWhatWasMadeSinceTheServerBegan() {
        engine.run("old-helper", "p", "helper");
        Slots slots = slots();
        engine.run("new-helper", "p", "helper");

        slots.reap(Set.of());

        assertThat(engine.containers()).containsExactly("new-helper");
    }

    @Test
    void keepsTheWayOutOfARunThatGoesOnAndNoOther() {
        engine.run("codeagent-test-run-1-listed", "p", "listed");
        engine.run("proxy-p", "p", "egress-listed");
        engine.run("codeagent-test-run-2-listed", "q", "listed");
        engine.run("proxy-q", "q", "egress-listed");

        slots().reap(Set.of("run-1"));

        assertThat(engine.containers()).containsExactlyInAnyOrder("codeagent-test-run-1-listed", "proxy-p");
        assertThat(engine.removedVolumes()).containsExactly("codeagent-test-egress-listed-q");
    }

    @Test
    void keepsTheNetworksThatAreUsed() {
        engine.network("codeagent-test-left");
        engine.network("codeagent-test-stopped");
        engine.run("of-an-agent", "stopped", Labels.TOOL);
        Slots slots = slots();
        String given = ProjectNetworks.on(engine.engine(), new Labels("test"), "172.20.0.0/16")
                .of("given", NetworkAccess.INTERNAL);

        slots.reap(Set.of());

        assertThat(engine.networks()).containsExactlyInAnyOrder("codeagent-test-stopped", given);
    }
}
