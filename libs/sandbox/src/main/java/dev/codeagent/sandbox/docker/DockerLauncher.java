package dev.codeagent.sandbox.docker;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.docker.ResourceLabels;
import dev.codeagent.sandbox.ExecutorClient;
import dev.codeagent.sandbox.LauncherSettings;
import dev.codeagent.sandbox.PoolStatus;
import dev.codeagent.sandbox.ProgressListener;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.SetupPlan;
import dev.codeagent.sandbox.Workspace;
import dev.codeagent.sandbox.images.SandboxImage;
import dev.codeagent.sandbox.images.SandboxImageResolver;
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
 * Starts each executor in its own container, with the workspace in a volume. A container continues to run when the
 * server stops; the next server of the same data directory attaches to it.
 */
public final class DockerLauncher implements SandboxLauncher {
    private static final Logger LOG = Logger.getLogger(DockerLauncher.class.getName());
    private static final Duration PING_TIMEOUT = Duration.ofSeconds(3);

    private final SandboxContainerSettings containerSettings;
    private final LauncherSettings settings;
    private final RunVolumeStore runVolumes;
    /** Created on first use, because the client of the engine would slow down server startup. */
    private final Lazy<DockerEngineClient> engine;

    private final Lazy<Components> components;

    /** Created at the first run, because it queries the engine. */
    private record Components(
            SandboxContainers containers,
            WarmPool<SandboxContainers.ConnectedContainer> pool,
            SandboxImageResolver imageResolver) {}

    public DockerLauncher(SandboxContainerSettings containerSettings, LauncherSettings settings) {
        this.containerSettings = containerSettings;
        this.settings = settings;
        this.runVolumes = new RunVolumeStore(settings.scratchDirectory().resolve("runs"));
        this.engine = new Lazy<>(() -> new DockerEngineClient(containerSettings.connection(), settings.threads()));
        this.components = new Lazy<>(this::createComponents);
    }

    private Components createComponents() {
        var labels = new ResourceLabels(containerSettings.owner());
        var containers = new SandboxContainers(engine.get(), labels, containerSettings, settings);
        var imageResolver = new SandboxImageResolver(
                engine.get(),
                labels,
                containerSettings.image(),
                containerSettings.projectImage(),
                containerSettings.limits(),
                containers::openBuildNetwork);
        return new Components(
                containers,
                new WarmPool<>(containers, containerSettings.warmContainers(), settings.threads()),
                imageResolver);
    }

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public boolean isInstalled() {
        return !containerSettings.connection().address().startsWith("unix://")
                || Files.exists(Path.of(containerSettings.connection().address().substring("unix://".length())));
    }

    @Override
    public String description() {
        return "commands run in a container at level "
                + containerSettings.level().wireName() + ": "
                + containerSettings.level().agentNetwork().description()
                + ", no capabilities, a read-only root file system, "
                + LimitFormat.format(containerSettings.limits())
                + "; they see this run's workspace and the project's cache, nothing of the host";
    }

    @Override
    public void requireAvailable() {
        if (!isInstalled()) {
            throw sandboxUnavailable("there is no Docker engine at "
                    + containerSettings.connection().address() + "; start it, or correct DOCKER_HOST");
        }
        try {
            engine.get().ping(PING_TIMEOUT);
            // Other images may be in a registry; they are pulled when a run needs them.
            if (containerSettings.image().startsWith("codeagent/")
                    && engine.get().images().find(containerSettings.image()).isEmpty()) {
                throw sandboxUnavailable("the engine at "
                        + containerSettings.connection().address() + " has no image " + containerSettings.image()
                        + "; build it with executor/image.sh, or set sandbox.image to another one");
            }
        } catch (AgentException e) {
            throw e.code() == ErrorCode.SANDBOX_UNAVAILABLE ? e : sandboxUnavailable(e.getMessage());
        }
    }

    private static AgentException sandboxUnavailable(String reason) {
        return new AgentException(ErrorCode.SANDBOX_UNAVAILABLE, reason);
    }

    @Override
    public SetupPlan provision(Workspace workspace, ProgressListener listener) {
        return new SetupPlan(
                components.get().imageResolver().resolve(workspace, listener).commands());
    }

    @Override
    public NetworkAccess networkAccess(boolean preparation) {
        SecurityLevel level = containerSettings.level();
        return preparation ? level.prepareNetwork() : level.agentNetwork();
    }

    @Override
    public Sandbox open(Workspace workspace, boolean network) {
        NetworkAccess access = networkAccess(network);
        boolean newRun = runVolumes.find(workspace.run()).isEmpty();
        try (var bundle = new PrefetchedBundle(workspace, settings.threads(), newRun)) {
            SandboxImage image = components.get().imageResolver().resolve(workspace, ProgressListener.NO_OP);
            SandboxContainers.ConnectedContainer connected = acquireContainer(
                    workspace,
                    new SandboxContainerFactory.Purpose(workspace.project().value(), access, network, image.name()));
            importWorkspace(
                    connected.executor(),
                    workspace,
                    OpenWorkspaceParams.of(
                            workspace,
                            access,
                            network,
                            image.environment(),
                            settings.commandTimeout(),
                            containerSettings.limits().diskBytes()),
                    bundle);
            if (access == containerSettings.level().agentNetwork()) {
                components
                        .get()
                        .pool()
                        .request(new WarmPool.Key(workspace.project().value(), access, image.name()));
            }
            return connected.executor();
        }
    }

    private static void importWorkspace(
            ExecutorClient executor, Workspace workspace, JsonObject openParams, PrefetchedBundle bundle) {
        try {
            if (!executor.openWorkspace(openParams)) {
                executor.importBundle(bundle.await(), workspace.baseCommit());
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

    /** The container of the run, or a new one with the volumes of the run, or for a new run a warm one. */
    private SandboxContainers.ConnectedContainer acquireContainer(
            Workspace workspace, SandboxContainerFactory.Purpose purpose) {
        SandboxContainers containers = components.get().containers();
        String run = workspace.run().value();
        Optional<SandboxContainer.Volumes> volumes = runVolumes.find(workspace.run());
        Optional<SandboxContainer> running = volumes.flatMap(v -> containers.findRunning(run, purpose, v));
        if (running.isPresent()) {
            return containers.attach(running.get());
        }
        SandboxContainers.ConnectedContainer connected = Optional.<SandboxContainers.ConnectedContainer>empty()
                .or(() -> volumes.isEmpty() && !purpose.preparation()
                        ? components
                                .get()
                                .pool()
                                .take(new WarmPool.Key(purpose.project(), purpose.access(), purpose.image()))
                        : Optional.empty())
                .orElseGet(() -> startContainer(purpose, volumes));
        try {
            runVolumes.save(workspace.run(), connected.container().volumes());
            containers.assign(connected.container(), run, purpose.preparation());
            if (volumes.isPresent()) {
                containers.connectToProjectNetwork(connected.container(), run);
            }
            return connected;
        } catch (AgentException e) {
            connected.close();
            throw e;
        }
    }

    private SandboxContainers.ConnectedContainer startContainer(
            SandboxContainerFactory.Purpose purpose, Optional<SandboxContainer.Volumes> volumes) {
        try {
            return components.get().containers().start(purpose, volumes);
        } catch (AgentException e) {
            throw diagnose(purpose.image(), e);
        }
    }

    /** Prefers the error of an unusable image over the original one, if the engine is reachable. */
    private AgentException diagnose(String image, AgentException original) {
        try {
            engine.get().ping(Duration.ofMillis(500));
            components.get().imageResolver().requireUsable(image);
            return original;
        } catch (AgentException e) {
            return e.getMessage().contains(image) ? e : original;
        }
    }

    @Override
    public void discard(Workspace workspace) {
        discard(workspace.run());
    }

    @Override
    public Set<RunId> runsWithVolumes() {
        return runVolumes.hasRuns() ? runVolumes.runs() : Set.of();
    }

    @Override
    public void discard(RunId run) {
        runVolumes.find(run).ifPresent(volumes -> {
            components.get().containers().removeVolumes(run.value(), volumes);
            runVolumes.delete(run);
        });
    }

    @Override
    public void removeOrphans(Set<RunId> unfinished) {
        // If no run ever had a container, creating the client of the engine would slow down startup for nothing.
        if (runVolumes.hasRuns() && isInstalled()) {
            for (SandboxContainer sandboxContainer : components
                    .get()
                    .containers()
                    .findWarm(containerSettings.level().agentNetwork(), runVolumes.allVolumeNames())) {
                if (components.get().pool().isEnabled()) {
                    components
                            .get()
                            .pool()
                            .adopt(
                                    new WarmPool.Key(
                                            sandboxContainer.project(),
                                            sandboxContainer.access(),
                                            sandboxContainer.image()),
                                    components.get().containers().attach(sandboxContainer));
                } else {
                    components.get().containers().discard(sandboxContainer);
                }
            }
            components
                    .get()
                    .containers()
                    .removeOrphans(unfinished.stream().map(RunId::value).collect(Collectors.toSet()));
        }
    }

    @Override
    public PoolStatus pool() {
        int warm = components.isInitialized() ? components.get().pool().count() : 0;
        return new PoolStatus(warm, containerSettings.warmContainers());
    }

    /** Without a run, no proxy, network or warm container is needed. */
    @Override
    public void close() {
        if (!components.isInitialized()) {
            return;
        }
        try {
            components.get().pool().close();
            components.get().containers().close();
        } catch (AgentException e) {
            LOG.warning("sandbox resources not removed error=" + e.getMessage());
        }
    }
}
