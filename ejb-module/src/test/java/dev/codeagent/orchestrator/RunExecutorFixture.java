package dev.codeagent.orchestrator;

import dev.codeagent.agents.AgentLoop;
import dev.codeagent.agents.ScriptedProvider;
import dev.codeagent.agents.ToolCallExecutor;
import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ServerTools;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Executes a run with a scripted provider. */
abstract class RunExecutorFixture {
    static final RunId RUN = new RunId("run-1");
    private static final int REVIEW_ROUNDS = 2;

    @TempDir
    Path folder;

    final InMemoryRunJournal journal = new InMemoryRunJournal();
    final EventHub hub = new EventHub(journal, Clock.systemUTC());
    final List<RunId> launched = new ArrayList<>();
    final List<RunId> released = new ArrayList<>();
    final RunQueue queue = new RunQueue(1, 1, launched::add);
    Runnable costs = () -> {};
    ScriptedProvider provider = new ScriptedProvider(n -> ScriptedProvider.text(""));

    @BeforeEach
    void createProject() throws IOException {
        Files.createDirectories(folder.resolve("tree"));
    }

    final void openRun(AgentName... agents) {
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

    final void execute(IntFunction<McpResponse> responses) {
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
}
