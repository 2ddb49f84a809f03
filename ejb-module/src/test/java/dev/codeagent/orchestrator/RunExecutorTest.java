package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.codeagent.agents.AgentLoop;
import dev.codeagent.agents.ScriptedProvider;
import dev.codeagent.agents.ToolCallExecutor;
import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.tool.ServerTools;
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.config.PathMapping;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.projects.ProjectFiles;
import dev.codeagent.projects.ProjectRoots;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.providers.accounting.TurnLedgers;
import dev.codeagent.tools.ToolRegistry;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunExecutorTest {
    private static final RunId RUN = new RunId("run-1");
    private static final int REVIEW_ROUNDS = 2;

    @TempDir
    Path folder;

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.systemUTC());
    private final List<RunId> launched = new ArrayList<>();
    private final List<RunId> released = new ArrayList<>();
    private final RunQueue queue = new RunQueue(1, 1, launched::add);
    private Runnable costs = () -> {};
    private ScriptedProvider provider = new ScriptedProvider(n -> ScriptedProvider.text(""));

    @BeforeEach
    void createProject() throws IOException {
        Files.createDirectories(folder.resolve("tree"));
    }

    private void openRun(AgentName... agents) {
        hub.open(
                RUN,
                new RunEvent.Created(
                        "p-1",
                        "s-1",
                        "local",
                        "/x",
                        List.of(),
                        "x",
                        List.of(agents),
                        "",
                        false,
                        false,
                        "",
                        Optional.empty(),
                        Optional.empty()));
    }

    private void execute(IntFunction<McpResponse> responses) {
        provider = new ScriptedProvider(responses);
        new RunExecutor(
                        journal,
                        hub,
                        queue,
                        new Workflows(),
                        new CostCalculator(id -> {
                            costs.run();
                            return Optional.empty();
                        }),
                        Clock.systemUTC())
                .execute(RUN);
    }

    private final class Workflows implements RunWorkflowFactory {
        @Override
        public RunWorkflow create(RunContext context) {
            Path tree = folder.resolve("tree");
            var project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
            List<AgentConfiguration> agents = List.of(AgentName.values()).stream()
                    .map(agent -> new AgentConfiguration(agent, List.of(ModelRef.parse("demo")), 10, ""))
                    .toList();
            var configuration =
                    new ProjectConfiguration(agents, provider.configurations(), new Workflow(Map.of(), REVIEW_ROUNDS));
            var sandbox = new RunSandbox(
                    context,
                    project,
                    new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY),
                    IsolatedLauncher.selector());
            var agentLoop = new AgentLoop(
                    provider.router(),
                    provider.configurations(),
                    new ToolCallExecutor(sandbox::sandbox, ServerTools.NONE, call -> Optional.empty()),
                    new ContextWindow(100_000),
                    TurnLedgers.NONE);
            return new RunWorkflow(
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
                    new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY),
                    REVIEW_ROUNDS);
        }

        @Override
        public void release(RunId run) {
            released.add(run);
        }
    }

    private List<String> finishedSteps() {
        return journal.eventsOf(RUN).stream()
                .filter(RunEvent.StepFinished.class::isInstance)
                .map(e -> ((RunEvent.StepFinished) e).step() + " " + ((RunEvent.StepFinished) e).outcome())
                .toList();
    }

    @Test
    void readsTheEventsOfARunOnce() {
        openRun(AgentName.PLANNING, AgentName.REVIEW, AgentName.DOCUMENTATION);

        execute(n -> ScriptedProvider.text("verdict: approve"));

        assertThat(finishedSteps()).containsExactly("planning done", "review approved", "documentation done");
        assertThat(journal.readCount()).isEqualTo(1);
    }

    @Test
    void readsTheTurnsOfAnInterruptedStepWhenItResumes() {
        openRun(AgentName.PLANNING, AgentName.DOCUMENTATION);
        hub.publish(
                RUN,
                new RunEvent.Started(1),
                new RunEvent.StepStarted("planning", AgentName.PLANNING, 1, "demo", ""),
                new RunEvent.BlockFinished("planning", "b", "text", "the plan"),
                new RunEvent.TurnFinished("planning", 1, "demo", "demo", "stop", dev.codeagent.api.chat.Usage.NONE, 1));

        execute(n -> ScriptedProvider.text("documented"));

        assertThat(provider.requests()).hasSize(1);
        assertThat(finishedSteps()).containsExactly("planning done", "documentation done");
        assertThat(journal.readCount()).isEqualTo(2);
        assertThat(journal.eventsOf(RUN)).contains(new RunEvent.Started(2));
    }

    @Test
    void doesNotTakeAReviewWithoutAVerdictForAnApproval() {
        openRun(AgentName.REVIEW);

        execute(n -> ScriptedProvider.text("I like it."));

        assertThat(finishedSteps()).containsExactly("review unclear");
    }

    @Test
    void executesAFinishedRunNoSecondTime() {
        openRun(AgentName.PLANNING);
        execute(n -> ScriptedProvider.text("the plan"));
        int events = journal.eventsOf(RUN).size();

        execute(n -> ScriptedProvider.text("another plan"));

        assertThat(journal.eventsOf(RUN)).hasSize(events);
        assertThat(journal.eventsOf(RUN).getLast())
                .isInstanceOfSatisfying(
                        RunEvent.Finished.class, f -> assertThat(f.state()).isEqualTo(RunState.COMPLETED));
    }

    private void assertThatTheRunFailed() {
        assertThat(journal.eventsOf(RUN).getLast()).isInstanceOfSatisfying(RunEvent.Finished.class, f -> {
            assertThat(f.state()).isEqualTo(RunState.FAILED);
            assertThat(f.errorCode()).isEqualTo("INTERNAL");
            assertThat(f.error()).contains("run-1").doesNotContain("Error", "Exception", "\tat ");
        });
    }

    static List<Supplier<Throwable>> errors() {
        return List.of(
                () -> new StackOverflowError("planted"),
                () -> new OutOfMemoryError("planted"),
                () -> new NoClassDefFoundError("planted"),
                () -> new IllegalStateException("planted"));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void raise(Throwable failure) throws E {
        throw (E) failure;
    }

    @ParameterizedTest
    @MethodSource("errors")
    void endsARunWhoseWorkflowFailsWithAnError(Supplier<Throwable> failure) {
        openRun(AgentName.PLANNING);

        execute(n -> {
            RunExecutorTest.<RuntimeException>raise(failure.get());
            return ScriptedProvider.text("unreachable");
        });

        assertThatTheRunFailed();
        assertThat(released).containsExactly(RUN);
        assertThat(journal.unfinished()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void endsARunThatFailsOutsideItsWorkflow(Supplier<Throwable> failure) {
        openRun(AgentName.PLANNING);
        costs = () -> RunExecutorTest.<RuntimeException>raise(failure.get());

        execute(n -> ScriptedProvider.text("the plan"));

        assertThatTheRunFailed();
        assertThat(journal.unfinished()).isEmpty();
    }

    @Test
    void endsARunThatFailsOutsideItsWorkflowWithAnErrorCode() {
        openRun(AgentName.PLANNING);
        costs = () -> {
            throw new AgentException(ErrorCode.INVALID_VALUE, "no price list");
        };

        execute(n -> ScriptedProvider.text("the plan"));

        assertThat(journal.eventsOf(RUN).getLast()).isInstanceOfSatisfying(RunEvent.Finished.class, f -> {
            assertThat(f.state()).isEqualTo(RunState.FAILED);
            assertThat(f.errorCode()).isEqualTo("INVALID_VALUE");
            assertThat(f.error()).isEqualTo("no price list");
        });
        assertThat(journal.unfinished()).isEmpty();
    }

    @Test
    @Timeout(30)
    void endsARunWithAnEventThatThisVersionDoesNotKnow() {
        openRun(AgentName.PLANNING);
        AgentException unknownType =
                assertThrows(AgentException.class, () -> EventCodec.read("run.danced", JsonValue.EMPTY_JSON_OBJECT));
        journal.failReadsOf(RUN, unknownType);

        execute(n -> ScriptedProvider.text("the plan"));

        assertThat(journal.eventsOf(RUN).getLast()).isInstanceOfSatisfying(RunEvent.Finished.class, f -> {
            assertThat(f.state()).isEqualTo(RunState.FAILED);
            assertThat(f.errorCode()).isEqualTo("CONFIGURATION");
            assertThat(f.error()).contains("run.danced", "version");
        });
        assertThat(released).containsExactly(RUN);
    }

    @Test
    void executesOtherRunsAfterAnError() {
        openRun(AgentName.PLANNING);
        queue.admit(RUN);
        queue.launch(RUN);

        execute(n -> {
            throw new StackOverflowError("planted");
        });

        var next = new RunId("run-2");
        queue.admit(next);
        queue.launch(next);
        assertThat(launched).containsExactly(RUN, next);
    }
}
