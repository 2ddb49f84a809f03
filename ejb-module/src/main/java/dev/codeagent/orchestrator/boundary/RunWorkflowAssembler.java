package dev.codeagent.orchestrator.boundary;

import dev.codeagent.agents.AgentLoop;
import dev.codeagent.agents.ToolCallAuthorizer;
import dev.codeagent.agents.ToolCallExecutor;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.tool.ServerTools;
import dev.codeagent.containers.DockerToolFactory;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.orchestrator.AgentStepRunner;
import dev.codeagent.orchestrator.ApprovalGate;
import dev.codeagent.orchestrator.MentionedFiles;
import dev.codeagent.orchestrator.RequestPaths;
import dev.codeagent.orchestrator.RunContext;
import dev.codeagent.orchestrator.RunInputs;
import dev.codeagent.orchestrator.RunPreparation;
import dev.codeagent.orchestrator.RunSandbox;
import dev.codeagent.orchestrator.RunWorkflow;
import dev.codeagent.orchestrator.RunWorkflowFactory;
import dev.codeagent.policy.shell.EnvironmentVariables;
import dev.codeagent.projects.ProjectFiles;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.providers.ProviderRouter;
import dev.codeagent.providers.accounting.RunLedger;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.sandbox.packages.PackageTools;
import dev.codeagent.tools.ToolRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Assembles the workflow of a run from the beans that all runs share. */
@ApplicationScoped
public class RunWorkflowAssembler implements RunWorkflowFactory {
    private static final int WINDOW_CHARS = 400_000;

    @Inject
    RunJournal journal;

    @Inject
    ProjectStore projects;

    @Inject
    WorkspaceStore workspaceStore;

    @Inject
    RunBranchStore branches;

    @Inject
    LauncherSelector launcherSelector;

    @Inject
    ProviderRouter router;

    @Inject
    RunLedger.Accounting accounting;

    @Inject
    ApprovalGate approvalGate;

    @Inject
    RunInputs inputs;

    @Inject
    ProjectFiles files;

    @Inject
    DockerToolFactory dockerToolFactory;

    private final ToolRegistry tools = new ToolRegistry();

    @Override
    public RunWorkflow create(RunContext context) {
        var id = new ProjectId(context.created().project());
        Project project = projects.find(id).orElseThrow();
        ProjectConfiguration configuration = projects.configuration(id);
        var sandbox = new RunSandbox(context, project, workspaceStore, launcherSelector);
        ToolCallAuthorizer authorizer = approvalGate.forRun(context, project, sandbox);
        boolean dockerEnabled = hasDockerTools(context);
        boolean packagesEnabled = canFetchPackages(sandbox);
        ServerTools serverTools = ServerTools.combine(
                dockerEnabled ? createDockerTools(context, project, sandbox, authorizer) : ServerTools.NONE,
                packagesEnabled ? new PackageTools(sandbox::withPackageSandbox) : ServerTools.NONE);
        var agentLoop = new AgentLoop(
                router,
                List.of(),
                new ToolCallExecutor(sandbox::sandbox, serverTools, authorizer),
                new ContextWindow(WINDOW_CHARS),
                ledger(context));
        ToolRegistry withDocker = dockerEnabled ? tools.withDockerTools() : tools;
        var steps = new AgentStepRunner(
                context,
                journal,
                configuration,
                agentLoop,
                packagesEnabled ? withDocker.withPackageTools() : withDocker,
                inputs,
                new RequestPaths(() -> sandbox.workspace().baseFiles(List.of())),
                new MentionedFiles(context.created(), () -> baseFiles(context, project, sandbox), authorizer));
        return new RunWorkflow(
                context,
                project,
                sandbox,
                new RunPreparation(context, sandbox, approvalGate.forPreparation(context, project, sandbox)),
                steps,
                branches,
                configuration.workflow().reviewRounds());
    }

    private ProjectFiles.Source baseFiles(RunContext context, Project project, RunSandbox sandbox) {
        sandbox.requireWorkspace();
        return files.ofBase(project, context.run());
    }

    private RunLedger ledger(RunContext context) {
        RunEvent.Created created = context.created();
        var owner = new RunLedger.Owner(context.run().value(), created.project(), created.caller());
        return new RunLedger(owner, accounting, event -> context.publisher().publish(event));
    }

    @Override
    public void release(RunId run) {
        dockerToolFactory.release(run);
    }

    /** Without a sandbox too: the first step of the run reports why there is none. */
    private static boolean canFetchPackages(RunSandbox sandbox) {
        try {
            return sandbox.canFetchPackages();
        } catch (AgentException e) {
            return false;
        }
    }

    /** Whether the agents of the run have the Docker tools. */
    private boolean hasDockerTools(RunContext context) {
        Optional<String> reason =
                dockerToolFactory.isEnabled() ? dockerToolFactory.unavailableReason() : Optional.empty();
        reason.ifPresent(t -> context.warn("docker.unavailable", "the agents have no Docker tools: " + t));
        return dockerToolFactory.isEnabled() && reason.isEmpty();
    }

    private ServerTools createDockerTools(
            RunContext context, Project project, RunSandbox sandbox, ToolCallAuthorizer authorizer) {
        return dockerToolFactory.create(new DockerToolFactory.ToolContext(
                context.run(),
                project.id(),
                call -> sandbox.sandbox().call(call),
                (call, container, command, environment) ->
                        denialReason(authorizer, call, container, command, environment),
                () -> context.cancellation().isCancelled()));
    }

    /**
     * A command of a Compose service is authorized like a command that an agent runs in its container, together with
     * the variables that make programs run code.
     */
    private static Optional<String> denialReason(
            ToolCallAuthorizer authorizer,
            String call,
            String container,
            String command,
            Map<String, String> environment) {
        var variables = new TreeMap<>(environment);
        variables.entrySet().removeIf(e -> EnvironmentVariables.isPlain(e.getKey(), e.getValue()));
        if (command.isEmpty() && variables.isEmpty()) {
            return Optional.empty();
        }
        JsonObjectBuilder arguments =
                Json.createObjectBuilder().add("container", container).add("command", command);
        if (!variables.isEmpty()) {
            arguments.add("env", Json.createObjectBuilder(variables));
        }
        String step = call.replaceFirst("-t\\d+-c\\d+.*", "");
        return authorizer.denialReason(new RunEvent.ToolCalled(
                step, call, "docker_exec", arguments.build().toString(), true));
    }
}
