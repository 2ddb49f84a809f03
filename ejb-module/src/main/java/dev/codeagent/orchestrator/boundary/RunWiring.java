package dev.codeagent.orchestrator.boundary;

import dev.codeagent.agents.AgentLoop;
import dev.codeagent.agents.GuardedTools;
import dev.codeagent.agents.RoutedTurns;
import dev.codeagent.agents.SandboxTools;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.config.Settings;
import dev.codeagent.containers.DockerToolFactory;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.orchestrator.Approvals;
import dev.codeagent.orchestrator.Conversation;
import dev.codeagent.orchestrator.Orchestrator;
import dev.codeagent.orchestrator.ProviderPrices;
import dev.codeagent.orchestrator.RunContext;
import dev.codeagent.orchestrator.RunDriver;
import dev.codeagent.orchestrator.RunGuard;
import dev.codeagent.orchestrator.RunQueue;
import dev.codeagent.orchestrator.RunSandbox;
import dev.codeagent.orchestrator.RunUndo;
import dev.codeagent.orchestrator.RunWork;
import dev.codeagent.orchestrator.UnconfirmedStarts;
import dev.codeagent.projects.RunBranch;
import dev.codeagent.projects.Workspaces;
import dev.codeagent.providers.AgentDefaults;
import dev.codeagent.providers.ProviderRegistry;
import dev.codeagent.providers.ProviderRouter;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.tools.ServerTools;
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
public class RunWiring {
    private static final int WINDOW_CHARS = 400_000;
    private static final int CONVERSATION_RUNS = 10;

    @Resource
    ManagedThreadFactory threads;

    @Inject
    RunJournal journal;

    @Inject
    ProjectStore projects;

    @Inject
    RunGuard.Parts guard;

    @Inject
    DockerToolFactory containers;

    @Produces
    @Singleton
    public EventHub hub() {
        return new EventHub(journal, Clock.systemUTC());
    }

    @Produces
    @Singleton
    public RunQueue queue(Settings settings, RunJobs jobs) {
        return new RunQueue(settings.maxRuns(), settings.maxQueuedRuns(), jobs::launch);
    }

    @Produces
    @Singleton
    @Typed(Orchestrator.class)
    public Orchestrator orchestrator(
            EventHub hub,
            RunQueue queue,
            RunBranch branches,
            Workspaces workspaces,
            LauncherSelector launcherSelector,
            Approvals approvals,
            UnconfirmedStarts unconfirmed) {
        var undo = new RunUndo(journal, hub, workspaces, launcherSelector, branches);
        var parts = new Orchestrator.Parts(projects, journal, hub, queue, unconfirmed);
        return new Orchestrator(parts, branches, approvals, undo);
    }

    @Produces
    @Singleton
    public UnconfirmedStarts unconfirmed(EventHub hub) {
        return new UnconfirmedStarts(journal, hub, Clock.systemUTC());
    }

    /** What a new project copies: the document's agents and commands, and the providers as they are now. */
    @Produces
    public ProjectConfiguration defaults(Settings settings, ProviderRegistry registry) {
        return new ProjectConfiguration(
                AgentDefaults.agents(settings.maxTurns()),
                registry.all().stream()
                        .map(ProviderRegistry.Entry::configuration)
                        .toList(),
                AgentDefaults.workflow(settings.reviewRounds()));
    }

    @Produces
    @Singleton
    public RunDriver driver(
            EventHub hub,
            RunQueue queue,
            Workspaces workspaces,
            RunBranch branches,
            LauncherSelector launcherSelector,
            ProviderRouter router,
            ProviderRegistry registry) {
        var tools = new ToolRegistry();
        var prices = new ProviderPrices(() -> registry.all().stream()
                .map(ProviderRegistry.Entry::configuration)
                .toList());
        return new RunDriver(
                journal,
                hub,
                queue,
                context -> work(context, workspaces, branches, launcherSelector, router, registry, tools),
                prices,
                Clock.systemUTC());
    }

    private RunWork work(
            RunContext context,
            Workspaces workspaces,
            RunBranch branches,
            LauncherSelector launcherSelector,
            ProviderRouter router,
            ProviderRegistry registry,
            ToolRegistry tools) {
        ProjectId id = journal.find(context.run()).map(Run::project).orElseThrow();
        Project project = projects.find(id).orElseThrow();
        ProjectConfiguration setup = projects.configuration(id);
        var sandbox = new RunSandbox(context, project, workspaces, launcherSelector);
        var decides = new RunGuard(context, project, sandbox, guard);
        boolean docker = docker(context);
        ServerTools beside = docker ? containers(context, project, sandbox, decides) : ServerTools.NONE;
        var agents = new AgentLoop(
                new RoutedTurns(router, providers(context, setup, registry)),
                new GuardedTools(new SandboxTools(sandbox::sandbox, beside), decides),
                new ContextWindow(WINDOW_CHARS));
        return new RunWork(
                context,
                new RunWork.Parts(
                        journal,
                        project,
                        setup,
                        sandbox,
                        agents,
                        docker ? tools.withDocker() : tools,
                        branches,
                        new Conversation(journal, CONVERSATION_RUNS),
                        () -> containers.release(context.run())));
    }

    /** Whether its agents have the Docker tools. */
    private boolean docker(RunContext context) {
        Optional<String> trouble = containers.isEnabled() ? containers.unavailableReason() : Optional.empty();
        trouble.ifPresent(t -> context.log().warn("docker.unavailable", "the agents have no Docker tools: " + t));
        return containers.isEnabled() && trouble.isEmpty();
    }

    private ServerTools containers(RunContext context, Project project, RunSandbox sandbox, RunGuard guard) {
        return containers.create(new DockerToolFactory.ToolContext(
                context.run(),
                project.id(),
                call -> sandbox.sandbox().call(call),
                (call, container, command) -> guard.refusal(inContainer(call, container, command)),
                () -> context.cancel().isCancelled()));
    }

    /** A command of a service is decided over like one that an agent runs in its container. */
    private static RunEvent.ToolCalled inContainer(String call, String container, String command) {
        String arguments = Json.createObjectBuilder()
                .add("container", container)
                .add("command", command)
                .build()
                .toString();
        return new RunEvent.ToolCalled(call.replaceFirst("-t\\d+-c\\d+.*", ""), call, "docker_exec", arguments, true);
    }

    /** The project's own providers; those of the server first where the run names its provider. */
    private List<ProviderConfiguration> providers(
            RunContext context, ProjectConfiguration setup, ProviderRegistry registry) {
        var all = new ArrayList<ProviderConfiguration>();
        if (journal.readAfter(context.run(), 0, 1).getFirst().event() instanceof RunEvent.Created created
                && !created.model().isEmpty()) {
            registry.all().forEach(e -> all.add(e.configuration()));
        }
        all.addAll(setup.providers());
        return all;
    }
}
