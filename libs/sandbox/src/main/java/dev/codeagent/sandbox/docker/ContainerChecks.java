package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.model.Info;
import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.diagnostics.Check;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.InternalNetworkSupport;
import dev.codeagent.docker.ResourceLabels;
import dev.codeagent.docker.SubnetPool;
import dev.codeagent.sandbox.LauncherSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks what sandboxes in containers need in addition to an engine and an image. Without an engine there are no
 * findings.
 */
public final class ContainerChecks {
    private static final Duration PING_TIMEOUT = Duration.ofSeconds(2);
    private static final String IMPACT = "runs in containers do not start";
    /**
     * In addition to the network of all proxies, a project uses one for the containers of its agents, and one for the
     * build of its image.
     */
    private static final int MIN_FREE_NETWORKS = 3;

    private final SandboxContainerSettings containerSettings;
    private final LauncherSettings settings;
    private final Lazy<DockerEngineClient> engine;

    public ContainerChecks(SandboxContainerSettings containerSettings, LauncherSettings settings) {
        this.containerSettings = containerSettings;
        this.settings = settings;
        this.engine = new Lazy<>(() -> new DockerEngineClient(containerSettings.connection(), settings.threads()));
    }

    public List<Check> all() {
        return List.of(new EngineCapacityCheck(), new ExecutorVolumeCheck());
    }

    /** The engine, if it answers; another check reports that it does not. */
    private Optional<DockerEngineClient> reachableEngine() {
        try {
            engine.get().ping(PING_TIMEOUT);
            return Optional.of(engine.get());
        } catch (AgentException e) {
            return Optional.empty();
        }
    }

    /** Processors, memory and networks. */
    private final class EngineCapacityCheck implements Check {
        @Override
        public String name() {
            return "limits";
        }

        @Override
        public List<Finding> run() {
            return reachableEngine().map(e -> List.of(limits(e), networks(e))).orElse(List.of());
        }

        private Finding limits(DockerEngineClient engine) {
            Info info =
                    engine.call("engine", () -> engine.dockerClient().infoCmd().exec());
            int cpus = info.getNCPU() == null ? Integer.MAX_VALUE : info.getNCPU();
            long memory = info.getMemTotal() == null ? Long.MAX_VALUE : info.getMemTotal();
            var limits = containerSettings.limits();
            if (limits.cpus() > cpus) {
                return Finding.warn(
                        name(),
                        "the Docker host has " + cpus + " processors, sandbox.cpus is " + limits.cpus(),
                        IMPACT,
                        "set sandbox.cpus to at most " + cpus);
            }
            return limits.memoryBytes() > memory
                    ? Finding.warn(
                            name(),
                            "the Docker host has " + (memory >> 20) + " MB of memory, sandbox.memory in MB is "
                                    + (limits.memoryBytes() >> 20),
                            "the host kills processes of runs before they reach their limit",
                            "set sandbox.memory to at most " + (memory >> 20) + "m")
                    : Finding.ok(name(), LimitFormat.format(limits) + " per sandbox");
        }

        private Finding networks(DockerEngineClient engine) {
            Optional<String> reason = InternalNetworkSupport.unavailableReason(engine);
            if (reason.isPresent()) {
                return Finding.warn(
                        "networks",
                        reason.get(),
                        "agents cannot create containers, and images of projects are not built",
                        "use Docker if you need them; sandboxes work without them");
            }
            var pool = new SubnetPool(containerSettings.subnet());
            int free = pool.findFree(SubnetPool.usedSubnets(engine.listNetworks()), Integer.MAX_VALUE)
                    .size();
            String found = free + " networks are free in " + containerSettings.subnet();
            return free < MIN_FREE_NETWORKS
                    ? Finding.warn(
                            "networks",
                            found,
                            "only a few projects can use containers of agents or build their images at the same time",
                            "set sandbox.subnet to a larger range, or remove unused networks:"
                                    + " docker network prune")
                    : Finding.ok("networks", found);
        }
    }

    /** The executor volume, and the free disk space of the engine. */
    private final class ExecutorVolumeCheck implements Check {
        @Override
        public String name() {
            return "executor";
        }

        @Override
        public List<Finding> run() {
            return reachableEngine()
                    .filter(e -> e.images().find(containerSettings.image()).isPresent())
                    .map(this::checkVolume)
                    .orElse(List.of());
        }

        private List<Finding> checkVolume(DockerEngineClient engine) {
            var labels = new ResourceLabels(containerSettings.owner());
            var found = new ArrayList<Finding>();
            try {
                String volume =
                        new ExecutorVolume(engine, labels, settings.executor()).ensureFilled(containerSettings.image());
                found.add(Finding.ok(name(), "the volume " + volume + " is filled"));
                found.add(disk(VolumeFreeSpace.measure(engine, labels, containerSettings.image(), volume)));
            } catch (AgentException e) {
                found.add(Finding.warn(name(), e.getMessage(), IMPACT, "fix this, then run the check again"));
            }
            return found;
        }

        private Finding disk(Optional<Long> free) {
            if (free.isEmpty()) {
                return Finding.ok("engine disk", "the free space is not known, because the image has no df");
            }
            String found = (free.get() >> 20) + " MB are free on the engine's disk, sandbox.disk in MB is "
                    + (containerSettings.limits().diskBytes() >> 20);
            return free.get() < containerSettings.limits().diskBytes()
                    ? Finding.warn(
                            "engine disk",
                            found,
                            "runs may fail because the disk is full",
                            "free some space there, e.g. docker system prune, or lower sandbox.disk")
                    : Finding.ok("engine disk", found);
        }
    }
}
