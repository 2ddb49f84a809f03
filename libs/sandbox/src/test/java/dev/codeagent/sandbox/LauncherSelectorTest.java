package dev.codeagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.docker.NetworkAccess;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LauncherSelectorTest {
    private static final Path SAMPLES = Path.of("/data/demo");
    private static final Path SAMPLE = SAMPLES.resolve("cron");
    private static final Path PROJECT = Path.of("/home/me/project");

    private record Launcher(String name, boolean isInstalled, Optional<String> fault) implements SandboxLauncher {
        @Override
        public String description() {
            return name;
        }

        @Override
        public void requireAvailable() {
            fault.ifPresent(message -> {
                throw new AgentException(ErrorCode.SANDBOX_UNAVAILABLE, message);
            });
        }

        @Override
        public NetworkAccess networkAccess(boolean preparation) {
            return NetworkAccess.NONE;
        }

        @Override
        public Sandbox open(Workspace workspace, boolean network) {
            throw new UnsupportedOperationException();
        }
    }

    private static final Launcher ABSENT = new Launcher("docker", false, Optional.of("no engine answers"));
    private static final Launcher BROKEN = new Launcher("docker", true, Optional.of("the engine answers 500"));
    private static final Launcher GOOD = new Launcher("bubblewrap", true, Optional.empty());
    private static final Launcher UNSANDBOXED = new Launcher("plain", true, Optional.empty());

    private static LauncherSelector selector(Optional<Path> samples, SandboxLauncher... launchers) {
        return new LauncherSelector(List.of(launchers), UNSANDBOXED, true, false, false, samples);
    }

    @Test
    void selectsTheFirstAvailableLauncherAndReportsWhyEarlierOnesFailed() {
        LauncherSelector.Selection selection =
                selector(Optional.of(SAMPLES), BROKEN, GOOD).select(PROJECT, Optional.empty());

        assertThat(selection.launcher()).isEqualTo(GOOD);
        assertThat(selection.notices()).containsExactly("docker is not used: the engine answers 500");
    }

    @Test
    void runsOnlyTheSampleUnsandboxedAndOnlyWhenNoLauncherIsInstalled() {
        assertThat(selector(Optional.of(SAMPLES), ABSENT)
                        .select(SAMPLE, Optional.empty())
                        .launcher())
                .isEqualTo(UNSANDBOXED);
        assertRejected(selector(Optional.of(SAMPLES), ABSENT), PROJECT, "no engine answers");
        assertRejected(selector(Optional.of(SAMPLES), BROKEN), SAMPLE, "the engine answers 500");
    }

    @Test
    void rejectsTheSampleWhenTheConfiguredLauncherIsNotInstalled() {
        assertRejected(selector(Optional.empty(), ABSENT), SAMPLE, "no engine answers");
    }

    @Test
    void continuesARunOnlyInTheSandboxThatHasItsCalls() {
        var better = new Launcher("docker", true, Optional.empty());

        assertThat(selector(Optional.of(SAMPLES), better, GOOD)
                        .select(PROJECT, Optional.of("bubblewrap"))
                        .launcher())
                .isEqualTo(GOOD);
        assertThatThrownBy(() -> selector(Optional.of(SAMPLES), BROKEN, GOOD).select(PROJECT, Optional.of("docker")))
                .isInstanceOf(AgentException.class)
                .hasMessageContainingAll("sandbox of docker", "the engine answers 500");
        assertThatThrownBy(() -> selector(Optional.of(SAMPLES), GOOD).select(PROJECT, Optional.of("docker")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("does not allow it now");
        assertThatThrownBy(() -> selector(Optional.of(SAMPLES), GOOD).select(PROJECT, Optional.of("plain")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("sandbox.allowPlain");
    }

    private static void assertRejected(LauncherSelector selector, Path project, String reason) {
        assertThatThrownBy(() -> selector.select(project, Optional.empty()))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("sandbox.allowPlain")
                .extracting(e -> ((AgentException) e).code())
                .isEqualTo(ErrorCode.SANDBOX_UNAVAILABLE);
    }
}
