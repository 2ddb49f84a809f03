package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.PatchResolved;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.RunStorage;
import dev.codeagent.api.run.StorageService.CleanRequest;
import dev.codeagent.api.run.StorageService.StorageReport;
import dev.codeagent.api.security.Caller;
import dev.codeagent.config.PathMapping;
import dev.codeagent.config.RetentionSettings;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.RunDirectories;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only what no run, undo or unapplied patch needs is freed. */
class RunCleanerTest {
    @TempDir
    Path folder;

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.systemUTC());
    private final List<RunId> discarded = new ArrayList<>();
    private boolean engineAnswers = true;
    private Clock clock = Clock.systemUTC();
    private LauncherSelector launchers;
    private RunUndo undo;

    /** Has volumes of two runs; the second one has no other workspace. */
    private final class VolumeLauncher implements SandboxLauncher {
        @Override
        public String name() {
            return "docker";
        }

        @Override
        public boolean isInstalled() {
            return true;
        }

        @Override
        public String description() {
            return "volumes";
        }

        @Override
        public void requireAvailable() {
            // Always there.
        }

        @Override
        public NetworkAccess networkAccess(boolean preparation) {
            return NetworkAccess.NONE;
        }

        @Override
        public Sandbox open(Workspace workspace, boolean network) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<RunId> runsWithVolumes() {
            return Set.of(new RunId("run-applied"), new RunId("run-volumes"));
        }

        @Override
        public void discard(RunId run) {
            if (!engineAnswers) {
                throw new AgentException(ErrorCode.SANDBOX_FAILED, "the engine does not answer");
            }
            discarded.add(run);
        }
    }

    @BeforeEach
    void createRuns() throws IOException {
        var launcher = new VolumeLauncher();
        launchers = new LauncherSelector(List.of(launcher), launcher, true, false, false, Optional.empty());
        Path data = folder.resolve("data");
        undo = new RunUndo(
                journal,
                hub,
                new WorkspaceStore(data, PathMapping.IDENTITY),
                launchers,
                new RunBranchStore(data, PathMapping.IDENTITY));
        create("run-applied", true, diff(), new PatchResolved(PatchResolved.Outcome.APPLIED, "local", List.of(), 0));
        create("run-open", true, diff());
        create("run-part", true, diff(), new PatchResolved(PatchResolved.Outcome.APPLIED_PART, "local", List.of(), 1));
        create("run-none", true);
        create("run-live", false);
        create("run-volumes", true);
        Files.delete(data.resolve("workspaces/run-volumes/f"));
        Files.delete(data.resolve("workspaces/run-volumes"));
        Files.createDirectories(data.resolve("workspaces/run-unknown"));
    }

    private static RunEvent diff() {
        return new RunEvent.DiffReady("b", "c", List.of(new RunEvent.FileChange("a", "added", 1, 0)), List.of());
    }

    private void create(String run, boolean finished, RunEvent... events) throws IOException {
        var id = new RunId(run);
        hub.open(id, CreatedRuns.code());
        hub.publish(id, new RunEvent.Started(1));
        if (events.length > 0) {
            hub.publish(id, events);
        }
        if (finished) {
            hub.publish(id, new RunEvent.Finished(RunState.COMPLETED, "", "", Usage.NONE, "", 1));
        }
        Path directory =
                Files.createDirectories(folder.resolve("data/workspaces").resolve(run));
        Files.write(directory.resolve("f"), new byte[1000]);
    }

    private RunCleaner cleaner(Optional<Duration> retention) {
        return new RunCleaner(
                journal,
                new RunDirectories(folder.resolve("data")),
                launchers,
                undo,
                new RetentionSettings(retention, Optional.empty()),
                clock);
    }

    private StorageReport clean(String olderThan, boolean unapplied, boolean dryRun, String... runs) {
        return cleaner(Optional.empty())
                .clean(
                        Caller.LOCAL,
                        new CleanRequest(
                                List.of(runs).stream().map(RunId::new).toList(), olderThan, unapplied, dryRun));
    }

    private static List<String> freed(StorageReport report) {
        return report.runs().stream()
                .filter(run -> run.keptBecause().isEmpty())
                .map(run -> run.run().value())
                .toList();
    }

    private List<String> workspaces() {
        return new RunDirectories(folder.resolve("data"))
                .list().stream().map(RunId::value).toList();
    }

    @Test
    void aDryRunOnlyReports() {
        StorageReport report = clean("", false, true);

        assertThat(freed(report)).containsExactly("run-applied", "run-none", "run-volumes");
        assertThat(report.freedBytes()).isEqualTo(2_000);
        assertThat(report.runs())
                .extracting(RunStorage::keptBecause)
                .contains("its patch is not applied", "it has not ended", "it is not in the journal");
        assertThat(workspaces()).hasSize(6);
        assertThat(discarded).isEmpty();
    }

    @Test
    void keepsUnappliedPatchesUnlessTheyAreNamed() {
        assertThat(freed(clean("", false, false))).containsExactly("run-applied", "run-none", "run-volumes");
        assertThat(workspaces()).containsExactly("run-live", "run-open", "run-part", "run-unknown");
        assertThat(discarded).contains(new RunId("run-applied"), new RunId("run-volumes"));

        assertThat(freed(clean("", false, false, "run-open"))).isEmpty();
        assertThat(freed(clean("", true, false, "run-open"))).containsExactly("run-open");
        assertThat(workspaces()).containsExactly("run-live", "run-part", "run-unknown");
    }

    @Test
    void keepsWhatIsNotOldEnough() {
        assertThat(freed(clean("1h", true, false))).isEmpty();
        clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));

        assertThat(freed(clean("1h", true, true)))
                .contains("run-open", "run-none")
                .doesNotContain("run-live");
        cleaner(Optional.of(Duration.ofHours(3))).applyRetention();
        assertThat(workspaces()).hasSize(6);
        cleaner(Optional.of(Duration.ofHours(1))).applyRetention();
        assertThat(workspaces()).containsExactly("run-live", "run-open", "run-part", "run-unknown");
    }

    @Test
    void keepsARunThatIsBeingUndoneOrWhoseEngineDoesNotAnswer() {
        undo.whileNotUndone(
                new RunId("run-none"),
                () -> assertThat(freed(clean("", false, false, "run-none"))).isEmpty());
        engineAnswers = false;
        assertThat(clean("", false, false, "run-applied").runs().getFirst().keptBecause())
                .isEqualTo("the engine does not answer");
        assertThat(workspaces()).contains("run-none", "run-applied");
    }

    @Test
    void rejectsAnUnknownRunAndAMalformedTime() {
        assertThatThrownBy(() -> clean("", false, false, "run-x")).hasMessageContaining("no run run-x");
        assertThatThrownBy(() -> clean("soon", false, false)).hasMessageContaining("olderThan: 'soon'");
    }
}
