package dev.codeagent.docker;

import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** A network for each project, so that no project's containers reach another's. */
public final class ProjectNetworks {
    /** A name may be given twice on an engine, so whoever looks and makes does so alone. */
    private static final Object CREATE_LOCK = new Object();

    /** The names of those that this program uses: a container that is about to start on one is not in it yet. */
    private static final Set<String> NAMES_IN_USE = new HashSet<>();

    private static final String INHIBIT_IPV4 = "com.docker.network.bridge.inhibit_ipv4";

    private final DockerEngineClient engine;
    private final ResourceLabels labels;
    private final SubnetPool subnets;

    public ProjectNetworks(DockerEngineClient engine, ResourceLabels labels, SubnetPool subnets) {
        this.engine = engine;
        this.labels = labels;
        this.subnets = subnets;
    }

    /** @param range what subnets are cut out of, e.g. {@code 172.20.0.0/16} */
    public static ProjectNetworks forRange(DockerEngineClient engine, ResourceLabels labels, String range) {
        return new ProjectNetworks(engine, labels, new SubnetPool(range));
    }

    /** What a container that an agent makes for the project is on: a network's name or {@code none}. */
    public String networkFor(String project, NetworkAccess access) {
        return switch (access) {
            case NONE -> "none";
            case INTERNAL, LISTED, PUBLIC -> internalNetwork(project);
            case OPEN -> openNetwork(project);
        };
    }

    /** Where the project's containers and sandboxes reach each other, and nothing else. */
    private String internalNetwork(String project) {
        return internalNetwork(project, networkName(project, ""));
    }

    /** Where steps of a build reach the project's proxy, and nothing else. */
    public String buildNetwork(String project) {
        return internalNetwork(project, networkName(project, "-build"));
    }

    private String internalNetwork(String project, String name) {
        // Without an address of the machine on its bridge, nothing of the machine answers through it.
        ensure(name, project, true, Map.of(INHIBIT_IPV4, "true"));
        return name;
    }

    /** Lets a run's sandbox, which was made without a network, reach the containers that its agents made, if they made any. */
    public void connectSandbox(String project, String run, NetworkAccess access) {
        boolean internal = access != NetworkAccess.NONE && access != NetworkAccess.OPEN;
        Map<String, String> toolLabels =
                ResourceLabels.with(labels.projectLabels(project, ResourceLabels.TOOL_ROLE), ResourceLabels.RUN, run);
        if (internal && !engine.listContainers(toolLabels).isEmpty()) {
            connect(labels.sandboxName(run, access.labelValue()), internalNetwork(project));
        }
    }

    /** Puts a container on a network, where it lives and is not on it yet; one that has been on none leaves that. */
    public void connect(String container, String network, String... aliases) {
        Set<String> currentNetworks = engine.inspectContainer(container)
                .map(c -> c.getNetworkSettings().getNetworks().keySet())
                .orElse(Set.of(network));
        if (currentNetworks.contains(network)) {
            return;
        }
        engine.call("network", () -> {
            if (currentNetworks.contains("none")) {
                engine.dockerClient()
                        .disconnectFromNetworkCmd()
                        .withContainerId(container)
                        .withNetworkId("none")
                        .exec();
            }
            return engine.dockerClient()
                    .connectToNetworkCmd()
                    .withContainerId(container)
                    .withNetworkId(network)
                    .withContainerNetwork(new ContainerNetwork().withAliases(aliases))
                    .exec();
        });
    }

    /** The project's way to everything that the engine's machine reaches. */
    public String openNetwork(String project) {
        String name = networkName(project, "-open");
        ensure(name, project, false, Map.of());
        return name;
    }

    /**
     * The network of model servers, which has no way out.
     *
     * @param hostReachable whether the engine's machine has an address on it; else its containers reach each other alone
     */
    public String modelNetwork(boolean hostReachable) {
        ensure(modelNetworkName(), "", true, hostReachable ? Map.of() : Map.of(INHIBIT_IPV4, "true"));
        return modelNetworkName();
    }

    public String modelNetworkName() {
        return "codeagent-models-" + labels.owner();
    }

    /** Where the way out of all proxies begins; their own refusals are what keeps it narrow. */
    public String egressNetwork() {
        String name = "codeagent-outside-" + labels.owner();
        ensure(name, "", false, Map.of("com.docker.network.bridge.enable_icc", "false"));
        return name;
    }

    private String networkName(String project, String suffix) {
        return "codeagent-" + labels.owner() + "-" + project + suffix;
    }

    private void ensure(String name, String project, boolean internal, Map<String, String> options) {
        synchronized (CREATE_LOCK) {
            create(name, project, internal, options);
            NAMES_IN_USE.add(name);
        }
    }

    private void create(String name, String project, boolean internal, Map<String, String> options) {
        List<Network> existing = engine.listNetworks();
        if (existing.stream().anyMatch(n -> n.getName().equals(name))) {
            return;
        }
        if (options.containsKey(INHIBIT_IPV4)) {
            InternalNetworkSupport.unavailableReason(engine).ifPresent(reason -> {
                throw new AgentException(ErrorCode.SANDBOX_FAILED, reason);
            });
        }
        List<String> usedSubnets = SubnetPool.usedSubnets(existing);
        AgentException lastFailure = null;
        for (String subnet : subnets.findFree(usedSubnets, 20)) {
            try {
                engine.call(
                        "network",
                        () -> engine.dockerClient()
                                .createNetworkCmd()
                                .withName(name)
                                .withDriver("bridge")
                                .withInternal(internal)
                                .withOptions(options)
                                .withLabels(
                                        project.isEmpty()
                                                ? labels.roleLabels("network")
                                                : labels.projectLabels(project, "network"))
                                .withIpam(new Network.Ipam().withConfig(new Network.Ipam.Config().withSubnet(subnet)))
                                .exec());
                return;
            } catch (AgentException e) {
                lastFailure = e;
                if (!String.valueOf(e.getMessage()).contains("overlap")) {
                    throw e;
                }
            }
        }
        throw lastFailure != null
                ? lastFailure
                : new AgentException(
                        ErrorCode.SANDBOX_FAILED,
                        "no subnet is free in " + subnets.range() + "; set sandbox.subnet to a larger range, or remove"
                                + " networks that nobody uses (docker network prune)");
    }

    /** Removes what no container is in any more. */
    public void removeUnused() {
        ownedNetworks().forEach(this::removeIfUnused);
    }

    /** Removes what earlier servers left, but what this program uses, or a container that is there still, running or not. */
    public void removeOrphans() {
        Set<String> used = usedNetworks();
        for (String name : ownedNetworks()) {
            synchronized (CREATE_LOCK) {
                if (!NAMES_IN_USE.contains(name) && !used.contains(name)) {
                    removeIfUnused(name);
                }
            }
        }
    }

    private List<String> ownedNetworks() {
        return engine.listNetworks().stream()
                .filter(n -> n.getLabels() != null
                        && labels.owner().equals(n.getLabels().get(ResourceLabels.OWNER)))
                .map(Network::getName)
                .toList();
    }

    private Set<String> usedNetworks() {
        return engine.listContainers(labels.ownerLabels()).stream()
                .map(Container::getNetworkSettings)
                .filter(Objects::nonNull)
                .flatMap(settings -> settings.getNetworks().keySet().stream())
                .collect(Collectors.toSet());
    }

    private void removeIfUnused(String name) {
        try {
            engine.removeNetwork(name);
        } catch (AgentException e) {
            // Somebody is in it; it goes with the last one.
        }
    }
}
