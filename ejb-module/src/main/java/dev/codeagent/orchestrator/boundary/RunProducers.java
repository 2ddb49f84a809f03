package dev.codeagent.orchestrator.boundary;

import dev.codeagent.agents.AgentLoop;
import dev.codeagent.agents.AuthorizingToolExecutor;
import dev.codeagent.agents.RoutedTurnSource;
import dev.codeagent.agents.SandboxToolExecutor;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.tool.ServerTools;
import dev.codeagent.config.Settings;
import dev.codeagent.containers.DockerToolFactory;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.orchestrator.ApprovalGate;
import dev.codeagent.orchestrator.ConversationHistory;
import dev.codeagent.orchestrator.Orchestrator;
import dev.codeagent.orchestrator.PendingApprovals;
import dev.codeagent.orchestrator.PriceListCostCalculator;
import dev.codeagent.orchestrator.RunContext;
import dev.codeagent.orchestrator.RunExecutor;
import dev.codeagent.orchestrator.RunQueue;
import dev.codeagent.orchestrator.RunSandbox;
import dev.codeagent.orchestrator.RunUndo;
import dev.codeagent.orchestrator.RunWorkflow;
import dev.codeagent.orchestrator.UnconfirmedStarts;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.providers.AgentDefaults;
import dev.codeagent.providers.ProviderRegistry;
import dev.codeagent.providers.ProviderRouter;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.tools.ToolRegistry;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.Json;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts the parts of a run together. */
@ApplicationScoped
public class RunProducers {
    private static final int WINDOW_CHARS = 400_000;
    private static final int CONVERSATION_RUNS = 10;

    @Resource
    ManagedThreadFactory threads;

    @Inject
    RunJournal journal;

    @Inject
    ProjectStore projects;

    @Inject
    ApprovalGate.Dependencies approvalGateDependencies;

    @Inject
    DockerToolFactory dockerToolFactory;

    @Produces
    @Singleton
    public EventHub hub() {
        return new EventHub(journal, Clock.systemUTC());
    }

    @Produces
    @Singleton
    public RunQueue queue(Settings settings, RunJobLauncher jobLauncher) {
        return new RunQueue(settings.maxRuns(), settings.maxQueuedRuns(), jobLauncher::launch);
    }

    @Produces
    @Singleton
    @Typed(Orchestrator.class)
    public Orchestrator orchestrator(
            EventHub hub,
            RunQueue queue,
            RunBranchStore branches,
            WorkspaceStore workspaceStore,
            LauncherSelector launcherSelector,
            PendingApprovals approvals,
            UnconfirmedStarts unconfirmedStarts) {
        var undo = new RunUndo(journal, hub, workspaceStore, launcherSelector, branches);
        var dependencies = new Orchestrator.Dependencies(projects, journal, hub, queue, unconfirmedStarts);
        return new Orchestrator(dependencies, branches, approvals, undo);
    }

    @Produces
    @Singleton
    public UnconfirmedStarts unconfirmedStarts(EventHub hub) {
        return new UnconfirmedStarts(journal, hub, Clock.systemUTC());
    }

    /** What a new project copies: the document's agents and commands, and the providers as they are now. */
    @Produces
    public ProjectConfiguration defaultConfiguration(Settings settings, ProviderRegistry registry) {
        return new ProjectConfiguration(
                AgentDefaults.agents(settings.maxTurns()),
                registry.all().stream()
                        .map(ProviderRegistry.Entry::configuration)
                        .toList(),
                AgentDefaults.workflow(settings.reviewRounds()));
    }

    @Produces
    @Singleton
    public RunExecutor runExecutor(
            EventHub hub,
            RunQueue queue,
            WorkspaceStore workspaceStore,
            RunBranchStore branches,
            LauncherSelector launcherSelector,
            ProviderRouter router,
            ProviderRegistry registry) {
        var tools = new ToolRegistry();
        var costCalculator = new PriceListCostCalculator(() -> registry.all().stream()
                .map(ProviderRegistry.Entry::configuration)
                .toList());
        return new RunExecutor(
                journal,
                hub,
                queue,
                context -> createWorkflow(context, workspaceStore, branches, launcherSelector, router, registry, tools),
                costCalculator,
                Clock.systemUTC());
    }

    private RunWorkflow createWorkflow(
            RunContext context,
            WorkspaceStore workspaceStore,
            RunBranchStore branches,
            LauncherSelector launcherSelector,
            ProviderRouter router,
            ProviderRegistry registry,
            ToolRegistry tools) {
        ProjectId id = journal.find(context.run()).map(Run::project).orElseThrow();
        Project project = projects.find(id).orElseThrow();
        ProjectConfiguration projectConfiguration = projects.configuration(id);
        var sandbox = new RunSandbox(context, project, workspaceStore, launcherSelector);
        var approvalGate = new ApprovalGate(context, project, sandbox, approvalGateDependencies);
        boolean dockerEnabled = hasDockerTools(context);
        ServerTools serverTools =
                dockerEnabled ? createDockerTools(context, project, sandbox, approvalGate) : ServerTools.NONE;
        var agentLoop = new AgentLoop(
                new RoutedTurnSource(router, findProviders(context, projectConfiguration, registry)),
                new AuthorizingToolExecutor(new SandboxToolExecutor(sandbox::sandbox, serverTools), approvalGate),
                new ContextWindow(WINDOW_CHARS));
        return new RunWorkflow(
                context,
                new RunWorkflow.Dependencies(
                        journal,
                        project,
                        projectConfiguration,
                        sandbox,
                        agentLoop,
                        dockerEnabled ? tools.withDockerTools() : tools,
                        branches,
                        new ConversationHistory(journal, CONVERSATION_RUNS),
                        () -> dockerToolFactory.release(context.run())));
    }

    /** Whether its agents have the Docker tools. */
    private boolean hasDockerTools(RunContext context) {
        Optional<String> reason =
                dockerToolFactory.isEnabled() ? dockerToolFactory.unavailableReason() : Optional.empty();
        reason.ifPresent(t -> context.publisher().warn("docker.unavailable", "the agents have no Docker tools: " + t));
        return dockerToolFactory.isEnabled() && reason.isEmpty();
    }

    private ServerTools createDockerTools(
            RunContext context, Project project, RunSandbox sandbox, ApprovalGate approvalGate) {
        return dockerToolFactory.create(new DockerToolFactory.ToolContext(
                context.run(),
                project.id(),
                call -> sandbox.sandbox().call(call),
                (call, container, command) -> approvalGate.denialReason(toExecCall(call, container, command)),
                () -> context.cancellation().isCancelled()));
    }

    /** A command of a service is decided over like one that an agent runs in its container. */
    private static RunEvent.ToolCalled toExecCall(String call, String container, String command) {
        String arguments = Json.createObjectBuilder()
                .add("container", container)
                .add("command", command)
                .build()
                .toString();
        return new RunEvent.ToolCalled(call.replaceFirst("-t\\d+-c\\d+.*", ""), call, "docker_exec", arguments, true);
    }

    /** The project's own providers; those of the server first where the run names its provider. */
    private List<ProviderConfiguration> findProviders(
            RunContext context, ProjectConfiguration projectConfiguration, ProviderRegistry registry) {
        var all = new ArrayList<ProviderConfiguration>();
        if (journal.readAfter(context.run(), 0, 1).getFirst().event() instanceof RunEvent.Created created
                && !created.model().isEmpty()) {
            registry.all().forEach(e -> all.add(e.configuration()));
        }
        all.addAll(projectConfiguration.providers());
        return all;
    }
}
