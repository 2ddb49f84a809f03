package dev.codeagent.sandbox.docker;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import dev.codeagent.engine.Engine;
import dev.codeagent.engine.Labels;
import dev.codeagent.projects.Workspace;
import dev.codeagent.sandbox.ExecutorClient;
import dev.codeagent.sandbox.LaunchSettings;
import dev.codeagent.sandbox.NetworkAccess;
import dev.codeagent.sandbox.Progress;
import dev.codeagent.sandbox.Provision;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.images.ProjectImages;
import dev.codeagent.sandbox.images.SandboxImage;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Starts executors in containers of their own, the workspace in a volume. A container outlives the server that started it;
 * the next server of the same data directory attaches to it.
 */
public final class DockerLauncher implements SandboxLauncher {
    private static final Logger LOG = Logger.getLogger(DockerLauncher.class.getName());
    private static final Duration PING = Duration.ofSeconds(3);

    private final DockerSettings docker;
    private final LaunchSettings settings;
    private final RunNotes notes;
    /** Made when it is first needed: the engine's client would cost a start of the server. */
    private final Once<Engine> engine;

    private final Once<Parts> parts;

    /** What the first run needs; to make them the engine is asked what it has. */
    private record Parts(Slots slots, WarmPool pool, ProjectImages images) {}

    public DockerLauncher(DockerSettings docker, LaunchSettings settings) {
        this.docker = docker;
        this.settings = settings;
        this.notes = new RunNotes(settings.scratch().resolve("runs"));
        this.engine = new Once<>(() -> new Engine(docker.address(), docker.certificates(), settings.threads()));
        this.parts = new Once<>(this::parts);
    }

    private Parts parts() {
        var labels = new Labels(docker.owner());
        var slots = new Slots(engine.get(), labels, docker, settings);
        var images = new ProjectImages(
                engine.get(), labels, docker.image(), docker.projectImage(), docker.limits(), slots::buildWay);
        return new Parts(slots, new WarmPool(slots, docker.warm(), settings.threads()), images);
    }

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public boolean installed() {
        return !docker.address().startsWith("unix://")
                || Files.exists(Path.of(docker.address().substring("unix://".length())));
    }

    @Override
    public String meaning() {
        return "commands run in a container at level " + docker.level().wireName() + ": "
                + docker.level().working().words() + ", no capabilities, a read-only system, "
                + Words.of(docker.limits()) + "; they see this run's workspace and the project's cache, nothing of this"
                + " machine";
    }

    @Override
    public void check() {
        if (!installed()) {
            throw unavailable("there is no Docker engine at " + docker.address());
        }
        try {
            engine.get().ping(PING);
            // Others may be in a registry, so that is tried when a run needs them.
            if (docker.image().startsWith("codeagent/")
                    && engine.get().images().find(docker.image()).isEmpty()) {
                throw unavailable("the engine at " + docker.address() + " has no image " + docker.image()
                        + "; make it with sandbox/image.sh, or name another one in sandbox.image");
            }
        } catch (AgentException e) {
            throw e.code() == ErrorCode.SANDBOX_UNAVAILABLE ? e : unavailable(e.getMessage());
        }
    }

    private static AgentException unavailable(String reason) {
        return new AgentException(ErrorCode.SANDBOX_UNAVAILABLE, reason);
    }

    @Override
    public Provision provide(Workspace workspace, Progress progress) {
        return new Provision(parts.get().images().ready(workspace, progress).commands());
    }

    @Override
    public Sandbox open(Workspace workspace, boolean network) {
        NetworkAccess access =
                network ? docker.level().preparing() : docker.level().working();
        boolean empty = notes.find(workspace.run()).isEmpty();
        try (var bundle = new BundleAhead(workspace, settings.threads(), empty)) {
            SandboxImage image = parts.get().images().ready(workspace, Progress.SILENT);
            Slots.Started started = started(workspace, access, image.name());
            fill(
                    started.executor(),
                    workspace,
                    Openings.of(
                            workspace,
                            access,
                            image.environment(),
                            settings.commandTimeout(),
                            docker.limits().diskBytes()),
                    bundle);
            if (access == docker.level().working()) {
                parts.get().pool().want(workspace.project().value(), access, image.name());
            }
            return started.executor();
        }
    }

    private static void fill(ExecutorClient executor, Workspace workspace, JsonObject opening, BundleAhead bundle) {
        try {
            if (!executor.open(opening)) {
                executor.fill(bundle.take(), workspace.base());
            }
        } catch (AgentException e) {
            executor.close();
            throw e;
        } catch (IOException e) {
            executor.close();
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED, "the workspace cannot be copied: " + e.getMessage(), e);
        }
    }

    /** The run's own container, or a new one on the run's own volumes, or for a new run a warm one. */
    private Slots.Started started(Workspace workspace, NetworkAccess access, String image) {
        Slots slots = parts.get().slots();
        String project = workspace.project().value();
        String run = workspace.run().value();
        Optional<Slot.Volumes> volumes = notes.find(workspace.run());
        Optional<Slot> living = volumes.flatMap(v -> slots.living(run, project, access, v));
        if (living.isPresent()) {
            return slots.attach(living.get());
        }
        Slots.Started started = Optional.<Slots.Started>empty()
                .or(() -> volumes.isEmpty() ? parts.get().pool().take(project, access, image) : Optional.empty())
                .orElseGet(() -> fresh(project, access, image, volumes));
        try {
            notes.keep(workspace.run(), started.slot().volumes());
            slots.assign(started.slot(), run);
            if (volumes.isPresent()) {
                slots.meetTools(started.slot(), run);
            }
            return started;
        } catch (AgentException e) {
            started.close();
            throw e;
        }
    }

    private Slots.Started fresh(String project, NetworkAccess access, String image, Optional<Slot.Volumes> volumes) {
        try {
            return parts.get().slots().start(project, access, image, volumes);
        } catch (AgentException e) {
            throw cause(image, e);
        }
    }

    /** An image that lacks something is told before what came of it, where the engine lives to be asked. */
    private AgentException cause(String image, AgentException failure) {
        try {
            engine.get().ping(Duration.ofMillis(500));
            parts.get().images().requireFit(image);
            return failure;
        } catch (AgentException e) {
            return e.getMessage().contains(image) ? e : failure;
        }
    }

    @Override
    public void reap(Set<RunId> unfinished) {
        // Where no run ever had a container, the engine's client is not worth its share of a start.
        if (notes.any() && installed()) {
            for (Slot slot : parts.get().slots().waiting(docker.level().working(), notes.volumes())) {
                parts.get().pool().adopt(slot);
            }
            parts.get().slots().reap(unfinished.stream().map(RunId::value).collect(Collectors.toSet()));
        }
    }

    /** Without a run there is nobody who needs a way out, a network or a container that waits. */
    @Override
    public void close() {
        if (!parts.made()) {
            return;
        }
        try {
            parts.get().pool().close();
            parts.get().slots().close();
        } catch (AgentException e) {
            LOG.warning("the engine kept what served the sandboxes: " + e.getMessage());
        }
    }
}
