package dev.codeagent.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.SSLConfig;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.codeagent.api.net.MutualTls;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/**
 * A Docker engine, asked over its API (1.41 and newer). A call that gets no answer is given up, because a socket file has no
 * limit of its own; a failure is SANDBOX_FAILED and names the phase.
 */
public final class Engine {
    /** The exit code after SIGKILL. */
    private static final long KILLED = 137;

    private static final int LOOKS = 10;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 200;
    private static final int REMOVALS = 10;
    private static final Duration REMOVAL_PAUSE = Duration.ofMillis(200);

    private final String address;
    private final DockerClient client;
    private final DockerHttpClient http;
    private final Questions questions;

    /**
     * @param address e.g. {@code unix:///var/run/docker.sock} or {@code tcp://host:2376}
     * @param certificates the folder of {@code ca.pem}, {@code cert.pem} and {@code key.pem}, where TLS is spoken;
     *     CONFIGURATION where they are wrong
     */
    public Engine(String address, Optional<Path> certificates, ThreadFactory threads) {
        this.address = address;
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(address)
                .withDockerTlsVerify(false)
                .build();
        this.http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(certificates.map(Engine::tls).orElse(null))
                .maxConnections(CONNECTIONS)
                .connectionTimeout(Questions.PING)
                .build();
        this.client = DockerClientImpl.getInstance(config, http);
        this.questions = new Questions(address, () -> client.pingCmd().exec(), threads);
    }

    /** docker-java's own reading of the files needs BouncyCastle, which we do without. */
    private static SSLConfig tls(Path certificates) {
        SSLContext context = MutualTls.of(certificates);
        return () -> context;
    }

    public String address() {
        return address;
    }

    /** Whether it answers, within the time. */
    public void ping(Duration limit) {
        ask("engine", limit, () -> client.pingCmd().exec());
    }

    public Images images() {
        return new Images(this);
    }

    public DockerClient client() {
        return client;
    }

    DockerHttpClient http() {
        return http;
    }

    /** Makes a container; {@code spec} fills in what it shall be. */
    public String create(String image, UnaryOperator<CreateContainerCmd> spec) {
        return ask(
                "container",
                () -> spec.apply(client.createContainerCmd(image)).exec().getId());
    }

    /** One that runs already is as wanted; an engine says NOT FOUND for a program that is missing, too, so that is told. */
    public void start(String container) {
        ask("start", () -> {
            try {
                return client.startContainerCmd(container).exec();
            } catch (NotModifiedException e) {
                return null;
            }
        });
    }

    /** Ends a container and all its processes, where it is still there. */
    public void remove(String container) {
        ask("removal", () -> {
            for (int tries = REMOVALS; ; tries--) {
                try {
                    return quietly(() -> client.removeContainerCmd(container)
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec());
                } catch (DockerException e) {
                    // Podman refuses to end one that has just ended by itself.
                    if (tries == 0 || !String.valueOf(e.getMessage()).contains("state improper")) {
                        throw e;
                    }
                    Thread.sleep(REMOVAL_PAUSE);
                }
            }
        });
    }

    public void rename(String container, String name) {
        ask(
                "container",
                () -> client.renameContainerCmd(container).withName(name).exec());
    }

    /** How its main process stands; nothing where the container is gone. */
    public Optional<InspectContainerResponse.ContainerState> state(String container) {
        return ask(
                "state",
                () -> found(() -> client.inspectContainerCmd(container).exec().getState()));
    }

    /**
     * How its main process stands, or ended: an engine hears of a lack of memory apart from the end that comes of it, and
     * maybe a moment later. Nothing where the container is gone.
     */
    public Optional<InspectContainerResponse.ContainerState> ending(String container) {
        Optional<InspectContainerResponse.ContainerState> state = state(container);
        for (int look = 0;
                look < LOOKS && state.filter(Engine::killedForNoReason).isPresent();
                look++) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            state = state(container);
        }
        return state;
    }

    private static boolean killedForNoReason(InspectContainerResponse.ContainerState state) {
        return !Boolean.TRUE.equals(state.getRunning())
                && Long.valueOf(KILLED).equals(state.getExitCodeLong())
                && !Boolean.TRUE.equals(state.getOOMKilled());
    }

    /** What is known of it; nothing where it is gone. */
    public Optional<InspectContainerResponse> inspect(String container) {
        return ask(
                "inspect",
                () -> found(() -> client.inspectContainerCmd(container).exec()));
    }

    /** Ends its main process, by force after the time; one that does not run is as wanted. */
    public void stop(String container, Duration patience) {
        ask("stop", LIMIT.plus(patience), () -> {
            try {
                return client.stopContainerCmd(container)
                        .withTimeout((int) patience.toSeconds())
                        .exec();
            } catch (NotModifiedException e) {
                return null;
            }
        });
    }

    public void restart(String container, Duration patience) {
        ask(
                "restart",
                LIMIT.plus(patience),
                () -> client.restartContainerCmd(container)
                        .withTimeout((int) patience.toSeconds())
                        .exec());
    }

    /** The containers with all of the labels, also those that do not run. */
    public List<Container> containers(Map<String, String> labels) {
        return ask(
                "list",
                () -> client.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(labels)
                        .exec());
    }

    /** Unpacks a tar archive in a folder that is a volume. */
    public void unpack(String container, String folder, InputStream tar) {
        ask(
                "copy",
                Duration.ofMinutes(5),
                () -> client.copyArchiveToContainerCmd(container)
                        .withTarInputStream(tar)
                        .withRemotePath(folder)
                        .exec());
    }

    /** The number of the user whose a folder of a container is. */
    public long owner(String container, String folder) {
        return ask("copy", () -> {
            try (InputStream archive =
                    client.copyArchiveFromContainerCmd(container, folder).exec()) {
                return Tar.owner(archive);
            }
        });
    }

    /** Whether the volume had to be made. */
    public boolean ensureVolume(String name, Map<String, String> labels) {
        return ask("volume", () -> {
            if (found(() -> client.inspectVolumeCmd(name).exec()).isPresent()) {
                return false;
            }
            client.createVolumeCmd().withName(name).withLabels(labels).exec();
            return true;
        });
    }

    public void removeVolume(String name) {
        ask("volume", () -> quietly(() -> client.removeVolumeCmd(name).exec()));
    }

    public List<Network> networks() {
        return ask("network", () -> client.listNetworksCmd().exec());
    }

    public void removeNetwork(String name) {
        ask("network", () -> quietly(() -> client.removeNetworkCmd(name).exec()));
    }

    public <T> T ask(String phase, Callable<T> question) {
        return ask(phase, LIMIT, question);
    }

    public <T> T ask(String phase, Duration limit, Callable<T> question) {
        return follow(phase, limit, () -> {}, question);
    }

    /** @param check throws where the answer is no longer wanted; asked often */
    <T> T follow(String phase, Duration limit, Runnable check, Callable<T> question) {
        return questions.ask(phase, limit, check, question);
    }

    /** What is gone already is as wanted. */
    private static Void quietly(Runnable command) {
        try {
            command.run();
        } catch (NotFoundException e) {
            // As wanted.
        } catch (ConflictException e) {
            if (!String.valueOf(e.getMessage()).contains("is already in progress")) {
                throw e;
            }
        }
        return null;
    }

    private static <T> Optional<T> found(Callable<T> question) throws Exception {
        try {
            return Optional.of(question.call());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }
}
