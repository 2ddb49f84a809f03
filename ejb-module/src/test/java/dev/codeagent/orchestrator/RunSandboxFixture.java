package dev.codeagent.orchestrator;

import dev.codeagent.api.concurrent.CancellationToken;
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
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.sandbox.ProgressListener;
import dev.codeagent.sandbox.ProjectInfo;
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
import org.junit.jupiter.api.io.TempDir;

/** A run with a sandbox that records what is done with it. */
abstract class RunSandboxFixture {
    static final RunId RUN = new RunId("run-1");

    @TempDir
    Path folder;

    final InMemoryRunJournal journal = new InMemoryRunJournal();
    final EventHub hub = new EventHub(journal, Clock.systemUTC());
    final CancellationToken cancellation = new CancellationToken();
    final CountDownLatch testsStarted = new CountDownLatch(1);
    final List<String> actions = new ArrayList<>();
    ProjectInfo projectInfo = new ProjectInfo(List.of("maven"), List.of(), true, "a".repeat(64));
    List<String> problems = List.of();
    List<String> commands = List.of();
    NetworkAccess prepareNetwork = NetworkAccess.PUBLIC;
    NetworkAccess agentNetwork = NetworkAccess.NONE;
    boolean slow = true;
    boolean buildFailed;
    long testMillis = 5;
    Project project;
    RunId run = RUN;
    RunContext context;

    /** Its tests take until somebody closes it. */
    final class FakeSandbox implements Sandbox {
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
                return new TestReport(1, 0, 0, buildFailed, List.of("a"), List.of(), "", testMillis);
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

    final class FakeLauncher implements SandboxLauncher {
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
        public NetworkAccess networkAccess(boolean preparation) {
            return preparation ? prepareNetwork : agentNetwork;
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
        hub.open(RUN, CreatedRuns.code());
    }

    RunSandbox sandbox() {
        var launcher = new FakeLauncher();
        context = TestRunContext.create(hub, journal, run, cancellation);
        return new RunSandbox(
                context,
                project,
                new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY),
                new LauncherSelector(List.of(launcher), launcher, true, false, false, Optional.empty()));
    }

    /** Prepares the project of a run that does not go on without tests. */
    void prepare(RunSandbox sandbox) {
        prepare(sandbox, PreparationConsents.NONE);
    }

    void prepare(RunSandbox sandbox, PreparationConsent consent) {
        new RunPreparation(context, sandbox, consent).prepare();
    }

    RunHistory history() {
        return RunHistory.read(journal, run);
    }

    Workspace workspace() {
        return new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY).openOrCreate(project, run);
    }

    List<String> notices() {
        return hub.readAfter(run, 0, 100).stream()
                .map(RecordedEvent::event)
                .filter(RunEvent.Notice.class::isInstance)
                .map(RunEvent.Notice.class::cast)
                .map(n -> n.level() + " " + n.code() + " " + n.text())
                .toList();
    }

    RunEvent.Prepared prepared() {
        return events(RunEvent.Prepared.class).getLast();
    }

    <T extends RunEvent> List<T> events(Class<T> type) {
        return hub.readAfter(run, 0, 100).stream()
                .map(RecordedEvent::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
