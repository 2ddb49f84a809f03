package dev.codeagent.sandbox.docker;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.docker.ProjectNetworks;
import dev.codeagent.docker.ResourceLabels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Creates the containers of sandboxes with their volumes and their proxy. */
final class SandboxContainerFactory {
    private final DockerEngineClient engine;
    private final ResourceLabels labels;
    private final SandboxContainerSettings containerSettings;
    private final ExecutorVolume executor;
    private final ProjectNetworks networks;
    private final EgressProxies proxies;
    private final CacheVolumes caches;

    SandboxContainerFactory(
            DockerEngineClient engine,
            ResourceLabels labels,
            SandboxContainerSettings containerSettings,
            ExecutorVolume executor,
            ProjectNetworks networks,
            EgressProxies proxies) {
        this.engine = engine;
        this.labels = labels;
        this.containerSettings = containerSettings;
        this.executor = executor;
        this.networks = networks;
        this.proxies = proxies;
        this.caches = new CacheVolumes(engine, labels);
    }

    /**
     * What a container is for.
     *
     * @param preparation whether it prepares the project, before any agent
     */
    record Purpose(String project, NetworkAccess access, boolean preparation, String image) {}

    /** Creates a container, with new volumes or with those of a run whose container no longer exists. */
    SandboxContainer create(Purpose purpose, Optional<SandboxContainer.Volumes> existing) {
        String binaries = executor.ensureFilled(containerSettings.image());
        if (!purpose.access().isProxied()) {
            return create(purpose, existing, binaries, Optional.empty());
        }
        String proxy = proxies.acquire(purpose.project(), purpose.access(), binaries);
        try {
            return create(purpose, existing, binaries, Optional.of(proxy));
        } finally {
            proxies.release(purpose.project(), purpose.access());
        }
    }

    /** Whether another attempt may succeed, without an overlay of the cache. */
    boolean isRepairable(SandboxContainer.Volumes volumes, AgentException failure) {
        return caches.disablesOverlays(volumes, failure);
    }

    private SandboxContainer create(
            Purpose purpose, Optional<SandboxContainer.Volumes> existing, String binaries, Optional<String> proxy) {
        String project = purpose.project();
        NetworkAccess access = purpose.access();
        String image = purpose.image();
        String id = UUID.randomUUID().toString().substring(0, 13);
        SandboxContainer.Volumes runVolumes = existing.orElse(
                new SandboxContainer.Volumes(resourceName("workspace", id), resourceName("results", id)));
        var volumes = new LinkedHashMap<String, String>();
        volumes.put(runVolumes.workspace(), SandboxContainerSpec.WORKSPACE);
        String home =
                purpose.preparation() ? caches.prepared(project) : caches.ensureForRun(project, image, runVolumes);
        volumes.put(home, SandboxContainerSpec.HOME);
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
                access == NetworkAccess.OPEN ? networks.openNetwork(project) : "none",
                runVolumes.results(),
                SecurityOptions.of(engine));
        boolean newResults = engine.ensureVolume(runVolumes.results(), labels.projectLabels(project, "volume"));
        String container = engine.createContainer(
                image, spec -> containerSpec.applyTo(spec).withName(resourceName("warm", id)));
        try {
            if (newResults) {
                ResultsVolume.initialize(engine, container);
            } else {
                ResultsVolume.migrateIfNeeded(engine, labels, image, container, runVolumes.results());
            }
            // Volumes in our own image have the right owner: a new volume copies the owner of the directory in the
            // image.
            Map<String, String> foreignVolumes = created.stream()
                    .filter(volume -> engine.fileOwner(container, Objects.requireNonNull(volumes.get(volume)))
                            != SandboxContainerSpec.USER_ID)
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

    /** The name of a container or volume of this server; the start of their names if the id is empty. */
    String resourceName(String kind, String id) {
        return "codeagent-" + labels.owner() + "-" + kind + "-" + id;
    }
}
