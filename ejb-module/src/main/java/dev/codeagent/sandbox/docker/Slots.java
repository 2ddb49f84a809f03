package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerMount;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.engine.Engine;
import dev.codeagent.engine.Labels;
import dev.codeagent.sandbox.ExecutorClient;
import dev.codeagent.sandbox.LaunchSettings;
import dev.codeagent.sandbox.NetworkAccess;
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
final class Slots {
    /** The executor answers at once, or it will not. */
    private static final Duration GREETING = Duration.ofSeconds(20);

    private final Engine engine;
    private final Labels labels;
    private final DockerSettings docker;
    private final LaunchSettings settings;
    private final ExecutorVolume executor;
    private final ProjectNetworks networks;
    private final EgressProxies proxies;
    /** The containers that were there before this server made any, but those that it took over. */
    private final Set<String> earlier = ConcurrentHashMap.newKeySet();

    /** Looks first what earlier servers left, so it comes before all that makes containers. */
    Slots(Engine engine, Labels labels, DockerSettings docker, LaunchSettings settings) {
        this.engine = engine;
        this.labels = labels;
        this.docker = docker;
        this.settings = settings;
        this.executor = new ExecutorVolume(engine, labels, settings.files());
        this.networks = new ProjectNetworks(engine, labels, new SubnetPool(docker.subnet()));
        this.proxies = new EgressProxies(engine, labels, docker, networks);
        engine.containers(labels.ours()).forEach(container -> earlier.add(container.getId()));
    }

    /** A container with an executor that has answered, but has no workspace yet. */
    record Started(Slot slot, ExecutorClient executor) {
        /** Ends it and removes its container; the volumes stay. */
        void close() {
            executor.close();
        }
    }

    /** Starts a new one, on volumes of its own or on those of a run whose container is gone. */
    Started start(String project, NetworkAccess access, String image, Optional<Slot.Volumes> existing) {
        Slot slot = create(project, access, image, existing);
        try {
            return new Started(slot, attach(slot, true));
        } catch (AgentException e) {
            engine.remove(slot.container());
            throw e;
        }
    }

    /** Attaches to one that runs already. */
    Started attach(Slot slot) {
        earlier.remove(slot.container());
        return new Started(slot, attach(slot, false));
    }

    private ExecutorClient attach(Slot slot, boolean fresh) {
        ContainerLink link = ContainerLink.attach(engine, slot.container(), () -> release(slot));
        if (fresh) {
            engine.start(slot.container());
        }
        return ExecutorClient.attach(link, settings, GREETING);
    }

    private void release(Slot slot) {
        if (slot.access().proxied()) {
            proxies.release(slot.project(), slot.access());
        }
    }

    private Slot create(String project, NetworkAccess access, String image, Optional<Slot.Volumes> existing) {
        String binaries = executor.ready(docker.image());
        if (!access.proxied()) {
            return create(project, access, image, existing, binaries, Optional.empty());
        }
        String proxy = proxies.hold(project, access, binaries);
        try {
            return create(project, access, image, existing, binaries, Optional.of(proxy));
        } finally {
            proxies.letGo(project, access);
        }
    }

    private Slot create(
            String project,
            NetworkAccess access,
            String image,
            Optional<Slot.Volumes> existing,
            String binaries,
            Optional<String> proxy) {
        String id = UUID.randomUUID().toString().substring(0, 13);
        Slot.Volumes own = existing.orElse(new Slot.Volumes(name("workspace", id), name("results", id)));
        var volumes = new LinkedHashMap<String, String>();
        volumes.put(own.workspace(), ContainerPlan.WORKSPACE);
        volumes.put(own.results(), ContainerPlan.RESULTS);
        volumes.put(name("cache", project), ContainerPlan.HOME);
        var fresh = volumes.keySet().stream()
                .filter(volume -> engine.ensureVolume(volume, labels.project(project, "volume")))
                .toList();
        var plan = new ContainerPlan(
                project,
                labels.project(project, access.word()),
                docker.limits(),
                binaries,
                volumes,
                declared(image),
                proxy,
                access == NetworkAccess.OPEN ? networks.open(project) : "none");
        String container = engine.create(image, spec -> plan.fill(spec).withName(name("warm", id)));
        try {
            // Those of our own image are the user's already: they got what its folders are.
            Map<String, String> others = fresh.stream()
                    .filter(volume -> engine.owner(container, volumes.get(volume)) != ContainerPlan.USER)
                    .collect(Collectors.toMap(volume -> volume, volumes::get));
            if (!others.isEmpty()) {
                OwnedVolumes.give(engine, labels, image, others, ContainerPlan.USER);
            }
            return new Slot(container, project, access, image, own);
        } catch (AgentException e) {
            engine.remove(container);
            throw e;
        }
    }

    /** The volumes that an image of a project declares: as volumes they would have no bound. */
    private Set<String> declared(String image) {
        if (image.equals(docker.image())) {
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
    BuildNetwork.Way buildWay(String project) {
        NetworkAccess access = docker.level().preparing();
        if (!access.proxied()) {
            return new BuildNetwork.Way(networks.of(project, access), Map.of(), () -> {});
        }
        String network = proxies.holdForBuild(project, access, executor.ready(docker.image()));
        return new BuildNetwork.Way(
                network, EgressProxies.variables(EgressProxies.ALIAS), () -> proxies.letGo(project, access));
    }

    private String name(String kind, String id) {
        return "codeagent-" + labels.owner() + "-" + kind + "-" + id;
    }

    /** From now on a later server finds it as the run's. */
    void assign(Slot slot, String run) {
        engine.rename(slot.container(), labels.sandbox(run, slot.access().word()));
    }

    /** Lets the run's sandbox reach what its agents made before it. */
    void meetTools(Slot slot, String run) {
        if (slot.access() == docker.level().working()) {
            networks.meet(slot.project(), run, slot.access());
        }
    }

    /** The run's own that still runs, of an earlier server; the run's others are removed. */
    Optional<Slot> living(String run, String project, NetworkAccess access, Slot.Volumes volumes) {
        Optional<Slot> found = Optional.empty();
        for (Container container : engine.containers(labels.ours())) {
            if (tool(container) || !named(container, name(run, ""))) {
                continue;
            }
            boolean usable =
                    "running".equals(container.getState()) && named(container, labels.sandbox(run, access.word()));
            if (usable) {
                found = Optional.of(new Slot(container.getId(), project, access, container.getImage(), volumes));
            } else {
                engine.remove(container.getId());
            }
        }
        return found;
    }

    /** What agents made is removed by those who gave them the tools. */
    private static boolean tool(Container container) {
        return Labels.TOOL.equals(container.getLabels().get(Labels.ROLE));
    }

    private static boolean named(Container container, String beginning) {
        for (String name : container.getNames()) {
            if (name.startsWith("/" + beginning)) {
                return true;
            }
        }
        return false;
    }

    /** Removes a container that nobody has worked in, with its volumes. */
    void discard(Slot slot) {
        engine.remove(slot.container());
        release(slot);
        engine.removeVolume(slot.volumes().workspace());
        engine.removeVolume(slot.volumes().results());
    }

    /**
     * Those of an earlier server that wait for a run. One that was given to a run, and not yet named for it when that server
     * was killed, is removed: the run goes on in its volumes.
     *
     * @param taken the volumes of runs
     */
    List<Slot> waiting(NetworkAccess access, Set<String> taken) {
        var waiting = new ArrayList<Slot>();
        for (Container container : engine.containers(labels.role(access.word()))) {
            boolean waits = earlier.contains(container.getId())
                    && "running".equals(container.getState())
                    && named(container, name("warm", ""));
            if (!waits) {
                continue;
            }
            Slot slot = slot(container, access);
            if (taken.contains(slot.volumes().workspace())) {
                engine.remove(slot.container());
            } else {
                waiting.add(slot);
            }
        }
        return waiting;
    }

    private static Slot slot(Container container, NetworkAccess access) {
        return new Slot(
                container.getId(),
                container.getLabels().get(Labels.PROJECT),
                access,
                container.getImage(),
                new Slot.Volumes(volume(container, ContainerPlan.WORKSPACE), volume(container, ContainerPlan.RESULTS)));
    }

    private static String volume(Container container, String place) {
        return container.getMounts().stream()
                .filter(m -> place.equals(m.getDestination()))
                .map(ContainerMount::getName)
                .findFirst()
                .orElse("");
    }

    /** Removes all that earlier servers left, but what unfinished runs may still be working in, and what serves that. */
    void reap(Set<String> unfinished) {
        for (Container container : engine.containers(labels.ours())) {
            boolean wanted = !earlier.contains(container.getId())
                    || tool(container)
                    || EgressProxies.is(container)
                    || unfinished.stream().anyMatch(run -> named(container, name(run, "")));
            if (!wanted) {
                engine.remove(container.getId());
            }
        }
        proxies.releaseUnused();
        networks.removeEarlier();
    }

    /** Removes what serves the sandboxes and not one of them, and sandboxes that ended when their engine did. */
    void close() {
        for (Container container : engine.containers(labels.ours())) {
            String role = container.getLabels().getOrDefault(Labels.ROLE, "");
            boolean ended = !role.equals(Labels.TOOL) && !"running".equals(container.getState());
            if (EgressProxies.is(container) || role.equals("helper") || ended) {
                engine.remove(container.getId());
            }
        }
        networks.removeUnused();
    }
}
