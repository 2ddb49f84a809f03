package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.engine.Engine;
import dev.codeagent.engine.Labels;
import dev.codeagent.sandbox.NetworkAccess;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** A network for each project, so that no project's containers reach another's. */
public final class ProjectNetworks {
    /** A name may be given twice on an engine, so whoever looks and makes does so alone. */
    private static final Object MAKING = new Object();

    /** The names of those that this program uses: a container that is about to start on one is not in it yet. */
    private static final Set<String> GIVEN = new HashSet<>();

    private static final String NO_ADDRESS = "com.docker.network.bridge.inhibit_ipv4";

    private final Engine engine;
    private final Labels labels;
    private final SubnetPool subnets;

    ProjectNetworks(Engine engine, Labels labels, SubnetPool subnets) {
        this.engine = engine;
        this.labels = labels;
        this.subnets = subnets;
    }

    /** @param range what subnets are cut out of, e.g. {@code 172.20.0.0/16} */
    public static ProjectNetworks on(Engine engine, Labels labels, String range) {
        return new ProjectNetworks(engine, labels, new SubnetPool(range));
    }

    /** What a container that an agent makes for the project is on: a network's name or {@code none}. */
    public String of(String project, NetworkAccess access) {
        return switch (access) {
            case NONE -> "none";
            case INTERNAL, LISTED, PUBLIC -> closed(project);
            case OPEN -> open(project);
        };
    }

    /** Where the project's containers and sandboxes reach each other, and nothing else. */
    private String closed(String project) {
        return closed(project, name(project, ""));
    }

    /** Where steps of a build reach the project's proxy, and nothing else. */
    String build(String project) {
        return closed(project, name(project, "-build"));
    }

    private String closed(String project, String name) {
        // Without an address of the machine on its bridge, nothing of the machine answers through it.
        ensure(name, project, true, Map.of(NO_ADDRESS, "true"));
        return name;
    }

    /** Lets a run's sandbox, which was made without a network, reach the containers that its agents made, if they made any. */
    public void meet(String project, String run, NetworkAccess access) {
        boolean closed = access != NetworkAccess.NONE && access != NetworkAccess.OPEN;
        Map<String, String> made = Labels.with(labels.project(project, Labels.TOOL), Labels.RUN, run);
        if (closed && !engine.containers(made).isEmpty()) {
            join(labels.sandbox(run, access.word()), closed(project));
        }
    }

    /** Puts a container on a network, where it lives and is not on it yet; one that has been on none leaves that. */
    void join(String container, String network, String... aliases) {
        Set<String> present = engine.inspect(container)
                .map(c -> c.getNetworkSettings().getNetworks().keySet())
                .orElse(Set.of(network));
        if (present.contains(network)) {
            return;
        }
        engine.ask("network", () -> {
            if (present.contains("none")) {
                engine.client()
                        .disconnectFromNetworkCmd()
                        .withContainerId(container)
                        .withNetworkId("none")
                        .exec();
            }
            return engine.client()
                    .connectToNetworkCmd()
                    .withContainerId(container)
                    .withNetworkId(network)
                    .withContainerNetwork(new ContainerNetwork().withAliases(aliases))
                    .exec();
        });
    }

    /** The project's way to everything that the engine's machine reaches. */
    String open(String project) {
        String name = name(project, "-open");
        ensure(name, project, false, Map.of());
        return name;
    }

    /**
     * The network of model servers, which has no way out.
     *
     * @param machine whether the engine's machine has an address on it; else its containers reach each other alone
     */
    public String models(boolean machine) {
        ensure(modelsName(), "", true, machine ? Map.of() : Map.of(NO_ADDRESS, "true"));
        return modelsName();
    }

    public String modelsName() {
        return "codeagent-models-" + labels.owner();
    }

    /** Where the way out of all proxies begins; their own refusals are what keeps it narrow. */
    String outside() {
        String name = "codeagent-outside-" + labels.owner();
        ensure(name, "", false, Map.of("com.docker.network.bridge.enable_icc", "false"));
        return name;
    }

    private String name(String project, String suffix) {
        return "codeagent-" + labels.owner() + "-" + project + suffix;
    }

    private void ensure(String name, String project, boolean internal, Map<String, String> options) {
        synchronized (MAKING) {
            make(name, project, internal, options);
            GIVEN.add(name);
        }
    }

    private void make(String name, String project, boolean internal, Map<String, String> options) {
        List<Network> all = engine.networks();
        if (all.stream().anyMatch(n -> n.getName().equals(name))) {
            return;
        }
        if (options.containsKey(NO_ADDRESS)) {
            ClosedNetworks.obstacle(engine).ifPresent(why -> {
                throw new AgentException(ErrorCode.SANDBOX_FAILED, why);
            });
        }
        List<String> taken = SubnetPool.taken(all);
        AgentException last = null;
        for (String subnet : subnets.free(taken, 20)) {
            try {
                engine.ask(
                        "network",
                        () -> engine.client()
                                .createNetworkCmd()
                                .withName(name)
                                .withDriver("bridge")
                                .withInternal(internal)
                                .withOptions(options)
                                .withLabels(
                                        project.isEmpty() ? labels.role("network") : labels.project(project, "network"))
                                .withIpam(new Network.Ipam().withConfig(new Network.Ipam.Config().withSubnet(subnet)))
                                .exec());
                return;
            } catch (AgentException e) {
                last = e;
                if (!String.valueOf(e.getMessage()).contains("overlap")) {
                    throw e;
                }
            }
        }
        throw last != null
                ? last
                : new AgentException(
                        ErrorCode.SANDBOX_FAILED,
                        "no subnet is free in " + subnets.range() + "; set sandbox.subnet to a larger range, or remove"
                                + " networks that nobody uses (docker network prune)");
    }

    /** Removes what no container is in any more. */
    public void removeUnused() {
        ours().forEach(this::remove);
    }

    /** Removes what earlier servers left, but what this program uses, or a container that is there still, running or not. */
    void removeEarlier() {
        Set<String> used = used();
        for (String name : ours()) {
            synchronized (MAKING) {
                if (!GIVEN.contains(name) && !used.contains(name)) {
                    remove(name);
                }
            }
        }
    }

    private List<String> ours() {
        return engine.networks().stream()
                .filter(n -> n.getLabels() != null
                        && labels.owner().equals(n.getLabels().get(Labels.OWNER)))
                .map(Network::getName)
                .toList();
    }

    private Set<String> used() {
        return engine.containers(labels.ours()).stream()
                .map(Container::getNetworkSettings)
                .filter(Objects::nonNull)
                .flatMap(settings -> settings.getNetworks().keySet().stream())
                .collect(Collectors.toSet());
    }

    private void remove(String name) {
        try {
            engine.removeNetwork(name);
        } catch (AgentException e) {
            // Somebody is in it; it goes with the last one.
        }
    }
}
