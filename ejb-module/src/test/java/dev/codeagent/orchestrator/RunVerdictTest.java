package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.agents.AgentLoop;
import dev.codeagent.agents.ScriptedProvider;
import dev.codeagent.agents.ToolCallExecutor;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
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
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.config.PathMapping;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verdict is about the run's branch, tested on a fresh checkout in a sandbox of its own. */
class RunVerdictTest {
    private static final RunId RUN = new RunId("run-1");
    private static final byte[] PATCH = """
            diff --git a/a.txt b/a.txt
            --- a/a.txt
            +++ b/a.txt
            @@ -1 +1 @@
            -wrong
            +right
            """.getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.systemUTC());
    private final CancellationToken cancellation = new CancellationToken();
    private final List<Path> testedDirectories = new ArrayList<>();
    private final List<FakeSandbox> openSandboxes = new ArrayList<>();
    private List<String> commands = List.of();
    private ToolResult.Outcome commandOutcome = ToolResult.Outcome.OK;
    private Function<Path, TestReport> tests = RunVerdictTest::testFile;
    private Project project;
    private byte[] patch = PATCH;

    /** Green if the file is right, or if an agent left a file that makes every test pass. */
    private static TestReport testFile(Path directory) {
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

    private Sandbox openSandbox(Workspace workspace, boolean network) {
        assertThat(network).isFalse();
        var sandbox = new FakeSandbox(workspace);
        openSandboxes.add(sandbox);
        return sandbox;
    }

    @BeforeEach
    void openRun() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Files.writeString(tree.resolve("a.txt"), "wrong\n");
        Files.writeString(tree.resolve(".gitignore"), "conftest.py\n");
        project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
        hub.open(RUN, new RunEvent.Created("p-1", "s-1", "local", "/code", List.of(), "x", List.of(), ""));
        hub.publish(
                RUN,
                new RunEvent.Started(1),
                new TestsFinished(TestsFinished.Phase.BEFORE, FakeLauncher.report(false)),
                new RunEvent.ToolCalled("coding", "c-1", "write_file", "{}", true));
    }

    private Verdict execute() {
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
                new AgentStepRunner(context, journal, configuration, agentLoop, new ToolRegistry()),
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

    @Test
    void testsTheBranchInADirectoryOfItsOwn() {
        Verdict verdict = execute();

        assertThat(verdict.green()).isTrue();
        assertThat(verdict.fixed()).containsExactly("t");
        assertThat(testedDirectories).hasSize(1);
        assertThat(testedDirectories.getFirst())
                .doesNotExist()
                .isNotEqualTo(folder.resolve("data/workspaces/run-1/tree"));
        assertThat(journal.eventsOf(RUN).stream().map(EventCodec::typeOf))
                .containsSubsequence("diff.ready", "tests.finished", "run.judged");
    }

    @Test
    void doesNotSeeWhatAnAgentLeftBesideItsPatch() throws IOException {
        patch = new String(PATCH, StandardCharsets.UTF_8)
                .replace("+right", "+worse")
                .getBytes(StandardCharsets.UTF_8);
        Path workspace = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY)
                .openOrCreate(project, RUN)
                .directory();
        Files.writeString(workspace.resolve("conftest.py"), "poison");
        assertThat(testFile(workspace).isGreen())
                .as("it fools a test run in the workspace")
                .isTrue();

        assertThat(execute().green()).isFalse();
    }

    @Test
    void testsTheBaseIfThePatchIsEmpty() {
        patch = new byte[0];

        Verdict verdict = execute();

        assertThat(verdict.failing()).containsExactly("t");
        assertThat(verdict.notTested()).isEmpty();
    }

    @Test
    void isNotTestedIfADependencyIsMissing() {
        tests = directory ->
                new TestReport(0, 0, 0, true, List.of(), List.of(), "Could not resolve org.example:lib:1", 1);

        assertNotTested("what the tests need is not in the project's cache", "Could not resolve org.example:lib:1");
    }

    @Test
    void isNotTestedIfTheSandboxCannotBeOpened() {
        tests = directory -> {
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "the disk is full");
        };

        assertNotTested("could not be tested on a fresh checkout: the disk is full");
    }

    @Test
    void isNotTestedIfTheTestsFailAfterASetupCommandFailed() {
        commands = List.of("make deps");
        commandOutcome = ToolResult.Outcome.ERROR;
        tests = directory -> FakeLauncher.report(false);

        assertNotTested("the project's own command 'make deps' failed there, without network: no such host");
    }

    @Test
    void isGreenIfTheTestsPassWithoutASetupCommandThatFailed() {
        commands = List.of("make deps");
        commandOutcome = ToolResult.Outcome.ERROR;

        assertThat(execute().green()).isTrue();
    }

    @Test
    void isNotTestedIfTheBranchChangesMeanwhile() {
        tests = directory -> {
            String base = workspaces().openOrCreate(project, RUN).baseCommit();
            String other = new String(PATCH, StandardCharsets.UTF_8).replace("+right", "+other");
            branches().commit(project, RUN, base, other.getBytes(StandardCharsets.UTF_8), "other");
            return FakeLauncher.report(true);
        };

        assertThat(execute().notTested()).contains("branch was changed while its tests ran");
    }

    /** Also if the tests of the patch would pass. */
    @Test
    void isNotTestedIfThePreparationFailed() {
        hub.publish(RUN, new RunEvent.Prepared(true, 5, "public", "the sandbox lacks pnpm"));

        assertNotTested("the sandbox lacks pnpm");
        assertThat(testedDirectories).isEmpty();
    }

    @Test
    void testsThePatchThatAnInterruptedAttemptExported() {
        hub.publish(RUN, exportedBefore());
        patch = "not a patch".getBytes(StandardCharsets.UTF_8);

        assertThat(execute().green()).isTrue();
    }

    private RunEvent.DiffReady exportedBefore() {
        var commit = branches()
                .commit(project, RUN, workspaces().openOrCreate(project, RUN).baseCommit(), PATCH, "x");
        return new RunEvent.DiffReady(commit.branch(), commit.id(), commit.files());
    }

    private WorkspaceStore workspaces() {
        return new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY);
    }

    private RunBranchStore branches() {
        return new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY);
    }

    private void assertNotTested(String... reasons) {
        Verdict verdict = execute();
        assertThat(verdict.green()).isFalse();
        assertThat(verdict.notTested()).contains(reasons);
        assertThat(journal.eventsOf(RUN).stream().filter(TestsFinished.class::isInstance))
                .hasSize(1);
    }
}
