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
import dev.codeagent.sandbox.images.BuildNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Creates, starts, finds and removes the containers of sandboxes. */
final class SandboxContainers {
    /** A healthy executor answers at once. */
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(20);

    private final DockerEngineClient engine;
    private final ResourceLabels labels;
    private final SandboxContainerSettings containerSettings;
    private final LauncherSettings settings;
    private final ExecutorVolume executor;
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
        this.proxies = new EgressProxies(engine, labels, containerSettings, networks);
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
    ConnectedContainer start(
            String project, NetworkAccess access, String image, Optional<SandboxContainer.Volumes> existing) {
        SandboxContainer sandboxContainer = create(project, access, image, existing);
        try {
            return new ConnectedContainer(sandboxContainer, attach(sandboxContainer, true));
        } catch (AgentException e) {
            engine.removeContainer(sandboxContainer.id());
            throw e;
        }
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

    private SandboxContainer create(
            String project, NetworkAccess access, String image, Optional<SandboxContainer.Volumes> existing) {
        String binaries = executor.ensureFilled(containerSettings.image());
        if (!access.isProxied()) {
            return create(project, access, image, existing, binaries, Optional.empty());
        }
        String proxy = proxies.acquire(project, access, binaries);
        try {
            return create(project, access, image, existing, binaries, Optional.of(proxy));
        } finally {
            proxies.release(project, access);
        }
    }

    private SandboxContainer create(
            String project,
            NetworkAccess access,
            String image,
            Optional<SandboxContainer.Volumes> existing,
            String binaries,
            Optional<String> proxy) {
        String id = UUID.randomUUID().toString().substring(0, 13);
        SandboxContainer.Volumes runVolumes = existing.orElse(
                new SandboxContainer.Volumes(resourceName("workspace", id), resourceName("results", id)));
        var volumes = new LinkedHashMap<String, String>();
        volumes.put(runVolumes.workspace(), SandboxContainerSpec.WORKSPACE);
        volumes.put(runVolumes.results(), SandboxContainerSpec.RESULTS);
        volumes.put(resourceName("cache", project), SandboxContainerSpec.HOME);
        var created = volumes.keySet().stream()
                .filter(volume -> engine.ensureVolume(volume, labels.projectLabels(project, "volume")))
                .toList();
        var containerSpec = new SandboxContainerSpec(
                project,
                labels.projectLabels(project, access.labelValue()),
                containerSettings.limits(),
                binaries,
                volumes,
                declaredVolumes(image),
                proxy,
                access == NetworkAccess.OPEN ? networks.openNetwork(project) : "none");
        String container = engine.createContainer(
                image, spec -> containerSpec.applyTo(spec).withName(resourceName("warm", id)));
        try {
            // Volumes in our own image have the right owner: a new volume copies the owner of the directory in the
            // image.
            Map<String, String> foreignVolumes = created.stream()
                    .filter(volume -> engine.fileOwner(container, volumes.get(volume)) != SandboxContainerSpec.USER_ID)
                    .collect(Collectors.toMap(volume -> volume, volumes::get));
            if (!foreignVolumes.isEmpty()) {
                VolumeOwnership.changeOwner(engine, labels, image, foreignVolumes, SandboxContainerSpec.USER_ID);
            }
            return new SandboxContainer(container, project, access, image, runVolumes);
        } catch (AgentException e) {
            engine.removeContainer(container);
            throw e;
        }
    }

    /** The volumes that the image of a project declares; real volumes would have no size limit. */
    private Set<String> declaredVolumes(String image) {
        if (image.equals(containerSettings.image())) {
            return Set.of();
        }
        Map<String, ?> volumes = engine.images()
                .find(image)
                .map(found ->
                        found.getConfig() == null ? null : found.getConfig().getVolumes())
                .orElse(Map.of());
        return volumes == null ? Set.of() : Set.copyOf(volumes.keySet());
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
                EgressProxies.environment(EgressProxies.NETWORK_ALIAS),
                () -> proxies.release(project, access));
    }

    private String resourceName(String kind, String id) {
        return "codeagent-" + labels.owner() + "-" + kind + "-" + id;
    }

    /** Marks the container as that of the run, so that a later server finds it. */
    void assign(SandboxContainer sandboxContainer, String run) {
        engine.renameContainer(
                sandboxContainer.id(),
                labels.sandboxName(run, sandboxContainer.access().labelValue()));
    }

    /** Connects the sandbox of the run to the containers that its agents created before. */
    void connectToProjectNetwork(SandboxContainer sandboxContainer, String run) {
        if (sandboxContainer.access() == containerSettings.level().agentNetwork()) {
            networks.connectSandbox(sandboxContainer.project(), run, sandboxContainer.access());
        }
    }

    /** The running container of the run from an earlier server; the other containers of the run are removed. */
    Optional<SandboxContainer> findRunning(
            String run, String project, NetworkAccess access, SandboxContainer.Volumes volumes) {
        Optional<SandboxContainer> found = Optional.empty();
        for (Container container : engine.listContainers(labels.ownerLabels())) {
            if (isToolContainer(container) || !hasNamePrefix(container, resourceName(run, ""))) {
                continue;
            }
            boolean isUsable = "running".equals(container.getState())
                    && hasNamePrefix(container, labels.sandboxName(run, access.labelValue()));
            if (isUsable) {
                found = Optional.of(
                        new SandboxContainer(container.getId(), project, access, container.getImage(), volumes));
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
                    && hasNamePrefix(container, resourceName("warm", ""));
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
                container.getLabels().get(ResourceLabels.PROJECT),
                access,
                container.getImage(),
                new SandboxContainer.Volumes(
                        volumeAt(container, SandboxContainerSpec.WORKSPACE),
                        volumeAt(container, SandboxContainerSpec.RESULTS)));
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
                    || unfinished.stream().anyMatch(run -> hasNamePrefix(container, resourceName(run, "")));
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
