package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerMount;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.docker.ProjectNetworks;
import dev.codeagent.docker.ResourceLabels;
import dev.codeagent.docker.SubnetPool;
import dev.codeagent.sandbox.ExecutorClient;
import dev.codeagent.sandbox.LauncherSettings;
import dev.codeagent.sandbox.egress.EgressRules;
import dev.codeagent.sandbox.egress.ProxyClientSettings;
import dev.codeagent.sandbox.images.BuildNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Starts, finds and removes the containers of sandboxes. */
final class SandboxContainers implements WarmPool.Containers<SandboxContainers.ConnectedContainer> {
    /** A healthy executor answers at once. */
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(20);

    private static final Duration PING_TIMEOUT = Duration.ofSeconds(1);

    private final DockerEngineClient engine;
    private final ResourceLabels labels;
    private final SandboxContainerSettings containerSettings;
    private final LauncherSettings settings;
    private final ExecutorVolume executor;
    private final SandboxContainerFactory factory;
    private final ProjectNetworks networks;
    private final EgressProxies proxies;
    /** The containers that existed before this server created any, except those that it adopted. */
    private final Set<String> preexisting = ConcurrentHashMap.newKeySet();

    /** Lists the containers of earlier servers, so it must be created before any container. */
    SandboxContainers(
            DockerEngineClient engine,
            ResourceLabels labels,
            SandboxContainerSettings containerSettings,
            LauncherSettings settings) {
        this.engine = engine;
        this.labels = labels;
        this.containerSettings = containerSettings;
        this.settings = settings;
        this.executor = new ExecutorVolume(engine, labels, settings.executor());
        this.networks = new ProjectNetworks(engine, labels, new SubnetPool(containerSettings.subnet()));
        this.proxies = new EgressProxies(
                engine,
                labels,
                containerSettings,
                networks,
                new EgressRules(containerSettings.egressHosts(), settings.environment()));
        this.factory = new SandboxContainerFactory(engine, labels, containerSettings, executor, networks, proxies);
        engine.listContainers(labels.ownerLabels()).forEach(container -> preexisting.add(container.getId()));
    }

    /** A container with an executor that has answered, but has no workspace yet. */
    record ConnectedContainer(SandboxContainer container, ExecutorClient executor) {
        /** Removes the container; the volumes stay. */
        void close() {
            executor.close();
        }
    }

    /** Starts a new container, with new volumes or with those of a run whose container no longer exists. */
    ConnectedContainer start(SandboxContainerFactory.Purpose purpose, Optional<SandboxContainer.Volumes> existing) {
        SandboxContainer sandboxContainer = factory.create(purpose, existing);
        try {
            return new ConnectedContainer(sandboxContainer, attach(sandboxContainer, true));
        } catch (AgentException e) {
            engine.removeContainer(sandboxContainer.id());
            if (!purpose.preparation() && factory.isRepairable(sandboxContainer.volumes(), e)) {
                return start(purpose, Optional.of(sandboxContainer.volumes()));
            }
            throw e;
        }
    }

    @Override
    public ConnectedContainer startWarm(WarmPool.Key key) {
        ConnectedContainer connected = start(
                new SandboxContainerFactory.Purpose(key.project(), key.access(), false, key.image()), Optional.empty());
        try {
            connected.executor().warmUp();
            return connected;
        } catch (AgentException e) {
            discard(connected);
            throw e;
        }
    }

    @Override
    public void requireHealthy(ConnectedContainer connected) {
        connected.executor().ping(PING_TIMEOUT);
    }

    @Override
    public void discard(ConnectedContainer connected) {
        connected.close();
        discard(connected.container());
    }

    /** Attaches to a running container. */
    ConnectedContainer attach(SandboxContainer sandboxContainer) {
        preexisting.remove(sandboxContainer.id());
        return new ConnectedContainer(sandboxContainer, attach(sandboxContainer, false));
    }

    private ExecutorClient attach(SandboxContainer sandboxContainer, boolean created) {
        ContainerTransport transport =
                ContainerTransport.attach(engine, sandboxContainer.id(), () -> removeUnusedProxy(sandboxContainer));
        if (created) {
            engine.startContainer(sandboxContainer.id());
        }
        return ExecutorClient.attach(transport, settings, HANDSHAKE_TIMEOUT);
    }

    private void removeUnusedProxy(SandboxContainer sandboxContainer) {
        if (sandboxContainer.access().isProxied()) {
            proxies.removeIfUnused(sandboxContainer.project(), sandboxContainer.access());
        }
    }

    /** Opens the network for a build of an image of the project: the same access as the preparation of a run. */
    BuildNetwork.Lease openBuildNetwork(String project) {
        NetworkAccess access = containerSettings.level().prepareNetwork();
        if (!access.isProxied()) {
            return new BuildNetwork.Lease(networks.networkFor(project, access), Map.of(), () -> {});
        }
        String network = proxies.acquireForBuild(project, access, executor.ensureFilled(containerSettings.image()));
        return new BuildNetwork.Lease(
                network,
                ProxyClientSettings.environment(EgressProxies.NETWORK_ALIAS),
                () -> proxies.release(project, access));
    }

    /**
     * Marks the container as that of the run, so that a later server finds it. One for a preparation is never found:
     * agents must not get its cache.
     */
    void assign(SandboxContainer sandboxContainer, String run, boolean preparation) {
        String access = sandboxContainer.access().labelValue();
        engine.renameContainer(
                sandboxContainer.id(), labels.sandboxName(run, preparation ? "prepare-" + access : access));
    }

    /** Connects the sandbox of the run to the containers that its agents created before. */
    void connectToProjectNetwork(SandboxContainer sandboxContainer, String run) {
        if (sandboxContainer.access() == containerSettings.level().agentNetwork()) {
            networks.connectSandbox(sandboxContainer.project(), run, sandboxContainer.access());
        }
    }

    /**
     * The running container of the run from an earlier server; the other containers of the run are removed. A
     * preparation starts with a new container.
     */
    Optional<SandboxContainer> findRunning(
            String run, SandboxContainerFactory.Purpose purpose, SandboxContainer.Volumes volumes) {
        String name = labels.sandboxName(run, purpose.access().labelValue());
        Optional<SandboxContainer> found = Optional.empty();
        for (Container container : engine.listContainers(labels.ownerLabels())) {
            if (isToolContainer(container) || !hasNamePrefix(container, factory.resourceName(run, ""))) {
                continue;
            }
            boolean isUsable =
                    !purpose.preparation() && "running".equals(container.getState()) && hasNamePrefix(container, name);
            if (isUsable) {
                found = Optional.of(new SandboxContainer(
                        container.getId(), purpose.project(), purpose.access(), container.getImage(), volumes));
            } else {
                engine.removeContainer(container.getId());
            }
        }
        return found;
    }

    /** Containers of agents are removed by the Docker tools. */
    private static boolean isToolContainer(Container container) {
        return ResourceLabels.TOOL_ROLE.equals(container.getLabels().get(ResourceLabels.ROLE));
    }

    private static boolean hasNamePrefix(Container container, String prefix) {
        for (String name : container.getNames()) {
            if (name.startsWith("/" + prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Removes an unused container with its volumes. */
    void discard(SandboxContainer sandboxContainer) {
        engine.removeContainer(sandboxContainer.id());
        removeUnusedProxy(sandboxContainer);
        engine.removeVolume(sandboxContainer.volumes().workspace());
        engine.removeVolume(sandboxContainer.volumes().results());
        CacheVolumes.namesForRun(sandboxContainer.volumes()).forEach(engine::removeVolume);
    }

    /** Removes the volumes of a run, and a container that still uses them. */
    void removeVolumes(String run, SandboxContainer.Volumes volumes) {
        for (Container container : engine.listContainers(labels.ownerLabels())) {
            if (!isToolContainer(container) && hasNamePrefix(container, factory.resourceName(run, ""))) {
                engine.removeContainer(container.getId());
            }
        }
        engine.removeVolume(volumes.workspace());
        engine.removeVolume(volumes.results());
        CacheVolumes.namesForRun(volumes).forEach(engine::removeVolume);
    }

    /**
     * The warm containers of an earlier server. One whose volumes belong to a run, because that server was killed
     * before it marked the container, is removed: the run continues with its volumes.
     */
    List<SandboxContainer> findWarm(NetworkAccess access, Set<String> runVolumeNames) {
        var warm = new ArrayList<SandboxContainer>();
        for (Container container : engine.listContainers(labels.roleLabels(access.labelValue()))) {
            boolean isWarm = preexisting.contains(container.getId())
                    && "running".equals(container.getState())
                    && hasNamePrefix(container, factory.resourceName("warm", ""));
            if (!isWarm) {
                continue;
            }
            SandboxContainer sandboxContainer = toSandboxContainer(container, access);
            if (runVolumeNames.contains(sandboxContainer.volumes().workspace())) {
                engine.removeContainer(sandboxContainer.id());
            } else {
                warm.add(sandboxContainer);
            }
        }
        return warm;
    }

    private static SandboxContainer toSandboxContainer(Container container, NetworkAccess access) {
        return new SandboxContainer(
                container.getId(),
                container.getLabels().getOrDefault(ResourceLabels.PROJECT, ""),
                access,
                container.getImage(),
                new SandboxContainer.Volumes(
                        volumeAt(container, SandboxContainerSpec.WORKSPACE),
                        volumeAt(container, ResultsVolume.MOUNT_PATH)));
    }

    private static String volumeAt(Container container, String path) {
        return container.getMounts().stream()
                .filter(m -> path.equals(m.getDestination()))
                .map(ContainerMount::getName)
                .findFirst()
                .orElse("");
    }

    /** Removes the containers of earlier servers, except those of agents, of unfinished runs, and their proxies. */
    void removeOrphans(Set<String> unfinished) {
        for (Container container : engine.listContainers(labels.ownerLabels())) {
            boolean inUse = !preexisting.contains(container.getId())
                    || isToolContainer(container)
                    || EgressProxies.isProxy(container)
                    || unfinished.stream().anyMatch(run -> hasNamePrefix(container, factory.resourceName(run, "")));
            if (!inUse) {
                engine.removeContainer(container.getId());
            }
        }
        proxies.removeUnused();
        networks.removeOrphans();
    }

    /** Removes proxies, helpers and stopped sandboxes; running sandboxes stay. */
    void close() {
        for (Container container : engine.listContainers(labels.ownerLabels())) {
            String role = container.getLabels().getOrDefault(ResourceLabels.ROLE, "");
            boolean ended = !role.equals(ResourceLabels.TOOL_ROLE) && !"running".equals(container.getState());
            if (EgressProxies.isProxy(container) || role.equals("helper") || ended) {
                engine.removeContainer(container.getId());
            }
        }
        networks.removeUnused();
    }
}
