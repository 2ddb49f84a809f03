package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.config.PathMapping;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.providers.CancellationToken;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.sandbox.ProgressListener;
import dev.codeagent.sandbox.ProjectInfo;
import dev.codeagent.sandbox.ProjectPreparer;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.SetupPlan;
import dev.codeagent.sandbox.Workspace;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSandboxTest {
    private static final RunId RUN = new RunId("run-1");

    @TempDir
    Path folder;

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.systemUTC());
    private final CancellationToken cancellation = new CancellationToken();
    private final CountDownLatch testsStarted = new CountDownLatch(1);
    private final List<String> actions = new ArrayList<>();
    private ProjectInfo projectInfo = new ProjectInfo(List.of("maven"), List.of(), true, "a".repeat(64));
    private List<String> problems = List.of();
    private List<String> commands = List.of();
    private boolean slow = true;
    private boolean buildFailed;
    private Project project;

    /** Its tests take until somebody closes it. */
    private final class FakeSandbox implements Sandbox {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public ToolResult call(ToolCall call) {
            actions.add("called " + call.arguments().getString("command"));
            return new ToolResult(ToolResult.Outcome.OK, "what it printed", JsonValue.EMPTY_JSON_OBJECT);
        }

        @Override
        public ProjectInfo projectInfo() {
            return projectInfo;
        }

        @Override
        public List<String> prepare(String callId) {
            actions.add("prepared");
            return problems;
        }

        @Override
        public TestReport runTests(String callId) {
            testsStarted.countDown();
            if (!slow) {
                return new TestReport(1, 0, 0, buildFailed, List.of("a"), List.of(), "", 5);
            }
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new AgentException(ErrorCode.CANCELLED, "the sandbox was closed");
        }

        @Override
        public byte[] exportPatch() {
            return new byte[0];
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private final class FakeLauncher implements SandboxLauncher {
        @Override
        public String name() {
            return "slow";
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
        public SetupPlan provision(Workspace workspace, ProgressListener listener) {
            listener.info("image.step", "step 1/1");
            return new SetupPlan(commands);
        }

        @Override
        public Sandbox open(Workspace workspace, boolean network) {
            actions.add(network ? "with network" : "without network");
            return new FakeSandbox();
        }
    }

    @BeforeEach
    void openRun() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Files.writeString(tree.resolve("pom.xml"), "<project/>\n");
        project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
        hub.open(
                RUN,
                new RunEvent.Created("p-1", "s-1", "local", "/code", List.of(), "x", List.of(AgentName.CODING), ""));
    }

    private RunSandbox sandbox() {
        var launcher = new FakeLauncher();
        return new RunSandbox(
                TestRunContext.create(hub, journal, RUN, cancellation),
                project,
                new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY),
                new LauncherSelector(List.of(launcher), launcher, true, false, false, Optional.empty()));
    }

    private RunHistory history() {
        return RunHistory.read(journal, RUN);
    }

    @Test
    void stopsThePreparationWhenTheRunIsCancelled() {
        Thread.ofVirtual().start(() -> {
            try {
                testsStarted.await();
                cancellation.cancel();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        try (RunSandbox sandbox = sandbox()) {
            assertThatThrownBy(() -> sandbox.prepare())
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        }
    }

    @Test
    void opensNoSandboxForACancelledRun() {
        cancellation.cancel();

        try (RunSandbox sandbox = sandbox()) {
            assertThatThrownBy(sandbox::sandbox).isInstanceOf(AgentException.class);
        }
        assertThat(actions).isEmpty();
    }

    @Test
    void opensTheSandboxOfAgentsWithoutNetwork() {
        try (RunSandbox sandbox = sandbox()) {
            sandbox.sandbox();
            sandbox.sandbox();
        }
        assertThat(actions).containsExactly("without network");
    }

    @Test
    void fetchesDependenciesOnceAndThenTestsWithoutNetwork() {
        slow = false;

        try (RunSandbox sandbox = sandbox()) {
            sandbox.prepare();
            sandbox.sandbox();
        }
        try (RunSandbox sandbox = sandbox()) {
            var result = sandbox.runFreshTests(WorkspaceStore.baseRef(RUN), sandbox.baseCommit());
            assertThat(result.report().orElseThrow().passed()).isEqualTo(1);
        }

        assertThat(actions)
                .containsExactly("without network", "with network", "prepared", "without network", "without network");
        assertThat(history().findTestReport(RunEvent.TestsFinished.Phase.BEFORE))
                .isPresent();
        assertThat(folder.resolve("data/projects/p-1/prepared/slow-" + projectInfo.buildFilesDigest()))
                .exists();
        assertThat(new ProjectPreparer("slow").needsNetwork(workspace(), projectInfo))
                .isFalse();
    }

    private Workspace workspace() {
        return new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY).openOrCreate(project, RUN);
    }

    @Test
    void fetchesDependenciesAgainAfterAFailedBuild() {
        slow = false;
        buildFailed = true;

        try (RunSandbox sandbox = sandbox()) {
            sandbox.prepare();
        }

        assertThat(new ProjectPreparer("slow").needsNetwork(workspace(), projectInfo))
                .isTrue();
    }

    @Test
    void runsSetupCommandsWithNetworkBeforeTheTests() {
        slow = false;
        commands = List.of("make deps");

        try (RunSandbox sandbox = sandbox()) {
            sandbox.prepare();
        }

        assertThat(actions).containsExactly("without network", "with network", "called make deps", "prepared");
        assertThat(notices()).contains("INFO image.step step 1/1");
    }

    private List<String> notices() {
        return hub.readAfter(RUN, 0, 100).stream()
                .map(RecordedEvent::event)
                .filter(RunEvent.Notice.class::isInstance)
                .map(RunEvent.Notice.class::cast)
                .map(n -> n.level() + " " + n.code() + " " + n.text())
                .toList();
    }

    @Test
    void failsWhenADependencyCannotBeFetched() {
        problems = List.of("npm: no such package");

        try (RunSandbox sandbox = sandbox()) {
            assertThatThrownBy(() -> sandbox.prepare()).isInstanceOfSatisfying(AgentException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.PREPARE_FAILED);
                assertThat(e.getMessage()).contains("npm: no such package");
            });
        }
    }

    @Test
    void reportsNoTestsWhenTheProjectHasNone() {
        slow = false;
        projectInfo = new ProjectInfo(List.of("npm"), List.of("go"), false, "b".repeat(64));

        try (RunSandbox sandbox = sandbox()) {
            sandbox.prepare();
        }

        assertThat(history().findTestReport(RunEvent.TestsFinished.Phase.BEFORE))
                .isEmpty();
        assertThat(actions).containsExactly("without network", "with network", "prepared");
    }

    @Test
    void rejectsABuildFilesDigestThatIsNotADigest() {
        assertThatThrownBy(() -> new ProjectInfo(List.of(), List.of(), false, "../../etc/passwd"))
                .isInstanceOf(AgentException.class);
    }
}
