package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.model.Network;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.engine.Engine;
import dev.codeagent.engine.Labels;
import dev.codeagent.sandbox.NetworkAccess;
import java.util.List;
import java.util.Map;

/** A network for each project, so that no project's containers reach another's. */
public final class ProjectNetworks {
    /** A name may be given twice on an engine, so whoever looks and makes does so alone. */
    private static final Object MAKING = new Object();

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

    /** What a container of the project is on while agents work: a network's name or {@code none}. */
    public String of(String project, NetworkAccess access) {
        return switch (access) {
            case NONE -> "none";
            case INTERNAL, LISTED, PUBLIC -> closed(project, access);
            case OPEN -> open(project);
        };
    }

    /**
     * A closed network of the project: it reaches neither the engine's machine nor anything outside of itself. Each kind of
     * access has its own, so that a proxy is seen by those alone who may use it.
     */
    String closed(String project, NetworkAccess access) {
        String name = name(project, access == NetworkAccess.INTERNAL ? "" : "-" + access.word());
        // Without an address of the machine on its bridge, nothing of the machine can be reached through it.
        ensure(name, project, true, Map.of("com.docker.network.bridge.inhibit_ipv4", "true"));
        return name;
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
        ensure(modelsName(), "", true, machine ? Map.of() : Map.of("com.docker.network.bridge.inhibit_ipv4", "true"));
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
        }
    }

    private void make(String name, String project, boolean internal, Map<String, String> options) {
        List<Network> all = engine.networks();
        if (all.stream().anyMatch(n -> n.getName().equals(name))) {
            return;
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
        for (Network network : engine.networks()) {
            Map<String, String> its = network.getLabels() == null ? Map.of() : network.getLabels();
            if (labels.owner().equals(its.get(Labels.OWNER))) {
                try {
                    engine.removeNetwork(network.getName());
                } catch (AgentException e) {
                    // Somebody is in it; it goes with the last one.
                }
            }
        }
    }
}
