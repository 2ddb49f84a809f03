package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.model.Info;
import dev.codeagent.api.doctor.Check;
import dev.codeagent.api.doctor.Finding;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.engine.Engine;
import dev.codeagent.engine.Labels;
import dev.codeagent.sandbox.LaunchSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a start of a container needs beside an engine and an image; nothing is said where there is no engine. */
public final class ContainerChecks {
    private static final Duration PING = Duration.ofSeconds(2);
    private static final String LOST = "runs in containers do not start";
    /** Beside one for all proxies, a project takes one for the containers of its agents, and one while its image is built. */
    private static final int FEW_NETWORKS = 3;

    private final DockerSettings docker;
    private final LaunchSettings settings;
    private final Once<Engine> engine;

    public ContainerChecks(DockerSettings docker, LaunchSettings settings) {
        this.docker = docker;
        this.settings = settings;
        this.engine = new Once<>(() -> new Engine(docker.address(), docker.certificates(), settings.threads()));
    }

    public List<Check> all() {
        return List.of(new Room(), new Filling());
    }

    /** The engine, where it answers; that it does not is another check's finding. */
    private Optional<Engine> living() {
        try {
            engine.get().ping(PING);
            return Optional.of(engine.get());
        } catch (AgentException e) {
            return Optional.empty();
        }
    }

    /** Processors, memory and networks. */
    private final class Room implements Check {
        @Override
        public String name() {
            return "limits";
        }

        @Override
        public List<Finding> look() {
            return living().map(e -> List.of(limits(e), networks(e))).orElse(List.of());
        }

        private Finding limits(Engine engine) {
            Info info = engine.ask("engine", () -> engine.client().infoCmd().exec());
            int cpus = info.getNCPU() == null ? Integer.MAX_VALUE : info.getNCPU();
            long memory = info.getMemTotal() == null ? Long.MAX_VALUE : info.getMemTotal();
            var limits = docker.limits();
            if (limits.cpus() > cpus) {
                return Finding.warn(
                        name(),
                        "the engine's machine has " + cpus + " processors, a sandbox is to have " + limits.cpus(),
                        LOST,
                        "set sandbox.cpus to at most " + cpus);
            }
            return limits.memoryBytes() > memory
                    ? Finding.warn(
                            name(),
                            "the engine's machine has " + (memory >> 20) + " MB of memory, a sandbox is to have "
                                    + (limits.memoryBytes() >> 20),
                            "runs are ended by the machine before they reach their limit",
                            "set sandbox.memory to less")
                    : Finding.ok(name(), Words.of(limits) + " a sandbox");
        }

        private Finding networks(Engine engine) {
            Optional<String> obstacle = ClosedNetworks.obstacle(engine);
            if (obstacle.isPresent()) {
                return Finding.warn(
                        "networks",
                        obstacle.get(),
                        "agents make no containers, and projects' images are not built",
                        "use Docker where that is needed; sandboxes work as they are");
            }
            var pool = new SubnetPool(docker.subnet());
            int free = pool.free(SubnetPool.taken(engine.networks()), Integer.MAX_VALUE)
                    .size();
            String found = free + " networks are free in " + docker.subnet();
            return free < FEW_NETWORKS
                    ? Finding.warn(
                            "networks",
                            found,
                            "few projects can have containers of their agents or images of their own at a time",
                            "set sandbox.subnet to a larger range, or remove networks that nobody uses:"
                                    + " docker network prune")
                    : Finding.ok("networks", found);
        }
    }

    /** The executor in its volume, and the disk that it lies on. */
    private final class Filling implements Check {
        @Override
        public String name() {
            return "executor";
        }

        @Override
        public List<Finding> look() {
            return living().filter(e -> e.images().find(docker.image()).isPresent())
                    .map(this::look)
                    .orElse(List.of());
        }

        private List<Finding> look(Engine engine) {
            var labels = new Labels(docker.owner());
            var found = new ArrayList<Finding>();
            try {
                String volume = new ExecutorVolume(engine, labels, settings.files()).ready(docker.image());
                found.add(Finding.ok(name(), "the volume " + volume + " is filled"));
                found.add(disk(VolumeDisk.free(engine, labels, docker.image(), volume)));
            } catch (AgentException e) {
                found.add(Finding.warn(name(), e.getMessage(), LOST, "mend that, then look again"));
            }
            return found;
        }

        private Finding disk(Optional<Long> free) {
            if (free.isEmpty()) {
                return Finding.ok("engine disk", "its free space is not known: the image has no df");
            }
            String found = (free.get() >> 20) + " MB are free on the engine's disk, a run may have "
                    + (docker.limits().diskBytes() >> 20);
            return free.get() < docker.limits().diskBytes()
                    ? Finding.warn(
                            "engine disk",
                            found,
                            "runs may end with a full disk",
                            "free some space there, e.g. docker system prune, or set sandbox.disk to less")
                    : Finding.ok("engine disk", found);
        }
    }
}
