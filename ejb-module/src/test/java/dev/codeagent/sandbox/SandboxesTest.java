package dev.codeagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.projects.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SandboxesTest {
    private static final Path SAMPLES = Path.of("/data/demo");
    private static final Path SAMPLE = SAMPLES.resolve("cron");
    private static final Path PROJECT = Path.of("/home/me/project");

    private record Launcher(String name, boolean installed, Optional<String> fault) implements SandboxLauncher {
        @Override
        public String meaning() {
            return name;
        }

        @Override
        public void check() {
            fault.ifPresent(words -> {
                throw new AgentException(ErrorCode.SANDBOX_UNAVAILABLE, words);
            });
        }

        @Override
        public Sandbox open(Workspace workspace, boolean network) {
            throw new UnsupportedOperationException();
        }
    }

    private static final Launcher ABSENT = new Launcher("docker", false, Optional.of("no engine answers"));
    private static final Launcher BROKEN = new Launcher("docker", true, Optional.of("the engine answers 500"));
    private static final Launcher GOOD = new Launcher("bubblewrap", true, Optional.empty());
    private static final Launcher PLAIN = new Launcher("plain", true, Optional.empty());

    private static Sandboxes sandboxes(Optional<Path> samples, SandboxLauncher... walls) {
        return new Sandboxes(List.of(walls), PLAIN, true, false, false, samples);
    }

    @Test
    void takesTheFirstThatWorksAndSaysWhyNotTheOneBefore() {
        Sandboxes.Choice choice = sandboxes(Optional.of(SAMPLES), BROKEN, GOOD).choose(PROJECT);

        assertThat(choice.launcher()).isEqualTo(GOOD);
        assertThat(choice.remarks()).containsExactly("docker is not used: the engine answers 500");
    }

    @Test
    void runsTheSampleAloneWithoutWallsAndOnlyWhereThereCanBeNone() {
        assertThat(sandboxes(Optional.of(SAMPLES), ABSENT).choose(SAMPLE).launcher())
                .isEqualTo(PLAIN);
        refused(sandboxes(Optional.of(SAMPLES), ABSENT), PROJECT, "no engine answers");
        refused(sandboxes(Optional.of(SAMPLES), BROKEN), SAMPLE, "the engine answers 500");
    }

    @Test
    void refusesTheSampleWhereANamedLauncherIsAbsent() {
        refused(sandboxes(Optional.empty(), ABSENT), SAMPLE, "no engine answers");
    }

    private static void refused(Sandboxes sandboxes, Path project, String reason) {
        assertThatThrownBy(() -> sandboxes.choose(project))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("sandbox.allowPlain")
                .extracting(e -> ((AgentException) e).code())
                .isEqualTo(ErrorCode.SANDBOX_UNAVAILABLE);
    }
}
