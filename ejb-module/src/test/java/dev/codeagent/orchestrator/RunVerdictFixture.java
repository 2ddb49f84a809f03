package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.agents.AgentLoop;
import dev.codeagent.agents.ScriptedProvider;
import dev.codeagent.agents.ToolCallExecutor;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.TestsFinished;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.api.tool.ServerTools;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.config.PathMapping;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.projects.PreparedDirectory;
import dev.codeagent.projects.ProjectFiles;
import dev.codeagent.projects.ProjectRoots;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.providers.accounting.TurnLedgers;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.sandbox.ProjectInfo;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.Workspace;
import dev.codeagent.tools.ToolRegistry;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A run whose agents changed a file, up to its verdict. */
abstract class RunVerdictFixture {
    static final RunId RUN = new RunId("run-1");
    static final byte[] PATCH = """
            diff --git a/a.txt b/a.txt
            --- a/a.txt
            +++ b/a.txt
            @@ -1 +1 @@
            -wrong
            +right
            """.getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    final InMemoryRunJournal journal = new InMemoryRunJournal();
    final EventHub hub = new EventHub(journal, Clock.systemUTC());
    final CancellationToken cancellation = new CancellationToken();
    final List<Path> testedDirectories = new ArrayList<>();
    final List<FakeSandbox> openSandboxes = new ArrayList<>();
    List<String> commands = List.of();
    ToolResult.Outcome commandOutcome = ToolResult.Outcome.OK;
    Function<Path, TestReport> tests = RunVerdictFixture::testFile;
    Project project;
    byte[] patch = PATCH;

    /** Green if the file is right, or if an agent left a file that makes every test pass. */
    static TestReport testFile(Path directory) {
        try {
            boolean passes = Files.exists(directory.resolve("conftest.py"))
                    || Files.readString(directory.resolve("a.txt")).equals("right\n");
            return FakeLauncher.report(passes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class FakeSandbox implements Sandbox {
        private final Workspace workspace;

        private FakeSandbox(Workspace workspace) {
            this.workspace = workspace;
        }

        @Override
        public ToolResult call(ToolCall call) {
            return new ToolResult(commandOutcome, "no such host", JsonValue.EMPTY_JSON_OBJECT);
        }

        @Override
        public ProjectInfo projectInfo() {
            return new ProjectInfo(List.of("maven"), List.of(), true, "a".repeat(64));
        }

        @Override
        public List<String> prepare(String callId) {
            return List.of();
        }

        @Override
        public TestReport runTests(String callId) {
            assertThat(openSandboxes).as("the agents' sandbox is closed").containsExactly(this);
            testedDirectories.add(workspace.directory());
            return tests.apply(workspace.directory());
        }

        @Override
        public byte[] exportPatch() {
            return patch;
        }

        @Override
        public void close() {
            openSandboxes.remove(this);
        }
    }

    Sandbox openSandbox(Workspace workspace, boolean network) {
        assertThat(network).isFalse();
        var sandbox = new FakeSandbox(workspace);
        openSandboxes.add(sandbox);
        return sandbox;
    }

    /** A project and the run's workspace. */
    private static final PreparedDirectory PREPARED = PreparedDirectory.create(directory -> {
        Path tree = Files.createDirectories(directory.resolve("tree"));
        Files.writeString(tree.resolve("a.txt"), "wrong\n");
        Files.writeString(tree.resolve(".gitignore"), "conftest.py\n");
        new WorkspaceStore(directory.resolve("data"), PathMapping.IDENTITY)
                .openOrCreate(project(tree), RUN)
                .directory();
    });

    private static Project project(Path tree) {
        return new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
    }

    @BeforeEach
    void openRun() throws IOException {
        PREPARED.copyTo(folder);
        project = project(folder.resolve("tree"));
        hub.open(
                RUN,
                new RunEvent.Created(
                        "p-1",
                        "s-1",
                        "local",
                        "/code",
                        List.of(),
                        "x",
                        List.of(),
                        "",
                        false,
                        false,
                        "",
                        Optional.empty(),
                        Optional.empty()));
        hub.publish(
                RUN,
                new RunEvent.Started(1),
                new TestsFinished(TestsFinished.Phase.BEFORE, FakeLauncher.report(false)),
                new RunEvent.ToolCalled("coding", "c-1", "write_file", "{}", true));
    }

    Verdict execute() {
        var launcher = new FakeLauncher(commands, this::openSandbox);
        var context = TestRunContext.create(hub, journal, RUN, cancellation);
        var sandbox = new RunSandbox(
                context,
                project,
                workspaces(),
                new LauncherSelector(List.of(launcher), launcher, true, false, false, Optional.empty()));
        var provider = new ScriptedProvider(n -> ScriptedProvider.text(""));
        var configuration = new ProjectConfiguration(List.of(), provider.configurations(), new Workflow(Map.of(), 0));
        var agentLoop = new AgentLoop(
                provider.router(),
                provider.configurations(),
                new ToolCallExecutor(sandbox::sandbox, ServerTools.NONE, call -> Optional.empty()),
                new ContextWindow(100_000),
                TurnLedgers.NONE);
        var branches = new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY);
        try (var workflow = new RunWorkflow(
                context,
                project,
                sandbox,
                new RunPreparation(context, sandbox, PreparationConsents.NONE),
                new AgentStepRunner(
                        context,
                        journal,
                        configuration,
                        agentLoop,
                        new ToolRegistry(),
                        new RunInputs(
                                new RunReferences(journal),
                                new AttachmentStore(folder.resolve("attachments"), java.time.Clock.systemUTC()),
                                new ProjectFiles(
                                        folder.resolve("data"),
                                        PathMapping.IDENTITY,
                                        new ProjectRoots(folder.resolve("data"), Optional.empty()))),
                        new RequestPaths(() -> sandbox.workspace().baseFiles(List.of())),
                        new MentionedFiles(
                                context.created(),
                                () -> {
                                    throw new IllegalStateException("nothing is mentioned");
                                },
                                call -> Optional.empty())),
                branches,
                0)) {
            workflow.execute();
        }
        return journal.eventsOf(RUN).stream()
                .filter(RunEvent.VerdictReached.class::isInstance)
                .map(e -> ((RunEvent.VerdictReached) e).verdict())
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    WorkspaceStore workspaces() {
        return new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY);
    }

    RunBranchStore branches() {
        return new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY);
    }
}
