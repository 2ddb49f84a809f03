package dev.codeagent.containers.own;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.engine.Engine;
import dev.codeagent.engine.Labels;
import dev.codeagent.sandbox.NetworkAccess;
import dev.codeagent.sandbox.docker.ProjectNetworks;
import jakarta.json.JsonObject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The containers that a run made by tools, and no others: whatever has not the labels of this server, project and run does
 * not exist here.
 */
public final class OwnContainers {
    private static final int MOST_VOLUMES = 16;

    private final Engine engine;
    private final Ownership own;
    private final Allowance allowance;
    private final ProjectNetworks networks;

    public OwnContainers(Engine engine, Ownership own, Allowance allowance, ProjectNetworks networks) {
        this.engine = engine;
        this.own = own;
        this.allowance = allowance;
        this.networks = networks;
    }

    public Engine engine() {
        return engine;
    }

    public Ownership ownership() {
        return own;
    }

    /** The images that may be used, one a line. */
    public String images() {
        List<String> names = engine
                .ask("images", () -> engine.client().listImagesCmd().exec())
                .stream()
                .filter(i -> i.getRepoTags() != null)
                .flatMap(i -> java.util.Arrays.stream(i.getRepoTags())
                        .filter(t -> !t.equals("<none>:<none>") && allowance.image(t))
                        .map(t -> t + ", " + (i.getSize() >> 20) + " MB"))
                .sorted()
                .toList();
        return names.isEmpty() ? "(none; a person must pull or build one)" : String.join("\n", names);
    }

    /** By name. */
    public List<OwnContainer> all() {
        return with(own.ofRun());
    }

    private List<OwnContainer> with(Map<String, String> labels) {
        return engine.containers(labels).stream()
                .map(OwnContainer::of)
                .sorted(Comparator.comparing(OwnContainer::name))
                .toList();
    }

    public Optional<OwnContainer> find(String name) {
        return all().stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /** NOT_FOUND where the run made none of that name. */
    public OwnContainer require(String name) {
        List<OwnContainer> all = all();
        return all.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AgentException(
                        ErrorCode.NOT_FOUND,
                        "this run has no container '" + name + "'"
                                + (all.isEmpty()
                                        ? "; it has none (they go when the server stops, too)"
                                        : "; it has "
                                                + String.join(
                                                        ", ",
                                                        all.stream()
                                                                .map(OwnContainer::name)
                                                                .toList()))));
    }

    /** The one that a call made; a call may make several. */
    private Optional<OwnContainer> ofCall(String call, String name) {
        return with(Labels.with(own.ofRun(), Labels.CALL, call)).stream()
                .filter(c -> c.name().equals(name))
                .findFirst();
    }

    /** Whether the project may have so many more. */
    public void admit(int more) {
        int now = engine.containers(own.ofProject()).size();
        if (now + more > allowance.containers()) {
            throw Refused.because("the project has " + now + " containers and may have " + allowance.containers()
                    + " (docker.mcp.containers); remove what is not needed any more");
        }
    }

    /** What must hold before it is made, and can be seen without making it. */
    public void check(ContainerWish wish) {
        allowance.requireImage(wish.image());
        allowance.within(wish.bounds());
        if (engine.images().find(wish.image()).isEmpty()) {
            throw Refused.because("the engine has no image " + wish.image() + ", and none is fetched; use one of"
                    + " docker_images, or ask a person for docker pull " + wish.image());
        }
    }

    /**
     * Makes one, not started yet. Where the call made it before, it is that one.
     *
     * @param more labels beside those of the wish
     */
    public OwnContainer create(ContainerWish wish, String call, Map<String, String> more) {
        check(wish);
        // Counting and making belong together; the engine is one for all runs.
        synchronized (engine) {
            Optional<OwnContainer> made = ofCall(call, wish.name());
            if (made.isPresent()) {
                return made.get();
            }
            requireFree(wish);
            admit(1);
            wish.storage().volumes().forEach(v -> ensureVolume(v.volume()));
            NetworkAccess access = allowance.level().working();
            var walls = new Walls(own, allowance, networks.of(own.project(), access));
            engine.create(wish.image(), spec -> walls.fill(spec, wish, labels(wish, call, more)));
            networks.meet(own.project(), own.run(), access);
        }
        return require(wish.name());
    }

    private Map<String, String> labels(ContainerWish wish, String call, Map<String, String> more) {
        var all = new HashMap<>(wish.labels());
        all.putAll(more);
        all.putAll(own.ofRun());
        all.put(Labels.CALL, call);
        all.put(Labels.NAME, wish.name());
        all.put(Ownership.ALIASES, String.join(",", wish.aliases()));
        return all;
    }

    /** The project's runs share a network, and a name on it must mean one container. */
    private void requireFree(ContainerWish wish) {
        for (OwnContainer other : with(own.ofProject())) {
            boolean same =
                    other.answersTo(wish.name()) || wish.aliases().stream().anyMatch(other::answersTo);
            if (same && other.run().equals(own.run())) {
                throw new AgentException(
                        ErrorCode.CONFLICT,
                        "the run has a container '" + other.name() + "' already; remove it first, or use another name");
            }
            if (same) {
                throw new AgentException(
                        ErrorCode.CONFLICT,
                        "another run of this project, " + other.run() + ", has a container '" + other.name()
                                + "' on the project's network; use another name, or wait until that run has ended");
            }
        }
    }

    private void ensureVolume(String name) {
        List<String> all = volumes();
        if (all.size() >= MOST_VOLUMES && !all.contains(name)) {
            throw Refused.because("the project has " + all.size() + " volumes (" + String.join(", ", all)
                    + ") and may have " + MOST_VOLUMES + "; use one of them");
        }
        engine.ensureVolume(own.volume(name), own.ofVolume(name));
    }

    /** The names of the project's volumes. */
    public List<String> volumes() {
        List<String> filter = own.ofVolumes().entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .toList();
        var found = engine.ask(
                "volume",
                () -> engine.client()
                        .listVolumesCmd()
                        .withFilter("label", filter)
                        .exec()
                        .getVolumes());
        return found == null
                ? List.of()
                : found.stream()
                        .map(v -> v.getLabels().getOrDefault(Labels.NAME, ""))
                        .sorted()
                        .toList();
    }

    /** Removes a volume of the project that no container uses. */
    public void removeVolume(String name) {
        engine.removeVolume(own.volume(name));
    }

    /** What may be told of it. */
    public JsonObject inspect(OwnContainer container) {
        return engine.inspect(container.id())
                .map(all -> Inspection.of(container, all, own))
                .orElseThrow(() -> new AgentException(ErrorCode.NOT_FOUND, "'" + container.name() + "' is gone"));
    }

    public void remove(OwnContainer container) {
        engine.remove(container.id());
    }
}
