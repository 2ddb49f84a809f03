package dev.codeagent.containers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.containers.own.OwnContainers;
import dev.codeagent.containers.own.Ownership;
import dev.codeagent.engine.Engine;
import dev.codeagent.engine.Labels;
import dev.codeagent.sandbox.docker.ProjectNetworks;
import dev.codeagent.tools.ServerTools;
import dev.codeagent.tools.ToolCall;
import dev.codeagent.tools.ToolResult;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Gives runs the Docker tools, and removes what they made: at the run's end, after a crash, when the server stops. */
public final class ToolContainers {
    private static final Logger LOG = Logger.getLogger(ToolContainers.class.getName());
    private static final Duration PING = Duration.ofSeconds(3);

    private final ToolSettings settings;
    private final ThreadFactory threads;
    private final CallNotes notes;
    private final Labels labels;
    private Engine engine;

    public ToolContainers(ToolSettings settings, ThreadFactory threads) {
        this.settings = settings;
        this.threads = threads;
        this.notes = new CallNotes(settings.notes());
        this.labels = new Labels(settings.owner());
    }

    /** Made when it is first needed: the engine's client would cost a start of the server. */
    private synchronized Engine engine() {
        if (engine == null) {
            engine = new Engine(settings.address(), settings.certificates(), threads);
        }
        return engine;
    }

    private synchronized boolean unused() {
        return engine == null && !notes.any();
    }

    private ProjectNetworks networks() {
        return ProjectNetworks.on(engine(), labels, settings.subnet());
    }

    public boolean enabled() {
        return settings.enabled();
    }

    /** Why there is no engine to work with now; empty where there is one. */
    public Optional<String> trouble() {
        try {
            engine().ping(PING);
            return Optional.empty();
        } catch (AgentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * What the tools of a run know of it.
     *
     * @param sandbox reads files of the workspace
     * @param commands decides over commands that a call runs without naming them
     */
    public record Surroundings(
            RunId run,
            ProjectId project,
            Function<ToolCall, ToolResult> sandbox,
            CommandCheck commands,
            BooleanSupplier cancelled) {}

    public ServerTools of(Surroundings around) {
        return new DockerTools(around.run(), notes, () -> calls(around));
    }

    private DockerTools.Calls calls(Surroundings around) {
        var containers = new OwnContainers(
                engine(),
                new Ownership(labels, around.project().value(), around.run().value()),
                settings.allowance(),
                networks());
        return new DockerTools.Calls(
                new ContainerCalls(containers, settings.commandTimeout(), around.cancelled()),
                new ComposeCalls(
                        containers,
                        new WorkspaceText(around.sandbox()),
                        around.commands(),
                        around.cancelled(),
                        settings.commandTimeout()));
    }

    /** The run is over: removes its containers. Named volumes stay for the project's next run. */
    public void release(RunId run) {
        if (!notes.any(run)) {
            return;
        }
        try {
            remove(Labels.with(labels.role(Labels.TOOL), Labels.RUN, run.value()), Set.of());
            notes.forget(run);
        } catch (AgentException e) {
            LOG.warning("containers of run " + run + " were not removed: " + e.getMessage());
        }
    }

    /** Removes what earlier servers left of runs that are over. */
    public void reap(Set<RunId> living) {
        if (!unused()) {
            remove(labels.role(Labels.TOOL), living.stream().map(RunId::value).collect(Collectors.toSet()));
        }
    }

    /** The server stops, and nobody looks after them any more. */
    public void close() {
        if (unused()) {
            return;
        }
        try {
            remove(labels.role(Labels.TOOL), Set.of());
            networks().removeUnused();
        } catch (AgentException e) {
            LOG.warning("the engine kept containers of tools: " + e.getMessage());
        }
    }

    private void remove(Map<String, String> those, Set<String> kept) {
        engine().containers(those).stream()
                .filter(c -> !kept.contains(c.getLabels().getOrDefault(Labels.RUN, "")))
                .forEach(c -> engine().remove(c.getId()));
    }
}
