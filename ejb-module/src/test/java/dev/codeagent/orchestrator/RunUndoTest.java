package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.run.UndoRequest;
import dev.codeagent.api.run.UndoResult;
import dev.codeagent.api.run.UndonePath;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.config.PathMapping;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.projects.PreparedDirectory;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.sandbox.ProjectInfo;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.Workspace;
import jakarta.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class RunUndoTest {
    private static final RunId RUN = new RunId("run-1");

    @TempDir
    Path folder;

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.systemUTC());
    private final List<ToolCall> toolCalls = new ArrayList<>();
    private boolean executorFails;
    private String patch =
            "diff --git a/b.txt b/b.txt\nnew file mode 100644\n--- /dev/null\n+++ b/b.txt\n@@ -0,0 +1 @@\n+b\n";
    private Path tree;
    private Project project;
    private WorkspaceStore workspaceStore;
    private RunBranchStore branches;

    private final class FakeSandbox implements Sandbox {
        @Override
        public ToolResult call(ToolCall call) {
            assertThat(journal.eventsOf(RUN).getLast())
                    .as("the intent is journaled first")
                    .isInstanceOf(RunEvent.ToolCalled.class);
            toolCalls.add(call);
            if (executorFails) {
                throw new AgentException(ErrorCode.SANDBOX_FAILED, "the executor died");
            }
            var path = Json.createObjectBuilder().add("path", "a.txt").add("how", "modified");
            return new ToolResult(
                    ToolResult.Outcome.OK,
                    "restored 1 path(s)",
                    Json.createObjectBuilder()
                            .add("undone", Json.createArrayBuilder().add(path))
                            .add("conflicts", Json.createArrayBuilder())
                            .build());
        }

        @Override
        public ProjectInfo projectInfo() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> prepare(String callId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TestReport runTests(String callId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] exportPatch() {
            return patch.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private final class FakeLauncher implements SandboxLauncher {
        @Override
        public String name() {
            return "fake";
        }

        @Override
        public boolean isInstalled() {
            return true;
        }

        @Override
        public String description() {
            return "nothing";
        }

        @Override
        public void requireAvailable() {
            // Always there.
        }

        @Override
        public NetworkAccess networkAccess(boolean preparation) {
            return preparation ? NetworkAccess.PUBLIC : NetworkAccess.NONE;
        }

        @Override
        public Sandbox open(Workspace workspace, boolean network) {
            assertThat(network).isFalse();
            return new FakeSandbox();
        }
    }

    private static final PreparedDirectory PREPARED = PreparedDirectory.create(directory -> {
        Path tree = Files.createDirectories(directory.resolve("tree"));
        Files.writeString(tree.resolve("a.txt"), "a\n");
        new WorkspaceStore(directory.resolve("data"), PathMapping.IDENTITY).openOrCreate(project(tree), RUN);
    });

    private static Project project(Path tree) {
        return new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
    }

    @BeforeEach
    void openFinishedRun() throws IOException {
        PREPARED.copyTo(folder);
        tree = folder.resolve("tree");
        project = project(tree);
        workspaceStore = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY);
        branches = new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY);
        hub.open(RUN, CreatedRuns.code());
        hub.publish(
                RUN,
                new RunEvent.ToolCalled("coding", "coding-t1-c1", "write_file", "{}", true),
                new RunEvent.ToolCalled("testing", "testing-t1-c1", "run_tests", "{}", true),
                new RunEvent.ToolCalled("testing", "testing-t1-c2", "read_file", "{}", false));
    }

    private UndoResult undo(String step, String call) {
        var launcher = new FakeLauncher();
        var launcherSelector = new LauncherSelector(List.of(launcher), launcher, true, false, false, Optional.empty());
        return new RunUndo(journal, hub, workspaceStore, launcherSelector, branches)
                .undo(Caller.LOCAL, journal.find(RUN).orElseThrow(), project, new UndoRequest(step, call, false));
    }

    private List<String> newEventTypes() {
        return journal.eventsOf(RUN).stream().skip(4).map(EventCodec::typeOf).toList();
    }

    @Test
    void journalsTheUndoAndCommitsTheNewPatchToTheBranch() {
        UndoResult undoResult = undo("coding", "");

        assertThat(newEventTypes()).containsExactly("tool.called", "tool.finished", "changes.undone", "diff.ready");
        assertThat(undoResult.event().paths()).containsExactly(new UndonePath("a.txt", "modified"));
        assertThat(undoResult.acceptedBefore()).isFalse();
        assertThat(new String(branches.diff(project, RUN), StandardCharsets.UTF_8))
                .contains("+b");
        assertThat(tree.resolve("b.txt")).doesNotExist();
    }

    @Test
    void resumesWithTheSameIdAfterAFailure() {
        executorFails = true;
        assertThatThrownBy(() -> undo("coding", "")).hasMessageContaining("died");
        executorFails = false;

        undo("coding", "");
        undo("coding", "");

        assertThat(toolCalls).extracting(ToolCall::id).containsExactly("undo-1", "undo-1", "undo-2");
        assertThat(newEventTypes())
                .containsSubsequence("tool.called", "tool.finished", "changes.undone", "diff.ready", "tool.called");
    }

    @Test
    void undoesTheLastStepByDefault() {
        undo("", "");
        undo("", "");
        assertThatThrownBy(() -> undo("", "")).hasMessageContaining("no step left");
        undo("", "undo-2");
        undo("", "");

        var steps = toolCalls.stream().map(c -> c.arguments().getString("step", ""));
        assertThat(steps).containsExactly("testing", "coding", "", "coding");
    }

    @Test
    void ignoresContainerToolCalls() {
        hub.publish(
                RUN,
                new RunEvent.ToolCalled("document", "document-t1-c1", "docker_start", "{}", true),
                new RunEvent.ToolFinished(
                        "document",
                        "document-t1-c1",
                        "docker_start",
                        RunEvent.ToolFinished.Outcome.OK,
                        "started db",
                        1));

        assertThatThrownBy(() -> undo("", "document-t1-c1")).hasMessageContaining("may have changed something");
        undo("", "");

        assertThat(toolCalls).extracting(c -> c.arguments().getString("step")).containsExactly("testing");
    }

    @Test
    void commitsAnEmptyPatchWhenEverythingIsUndone() {
        undo("", "coding-t1-c1");
        patch = "";

        undo("", "undo-1");

        assertThat(branches.diff(project, RUN)).isEmpty();
        assertThat(newEventTypes()).endsWith("changes.undone", "diff.ready");
    }

    @Test
    void reportsThatThePatchWasAppliedBefore() {
        undo("coding", "");
        branches.apply(project, RUN, List.of());
        String whole = patch;
        patch = "";

        UndoResult undoResult = undo("testing", "");

        assertThat(undoResult.acceptedBefore()).isTrue();
        assertThat(tree.resolve("b.txt")).hasContent("b\n");
        branches.apply(project, RUN, List.of());
        assertThat(tree.resolve("b.txt")).doesNotExist();
        patch = whole;
        assertThat(undo("", "undo-1").acceptedBefore())
                .as("the tree has nothing of it any more")
                .isFalse();
    }

    @Test
    void doesNotCreateTheBranchOfADiscardedPatchAgain() {
        undo("coding", "");
        branches.discard(project, RUN);
        hub.publish(RUN, new RunEvent.PatchResolved(RunEvent.PatchResolved.Outcome.DISCARDED, "local", List.of(), 0));

        assertThatThrownBy(() -> undo("testing", ""))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOTHING_TO_APPLY))
                .hasMessageContaining("was discarded");
        assertThat(branches.diff(project, RUN)).isEmpty();
        assertThat(toolCalls).hasSize(1);
    }

    @Test
    void rejectsUnknownStepsAndCalls() {
        assertThatThrownBy(() -> undo("review", ""))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_CALL))
                .hasMessageContaining("'review'")
                .hasMessageContaining("coding, testing");
        assertThatThrownBy(() -> undo("", "testing-t1-c2")).hasMessageContaining("testing-t1-c2");
        assertThat(newEventTypes()).isEmpty();
    }

    @Test
    void rejectsARunWithoutAWorkspace() throws IOException {
        Files.delete(folder.resolve("data/workspaces/run-1/base"));

        assertThatThrownBy(() -> undo("coding", "")).hasMessageContaining("workspace of run run-1 does not exist");
        assertThat(newEventTypes()).isEmpty();
    }
}
