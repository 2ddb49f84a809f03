package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Volume;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.docker.ContainerLog;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.docker.ProjectNetworks;
import dev.codeagent.docker.ResourceLabels;
import dev.codeagent.sandbox.egress.EgressRequestCounts;
import dev.codeagent.sandbox.egress.EgressRules;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Runs one egress proxy for each project that may reach external hosts. Sandboxes, which have no network, reach it
 * through a Unix socket in a volume; build containers reach it through an internal network.
 */
final class EgressProxies {
    private static final Logger LOG = Logger.getLogger(EgressProxies.class.getName());

    /** The mount path of the socket volume, in the proxy and in sandboxes. */
    static final String MOUNT_PATH = "/opt/egress";

    static final String SOCKET_PATH = MOUNT_PATH + "/proxy.sock";

    /** The proxy host for the steps of a build. */
    static final String NETWORK_ALIAS = "egress";

    private static final String ROLE = "egress";
    private static final int USER_ID = 10002;

    private final DockerEngineClient engine;
    private final ResourceLabels labels;
    private final SandboxContainerSettings settings;
    private final ProjectNetworks networks;
    private final EgressRules rules;
    private final Map<String, Integer> leaseCounts = new HashMap<>();

    EgressProxies(
            DockerEngineClient engine,
            ResourceLabels labels,
            SandboxContainerSettings settings,
            ProjectNetworks networks,
            EgressRules rules) {
        this.engine = engine;
        this.labels = labels;
        this.settings = settings;
        this.networks = networks;
        this.rules = rules;
    }

    /**
     * Starts the proxy of the project if it does not run, and keeps it until {@link #release}; by then a container of
     * the sandbox must exist.
     *
     * @return the name of the volume with the socket
     */
    synchronized String acquire(String project, NetworkAccess access, String executor) {
        acquireProxy(project, access, executor);
        return volumeName(project, access);
    }

    /**
     * Starts the proxy for a build, and keeps it until {@link #release}.
     *
     * @return the name of the internal network with the proxy
     */
    synchronized String acquireForBuild(String project, NetworkAccess access, String executor) {
        String proxy = acquireProxy(project, access, executor);
        try {
            String network = networks.buildNetwork(project);
            networks.connect(proxy, network, NETWORK_ALIAS);
            return network;
        } catch (AgentException e) {
            release(project, access);
            throw e;
        }
    }

    private String acquireProxy(String project, NetworkAccess access, String executor) {
        leaseCounts.merge(project + role(access), 1, Integer::sum);
        try {
            return ensureRunning(project, access, executor);
        } catch (AgentException e) {
            release(project, access);
            throw e;
        }
    }

    private String ensureRunning(String project, NetworkAccess access, String executor) {
        String role = role(access);
        for (Container existing : engine.listContainers(labels.projectLabels(project, role))) {
            if ("running".equals(existing.getState())) {
                return existing.getId();
            }
            engine.removeContainer(existing.getId());
        }
        String volume = volumeName(project, access);
        if (engine.ensureVolume(volume, labels.projectLabels(project, "volume"))) {
            VolumeOwnership.changeOwner(engine, labels, settings.image(), Map.of(volume, MOUNT_PATH), USER_ID);
        }
        String proxy = engine.createContainer(
                settings.image(),
                spec -> spec.withName("codeagent-" + labels.owner() + "-" + project + "-" + role)
                        .withLabels(labels.projectLabels(project, role))
                        .withUser(USER_ID + ":" + USER_ID)
                        .withEntrypoint(SandboxContainerSpec.javaPath())
                        .withCmd(
                                "-Xmx48m",
                                "-cp",
                                ExecutorVolume.MOUNT_PATH + "/jar/executor.jar",
                                "dev.codeagent.egress.EgressProxy")
                        .withEnv(environment(access))
                        .withHostConfig(hostConfig(project, access, executor)));
        try {
            engine.startContainer(proxy);
            return proxy;
        } catch (AgentException e) {
            engine.removeContainer(proxy);
            throw e;
        }
    }

    private List<String> environment(NetworkAccess access) {
        return Stream.concat(
                        Stream.of("EGRESS_SOCKET=" + SOCKET_PATH),
                        rules.containerEnvironment(access).entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue()))
                .toList();
    }

    private HostConfig hostConfig(String project, NetworkAccess access, String executor) {
        return HostConfig.newHostConfig()
                .withInit(true)
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withMemory(192L << 20)
                .withMemorySwap(192L << 20)
                .withPidsLimit(128L)
                .withSysctls(Map.of("net.ipv4.ip_forward", "0"))
                .withLogConfig(
                        new LogConfig(LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "4m", "max-file", "2")))
                .withNetworkMode(networks.egressNetwork())
                .withBinds(
                        new Bind(executor, new Volume(ExecutorVolume.MOUNT_PATH), AccessMode.ro),
                        new Bind(volumeName(project, access), new Volume(MOUNT_PATH), AccessMode.rw));
    }

    private String volumeName(String project, NetworkAccess access) {
        return "codeagent-" + labels.owner() + "-" + role(access) + "-" + project;
    }

    private static String role(NetworkAccess access) {
        return ROLE + "-" + access.labelValue();
    }

    /** Ends one {@link #acquire} or {@link #acquireForBuild}. */
    void release(String project, NetworkAccess access) {
        synchronized (this) {
            leaseCounts.computeIfPresent(project + role(access), (p, count) -> count > 1 ? count - 1 : null);
        }
        removeIfUnused(project, access);
    }

    /** Removes the proxy of the project if no container is left that may use it, and logs a summary of its requests. */
    void removeIfUnused(String project, NetworkAccess access) {
        // Reading the log of a busy proxy takes seconds, in which other projects must be able to get theirs.
        var counts = new EgressRequestCounts();
        for (String proxy : stopIfUnused(project, access)) {
            try {
                ContainerLog.readStandardOutput(engine, proxy).lines().forEach(counts::add);
            } catch (AgentException e) {
                LOG.warning("no summary of an egress proxy project=" + project + " error=" + e.getMessage());
            }
            engine.removeContainer(proxy);
        }
        counts.log(project);
        removeVolumeIfUnused(project, access);
    }

    /** Stops the proxies of the project if nothing can use them; a stopped one is never used again. */
    private synchronized List<String> stopIfUnused(String project, NetworkAccess access) {
        if (isUsed(project, access)) {
            return List.of();
        }
        List<String> proxies = engine.listContainers(labels.projectLabels(project, role(access))).stream()
                .map(Container::getId)
                .toList();
        proxies.forEach(proxy -> engine.stopContainer(proxy, Duration.ZERO));
        return proxies;
    }

    private synchronized void removeVolumeIfUnused(String project, NetworkAccess access) {
        if (!isUsed(project, access)) {
            engine.removeVolume(volumeName(project, access));
        }
    }

    private boolean isUsed(String project, NetworkAccess access) {
        return leaseCounts.containsKey(project + role(access))
                || !engine.listContainers(labels.projectLabels(project, access.labelValue()))
                        .isEmpty();
    }

    /** Removes the proxies of all projects that no container can use. */
    void removeUnused() {
        for (Container proxy : engine.listContainers(labels.ownerLabels())) {
            Map<String, String> proxyLabels = proxy.getLabels();
            Arrays.stream(NetworkAccess.values())
                    .filter(access -> role(access).equals(proxyLabels.get(ResourceLabels.ROLE)))
                    .forEach(access -> removeIfUnused(proxyLabels.getOrDefault(ResourceLabels.PROJECT, ""), access));
        }
    }

    /** Whether a container is a proxy. */
    static boolean isProxy(Container container) {
        return container.getLabels().getOrDefault(ResourceLabels.ROLE, "").startsWith(ROLE);
    }
}
