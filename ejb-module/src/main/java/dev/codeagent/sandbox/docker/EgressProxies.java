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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;

/** A proxy for each project that may reach something outside: the one container that is in two networks. */
final class EgressProxies {
    static final String ALIAS = "egress";
    static final int PORT = 3128;
    private static final Logger LOG = Logger.getLogger(EgressProxies.class.getName());
    static final String ROLE = "egress";
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

    /** Starts the project's, where it does not run yet. */
    synchronized void ensure(String project, NetworkAccess access, String image, String executor) {
        String role = role(access);
        for (Container found : engine.containers(labels.project(project, role))) {
            if ("running".equals(found.getState())) {
                return;
            }
            engine.remove(found.getId());
        }
        String proxy = engine.create(
                image,
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
                                "EGRESS_PUBLIC=" + (access == NetworkAccess.PUBLIC),
                                "EGRESS_LISTED=" + String.join(",", listed(access)),
                                "EGRESS_DENIED=" + String.join(",", addressesOfThisMachine()))
                        .withHostConfig(HostConfig.newHostConfig()
                                .withInit(true)
                                .withReadonlyRootfs(true)
                                .withCapDrop(Capability.ALL)
                                .withSecurityOpts(List.of("no-new-privileges"))
                                .withMemory(192L << 20)
                                .withMemorySwap(192L << 20)
                                .withPidsLimit(128L)
                                .withSysctls(Map.of("net.ipv4.ip_forward", "0"))
                                .withLogConfig(new LogConfig(
                                        LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "4m", "max-file", "2")))
                                .withNetworkMode(networks.outside())
                                .withBinds(new Bind(executor, new Volume(ExecutorVolume.FOLDER), AccessMode.ro))));
        try {
            String network = networks.closed(project, access);
            engine.ask(
                    "network",
                    () -> engine.client()
                            .connectToNetworkCmd()
                            .withContainerId(proxy)
                            .withNetworkId(network)
                            .withContainerNetwork(
                                    new com.github.dockerjava.api.model.ContainerNetwork().withAliases(ALIAS))
                            .exec());
            engine.start(proxy);
        } catch (AgentException e) {
            engine.remove(proxy);
            throw e;
        }
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

    /** Keeps the project's, although no container of ours uses it: the engine's own do, while it builds. */
    synchronized void hold(String project, NetworkAccess access) {
        held.merge(project + role(access), 1, Integer::sum);
    }

    /** Ends one {@link #hold}. */
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
        }
    }

    /** What variables tell programs of the way out. */
    static Map<String, String> variables() {
        String address = "http://" + ALIAS + ":" + PORT;
        return Map.of(
                "HTTP_PROXY", address,
                "HTTPS_PROXY", address,
                "http_proxy", address,
                "https_proxy", address,
                "NO_PROXY", "localhost,127.0.0.1",
                "no_proxy", "localhost,127.0.0.1");
    }

    /** The same for Java, and for Maven's own client, which does not listen to Java's. */
    static String javaOptions() {
        return "-Dhttp.proxyHost=" + ALIAS + " -Dhttp.proxyPort=" + PORT + " -Dhttps.proxyHost=" + ALIAS
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
