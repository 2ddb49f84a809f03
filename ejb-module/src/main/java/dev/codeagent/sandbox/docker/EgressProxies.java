package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Volume;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.engine.Engine;
import dev.codeagent.engine.Labels;
import dev.codeagent.sandbox.NetworkAccess;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;

/**
 * A proxy for each project that may reach something outside. Sandboxes, which have no network, reach it by a socket's file in
 * a volume; the engine's own containers, while it builds, by a closed network that it joins.
 */
final class EgressProxies {
    /** Where the socket's volume lies, in the proxy and in sandboxes. */
    static final String FOLDER = "/opt/egress";

    static final String SOCKET = FOLDER + "/proxy.sock";

    /** The host that programs in a sandbox are told: the executor hands on what they say to it. */
    static final String INSIDE = "127.0.0.1";

    /** The host that steps of a build are told. */
    static final String ALIAS = "egress";

    private static final int PORT = 3128;
    private static final Logger LOG = Logger.getLogger(EgressProxies.class.getName());
    private static final String ROLE = "egress";
    private static final int USER = 10002;

    private final Engine engine;
    private final Labels labels;
    private final DockerSettings settings;
    private final ProjectNetworks networks;
    private final Map<String, Integer> held = new HashMap<>();

    EgressProxies(Engine engine, Labels labels, DockerSettings settings, ProjectNetworks networks) {
        this.engine = engine;
        this.labels = labels;
        this.settings = settings;
        this.networks = networks;
    }

    /**
     * Starts the project's, where it does not run yet, and keeps it until {@link #letGo}, by when a sandbox that uses it is there.
     *
     * @return the volume with the way to it
     */
    synchronized String hold(String project, NetworkAccess access, String executor) {
        keep(project, access, executor);
        return volume(project, access);
    }

    /** The same for as long as the engine builds: gives the name of the closed network where it is reached. */
    synchronized String holdForBuild(String project, NetworkAccess access, String executor) {
        String proxy = keep(project, access, executor);
        try {
            String network = networks.build(project);
            networks.join(proxy, network, ALIAS);
            return network;
        } catch (AgentException e) {
            letGo(project, access);
            throw e;
        }
    }

    private String keep(String project, NetworkAccess access, String executor) {
        held.merge(project + role(access), 1, Integer::sum);
        try {
            return running(project, access, executor);
        } catch (AgentException e) {
            letGo(project, access);
            throw e;
        }
    }

    private String running(String project, NetworkAccess access, String executor) {
        String role = role(access);
        for (Container found : engine.containers(labels.project(project, role))) {
            if ("running".equals(found.getState())) {
                return found.getId();
            }
            engine.remove(found.getId());
        }
        String volume = volume(project, access);
        if (engine.ensureVolume(volume, labels.project(project, "volume"))) {
            OwnedVolumes.give(engine, labels, settings.image(), Map.of(volume, FOLDER), USER);
        }
        String proxy = engine.create(
                settings.image(),
                spec -> spec.withName("codeagent-" + labels.owner() + "-" + project + "-" + role)
                        .withLabels(labels.project(project, role))
                        .withUser(USER + ":" + USER)
                        .withEntrypoint(ContainerPlan.java())
                        .withCmd(
                                "-Xmx48m",
                                "-cp",
                                ExecutorVolume.FOLDER + "/jar/executor.jar",
                                "dev.codeagent.egress.EgressProxy")
                        .withEnv(
                                "EGRESS_SOCKET=" + SOCKET,
                                "EGRESS_PUBLIC=" + (access == NetworkAccess.PUBLIC),
                                "EGRESS_LISTED=" + String.join(",", listed(access)),
                                "EGRESS_DENIED=" + String.join(",", addressesOfThisMachine()))
                        .withHostConfig(host(project, access, executor)));
        try {
            engine.start(proxy);
            return proxy;
        } catch (AgentException e) {
            engine.remove(proxy);
            throw e;
        }
    }

    private HostConfig host(String project, NetworkAccess access, String executor) {
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
                .withNetworkMode(networks.outside())
                .withBinds(
                        new Bind(executor, new Volume(ExecutorVolume.FOLDER), AccessMode.ro),
                        new Bind(volume(project, access), new Volume(FOLDER), AccessMode.rw));
    }

    private String volume(String project, NetworkAccess access) {
        return "codeagent-" + labels.owner() + "-" + role(access) + "-" + project;
    }

    private static String role(NetworkAccess access) {
        return ROLE + "-" + access.word();
    }

    private List<String> listed(NetworkAccess access) {
        var all = new ArrayList<>(settings.egress());
        if (access == NetworkAccess.LISTED) {
            all.addAll(Registries.ALL);
        }
        return all;
    }

    /** Ends one {@link #hold} or {@link #holdForBuild}. */
    synchronized void letGo(String project, NetworkAccess access) {
        held.computeIfPresent(project + role(access), (p, count) -> count > 1 ? count - 1 : null);
        release(project, access);
    }

    /** Takes the project's away where no container is left that may use it, and writes down what it was asked for. */
    synchronized void release(String project, NetworkAccess access) {
        Map<String, String> users = labels.project(project, access.word());
        if (!held.containsKey(project + role(access))
                && engine.containers(users).isEmpty()) {
            for (Container proxy : engine.containers(labels.project(project, role(access)))) {
                EgressReport.of(engine, proxy.getId())
                        .forEach((line, count) ->
                                LOG.info("egress project=" + project + " " + line + " requests=" + count));
                engine.remove(proxy.getId());
            }
            engine.removeVolume(volume(project, access));
        }
    }

    /** Takes those of all projects away that no container is left to use. */
    synchronized void releaseUnused() {
        for (Container proxy : engine.containers(labels.ours())) {
            Map<String, String> its = proxy.getLabels();
            Arrays.stream(NetworkAccess.values())
                    .filter(access -> role(access).equals(its.get(Labels.ROLE)))
                    .forEach(access -> release(its.get(Labels.PROJECT), access));
        }
    }

    /** Whether a container is one. */
    static boolean is(Container container) {
        return container.getLabels().getOrDefault(Labels.ROLE, "").startsWith(ROLE);
    }

    /**
     * What variables tell programs of the way out.
     *
     * @param host {@link #INSIDE} or {@link #ALIAS}
     */
    static Map<String, String> variables(String host) {
        String address = "http://" + host + ":" + PORT;
        return Map.of(
                "HTTP_PROXY", address,
                "HTTPS_PROXY", address,
                "http_proxy", address,
                "https_proxy", address,
                "NO_PROXY", "localhost,127.0.0.1",
                "no_proxy", "localhost,127.0.0.1");
    }

    /** The same for Java in a sandbox, and for Maven's own client, which does not listen to Java's. */
    static String javaOptions() {
        return "-Dhttp.proxyHost=" + INSIDE + " -Dhttp.proxyPort=" + PORT + " -Dhttps.proxyHost=" + INSIDE
                + " -Dhttps.proxyPort=" + PORT + " -Dhttp.nonProxyHosts=localhost|127.*"
                + " -Daether.connector.http.useSystemProperties=true";
    }

    /** A service of the machine may listen on its public address too. */
    private static List<String> addressesOfThisMachine() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(InetAddress::getHostAddress)
                    .map(a -> a.replaceFirst("%.*", ""))
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }
}
