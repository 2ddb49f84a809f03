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

/** One network for each project, so that containers of different projects cannot reach each other. */
public final class ProjectNetworks {
    /** An engine allows two networks of one name, so checking and creating must not overlap. */
    private static final Object CREATE_LOCK = new Object();

    /** The networks that this process uses: a container that is about to start is not yet connected to its network. */
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

    /** @param range the range that subnets are allocated from, e.g. {@code 172.20.0.0/16} */
    public static ProjectNetworks forRange(DockerEngineClient engine, ResourceLabels labels, String range) {
        return new ProjectNetworks(engine, labels, new SubnetPool(range));
    }

    /** The network of a container that an agent creates for the project: a name or {@code none}. */
    public String networkFor(String project, NetworkAccess access) {
        return switch (access) {
            case NONE -> "none";
            case INTERNAL, LISTED, PUBLIC -> internalNetwork(project);
            case OPEN -> openNetwork(project);
        };
    }

    /** The network on which containers and sandboxes of the project reach only each other. */
    private String internalNetwork(String project) {
        return internalNetwork(project, networkName(project, ""));
    }

    /** The network on which steps of a build reach only the project's proxy. */
    public String buildNetwork(String project) {
        return internalNetwork(project, networkName(project, "-build"));
    }

    private String internalNetwork(String project, String name) {
        // Without an address of the host on its bridge, no service of the host is reachable through it.
        ensure(name, project, true, Map.of(INHIBIT_IPV4, "true"));
        return name;
    }

    /**
     * Connects a run's sandbox, which starts without a network, to the containers that its agents created, if there are
     * any.
     */
    public void connectSandbox(String project, String run, NetworkAccess access) {
        boolean internal = access != NetworkAccess.NONE && access != NetworkAccess.OPEN;
        Map<String, String> toolLabels =
                ResourceLabels.with(labels.projectLabels(project, ResourceLabels.TOOL_ROLE), ResourceLabels.RUN, run);
        if (internal && !engine.listContainers(toolLabels).isEmpty()) {
            connect(labels.sandboxName(run, access.labelValue()), internalNetwork(project));
        }
    }

    /**
     * Connects a container to a network if the container exists and is not connected yet; disconnects it from the
     * network {@code none}.
     */
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

    /** The network through which the project reaches everything that the Docker host can reach. */
    public String openNetwork(String project) {
        String name = networkName(project, "-open");
        ensure(name, project, false, Map.of());
        return name;
    }

    /**
     * The network of model servers, which has no egress.
     *
     * @param hostReachable whether the Docker host has an address on it; otherwise its containers reach only each other
     */
    public String modelNetwork(boolean hostReachable) {
        ensure(modelNetworkName(), "", true, hostReachable ? Map.of() : Map.of(INHIBIT_IPV4, "true"));
        return modelNetworkName();
    }

    public String modelNetworkName() {
        return "codeagent-models-" + labels.owner();
    }

    /** The network that gives all proxies egress; the proxies themselves refuse what is not allowed. */
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
                        "sandbox.subnet: no subnet is free in " + subnets.range() + "; set a larger range, or remove"
                                + " unused networks (docker network prune)");
    }

    /** Removes the networks that no container uses. */
    public void removeUnused() {
        ownedNetworks().forEach(this::removeIfUnused);
    }

    /**
     * Removes the networks of earlier servers, except those that this process or an existing container, running or not,
     * uses.
     */
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
            // A container uses it; it is removed after the last one.
        }
    }
}
