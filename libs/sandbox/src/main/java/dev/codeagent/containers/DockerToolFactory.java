package dev.codeagent.containers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ServerTools;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.containers.managed.RunContainers;
import dev.codeagent.containers.managed.RunLabels;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.ProjectNetworks;
import dev.codeagent.docker.ResourceLabels;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Creates the Docker tools of runs, and removes the containers that they created: at the end of the run, after a crash,
 * and when the server stops.
 */
public final class DockerToolFactory {
    private static final Logger LOG = Logger.getLogger(DockerToolFactory.class.getName());
    private static final Duration PING_TIMEOUT = Duration.ofSeconds(3);

    private final ToolContainerSettings settings;
    private final ThreadFactory threads;
    private final StartedCallStore startedCalls;
    private final ResourceLabels labels;
    private @Nullable DockerEngineClient engine;

    public DockerToolFactory(ToolContainerSettings settings, ThreadFactory threads) {
        this.settings = settings;
        this.threads = threads;
        this.startedCalls = new StartedCallStore(settings.startedCallsDirectory());
        this.labels = new ResourceLabels(settings.owner());
    }

    /** Created on first use, because the client of the engine would slow down server startup. */
    private synchronized DockerEngineClient engine() {
        if (engine == null) {
            engine = new DockerEngineClient(settings.connection(), threads);
        }
        return engine;
    }

    private synchronized boolean isUnused() {
        return engine == null && !startedCalls.hasCalls();
    }

    private ProjectNetworks networks() {
        return ProjectNetworks.forRange(engine(), labels, settings.subnet());
    }

    public boolean isEnabled() {
        return settings.enabled();
    }

    /** The reason why no engine is available; empty if one is. */
    public Optional<String> unavailableReason() {
        try {
            engine().ping(PING_TIMEOUT);
            return Optional.empty();
        } catch (AgentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * The context of the tools of one run.
     *
     * @param sandboxCalls reads files of the workspace
     * @param authorizer decides about commands that a call runs without naming them
     */
    public record ToolContext(
            RunId run,
            ProjectId project,
            Function<ToolCall, ToolResult> sandboxCalls,
            CommandAuthorizer authorizer,
            BooleanSupplier cancelled) {}

    public ServerTools create(ToolContext context) {
        return new DockerTools(context.run(), startedCalls, () -> createHandlers(context));
    }

    private DockerTools.Handlers createHandlers(ToolContext context) {
        var containers = new RunContainers(
                engine(),
                new RunLabels(labels, context.project().value(), context.run().value()),
                settings.policy(),
                networks());
        return new DockerTools.Handlers(
                new ContainerToolHandler(containers, settings.commandTimeout(), context.cancelled()),
                new ComposeToolHandler(
                        containers,
                        new WorkspaceFileReader(context.sandboxCalls()),
                        context.authorizer(),
                        context.cancelled(),
                        settings.commandTimeout()));
    }

    /** Removes the containers of a finished run. Named volumes stay for the next run of the project. */
    public void release(RunId run) {
        if (!startedCalls.hasCalls(run)) {
            return;
        }
        try {
            remove(
                    ResourceLabels.with(labels.roleLabels(ResourceLabels.TOOL_ROLE), ResourceLabels.RUN, run.value()),
                    Set.of());
            startedCalls.delete(run);
        } catch (AgentException e) {
            LOG.warning("tool containers not removed run=" + run + " error=" + e.getMessage());
        }
    }

    /** Removes the containers that earlier servers left of finished runs. */
    public void removeOrphans(Set<RunId> activeRuns) {
        if (!isUnused()) {
            remove(
                    labels.roleLabels(ResourceLabels.TOOL_ROLE),
                    activeRuns.stream().map(RunId::value).collect(Collectors.toSet()));
        }
    }

    /** Removes all tool containers, because the server stops. */
    public void close() {
        if (isUnused()) {
            return;
        }
        try {
            remove(labels.roleLabels(ResourceLabels.TOOL_ROLE), Set.of());
            networks().removeUnused();
        } catch (AgentException e) {
            LOG.warning("tool containers not removed error=" + e.getMessage());
        }
    }

    private void remove(Map<String, String> labelFilter, Set<String> keptRuns) {
        engine().listContainers(labelFilter).stream()
                .filter(c -> !keptRuns.contains(c.getLabels().getOrDefault(ResourceLabels.RUN, "")))
                .forEach(c -> engine().removeContainer(c.getId()));
    }
}
