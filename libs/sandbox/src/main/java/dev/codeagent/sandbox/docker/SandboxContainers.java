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

/** Makes, starts, finds and removes the containers of sandboxes. */
final class SandboxContainers {
    /** The executor answers at once, or it will not. */
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(20);

    private final DockerEngineClient engine;
    private final ResourceLabels labels;
    private final SandboxContainerSettings containerSettings;
    private final LauncherSettings settings;
    private final ExecutorVolume executor;
    private final ProjectNetworks networks;
    private final EgressProxies proxies;
    /** The containers that were there before this server made any, but those that it took over. */
    private final Set<String> preexisting = ConcurrentHashMap.newKeySet();

    /** Looks first what earlier servers left, so it comes before all that makes containers. */
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
        /** Ends it and removes its container; the volumes stay. */
        void close() {
            executor.close();
        }
    }

    /** Starts a new one, on volumes of its own or on those of a run whose container is gone. */
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

    /** Attaches to one that runs already. */
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
            // Those of our own image are the user's already: they got what its folders are.
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

    /** The volumes that an image of a project declares: as volumes they would have no bound. */
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

    /** What a build of the project's image may reach: what the preparation of a run may. */
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

    /** From now on a later server finds it as the run's. */
    void assign(SandboxContainer sandboxContainer, String run) {
        engine.renameContainer(
                sandboxContainer.id(),
                labels.sandboxName(run, sandboxContainer.access().labelValue()));
    }

    /** Lets the run's sandbox reach what its agents made before it. */
    void connectToProjectNetwork(SandboxContainer sandboxContainer, String run) {
        if (sandboxContainer.access() == containerSettings.level().agentNetwork()) {
            networks.connectSandbox(sandboxContainer.project(), run, sandboxContainer.access());
        }
    }

    /** The run's own that still runs, of an earlier server; the run's others are removed. */
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

    /** What agents made is removed by those who gave them the tools. */
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

    /** Removes a container that nobody has worked in, with its volumes. */
    void discard(SandboxContainer sandboxContainer) {
        engine.removeContainer(sandboxContainer.id());
        removeUnusedProxy(sandboxContainer);
        engine.removeVolume(sandboxContainer.volumes().workspace());
        engine.removeVolume(sandboxContainer.volumes().results());
    }

    /**
     * Those of an earlier server that wait for a run. One that was given to a run, and not yet named for it when that server
     * was killed, is removed: the run goes on in its volumes.
     *
     * @param runVolumeNames the volumes of runs
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

    /** Removes all that earlier servers left, but what unfinished runs may still be working in, and what serves that. */
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

    /** Removes what serves the sandboxes and not one of them, and sandboxes that ended when their engine did. */
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
