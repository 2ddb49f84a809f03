package dev.codeagent.containers.managed;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.docker.ProjectNetworks;
import dev.codeagent.docker.ResourceLabels;
import dev.codeagent.sandbox.docker.SecurityOptions;
import jakarta.json.JsonObject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The containers that the tools of a run created. Containers without the labels of this server, project and run are
 * invisible here.
 */
public final class RunContainers {
    private static final int MAX_VOLUMES = 16;

    private final DockerEngineClient engine;
    private final RunLabels runLabels;
    private final ContainerPolicy policy;
    private final ProjectNetworks networks;

    public RunContainers(
            DockerEngineClient engine, RunLabels runLabels, ContainerPolicy policy, ProjectNetworks networks) {
        this.engine = engine;
        this.runLabels = runLabels;
        this.policy = policy;
        this.networks = networks;
    }

    public DockerEngineClient engine() {
        return engine;
    }

    public RunLabels runLabels() {
        return runLabels;
    }

    /** The allowed images of the engine, one per line. */
    public String describeImages() {
        List<String> imageNames = engine
                .call("images", () -> engine.dockerClient().listImagesCmd().exec())
                .stream()
                .filter(i -> i.getRepoTags() != null)
                .flatMap(i -> java.util.Arrays.stream(i.getRepoTags())
                        .filter(t -> !t.equals("<none>:<none>") && policy.allowsImage(t))
                        .map(t -> t + ", " + (i.getSize() >> 20) + " MB"))
                .sorted()
                .toList();
        return imageNames.isEmpty() ? "(none; a person must pull or build one)" : String.join("\n", imageNames);
    }

    /** The containers of the run, sorted by name. */
    public List<RunContainer> list() {
        return findByLabels(runLabels.runLabels());
    }

    private List<RunContainer> findByLabels(Map<String, String> labels) {
        return engine.listContainers(labels).stream()
                .map(RunContainer::of)
                .sorted(Comparator.comparing(RunContainer::name))
                .toList();
    }

    public Optional<RunContainer> find(String name) {
        return list().stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /**
     * The container of that name.
     *
     * @throws dev.codeagent.api.error.AgentException NOT_FOUND if the run has none
     */
    public RunContainer require(String name) {
        List<RunContainer> existing = list();
        return existing.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AgentException(
                        ErrorCode.NOT_FOUND,
                        "this run has no container '" + name + "'"
                                + (existing.isEmpty()
                                        ? "; it has no containers (they are also removed when the server stops)"
                                        : "; it has "
                                                + String.join(
                                                        ", ",
                                                        existing.stream()
                                                                .map(RunContainer::name)
                                                                .toList()))));
    }

    /** The container of that name that a call created; one call may create several. */
    private Optional<RunContainer> findByCall(String call, String name) {
        return findByLabels(ResourceLabels.with(runLabels.runLabels(), ResourceLabels.CALL, call)).stream()
                .filter(c -> c.name().equals(name))
                .findFirst();
    }

    /**
     * Checks that the project may have this many more containers.
     *
     * @throws dev.codeagent.api.error.AgentException INVALID_VALUE if it may not
     */
    public void requireCapacity(int additional) {
        int current = engine.listContainers(runLabels.projectLabels()).size();
        if (current + additional > policy.maxContainers()) {
            throw AgentException.invalidValue("the project has " + current + " containers of at most "
                    + policy.maxContainers() + " (docker.mcp.containers); remove those that are no longer needed");
        }
    }

    /** Makes the checks that are possible without creating the container. */
    public void requireAllowed(ContainerSpec containerSpec) {
        policy.requireAllowedImage(containerSpec.image());
        policy.resolveLimits(containerSpec.limits());
        if (engine.images().find(containerSpec.image()).isEmpty()) {
            throw AgentException.invalidValue(
                    "the engine has no image " + containerSpec.image() + ", and images are not pulled; use one of"
                            + " docker_images, or ask a person to run docker pull " + containerSpec.image());
        }
    }

    /**
     * Creates a container without starting it. If the same call has already created it, returns that container.
     *
     * @param additional labels in addition to those of the spec
     */
    public RunContainer create(ContainerSpec containerSpec, String call, Map<String, String> additional) {
        requireAllowed(containerSpec);
        // Counting and creating must not overlap; all runs share the engine.
        synchronized (engine) {
            Optional<RunContainer> existing = findByCall(call, containerSpec.name());
            if (existing.isPresent()) {
                return existing.get();
            }
            requireFreeName(containerSpec);
            requireCapacity(1);
            containerSpec.storage().volumes().forEach(v -> ensureVolume(v.volume()));
            NetworkAccess access = policy.level().agentNetwork();
            var hardening = new ContainerHardening(
                    runLabels, policy, networks.networkFor(runLabels.project(), access), SecurityOptions.of(engine));
            engine.createContainer(
                    containerSpec.image(),
                    spec -> hardening.applyTo(spec, containerSpec, containerLabels(containerSpec, call, additional)));
            networks.connectSandbox(runLabels.project(), runLabels.run(), access);
        }
        return require(containerSpec.name());
    }

    private Map<String, String> containerLabels(
            ContainerSpec containerSpec, String call, Map<String, String> additional) {
        var existing = new HashMap<>(containerSpec.labels());
        existing.putAll(additional);
        existing.putAll(runLabels.runLabels());
        existing.put(ResourceLabels.CALL, call);
        existing.put(ResourceLabels.NAME, containerSpec.name());
        existing.put(RunLabels.ALIASES_LABEL, String.join(",", containerSpec.aliases()));
        return existing;
    }

    /** The runs of a project share a network, in which a name must identify one container. */
    private void requireFreeName(ContainerSpec containerSpec) {
        for (RunContainer other : findByLabels(runLabels.projectLabels())) {
            boolean conflicts = other.hasHostName(containerSpec.name())
                    || containerSpec.aliases().stream().anyMatch(other::hasHostName);
            if (conflicts && other.runId().equals(runLabels.run())) {
                throw new AgentException(
                        ErrorCode.CONFLICT,
                        "the run already has a container '" + other.name() + "'; remove it first, or use another name");
            }
            if (conflicts) {
                throw new AgentException(
                        ErrorCode.CONFLICT,
                        "another run of this project, " + other.runId() + ", has a container '" + other.name()
                                + "' in the project's network; use another name, or wait until that run has ended");
            }
        }
    }

    private void ensureVolume(String name) {
        List<String> existing = volumeNames();
        if (existing.size() >= MAX_VOLUMES && !existing.contains(name)) {
            throw AgentException.invalidValue("the project has " + existing.size() + " volumes ("
                    + String.join(", ", existing) + ") of at most " + MAX_VOLUMES + "; use one of them");
        }
        engine.ensureVolume(runLabels.volumeName(name), runLabels.volumeLabels(name));
    }

    /** The names of the project's volumes. */
    public List<String> volumeNames() {
        List<String> filter = runLabels.projectVolumeLabels().entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .toList();
        var found = engine.call(
                "volume",
                () -> engine.dockerClient()
                        .listVolumesCmd()
                        .withFilter("label", filter)
                        .exec()
                        .getVolumes());
        return found == null
                ? List.of()
                : found.stream()
                        .map(v -> v.getLabels().getOrDefault(ResourceLabels.NAME, ""))
                        .sorted()
                        .toList();
    }

    /** Removes a volume of the project that no container uses. */
    public void removeVolume(String name) {
        engine.removeVolume(runLabels.volumeName(name));
    }

    /** The details that the run may see. */
    public JsonObject inspect(RunContainer container) {
        return engine.inspectContainer(container.id())
                .map(existing -> ContainerDetails.toJson(container, existing, runLabels))
                .orElseThrow(
                        () -> new AgentException(ErrorCode.NOT_FOUND, "'" + container.name() + "' no longer exists"));
    }

    public void remove(RunContainer container) {
        engine.removeContainer(container.id());
    }
}
