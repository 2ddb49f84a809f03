package dev.codeagent.docker;

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
import dev.codeagent.diagnostics.net.MutualTls;
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
public final class DockerEngineClient {
    /** The exit code after SIGKILL. */
    private static final long SIGKILL_EXIT_CODE = 137;

    private static final int OOM_STATE_CHECKS = 10;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_CONNECTIONS = 200;
    private static final int REMOVE_RETRIES = 10;
    private static final Duration REMOVE_RETRY_INTERVAL = Duration.ofMillis(200);

    private final String address;
    private final DockerClient client;
    private final DockerHttpClient http;
    private final TimedCalls timedCalls;

    /**
     * @param address e.g. {@code unix:///var/run/docker.sock} or {@code tcp://host:2376}
     * @param certificates the folder of {@code ca.pem}, {@code cert.pem} and {@code key.pem}, where TLS is spoken;
     *     CONFIGURATION where they are wrong
     */
    public DockerEngineClient(String address, Optional<Path> certificates, ThreadFactory threads) {
        this.address = address;
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(address)
                .withDockerTlsVerify(false)
                .build();
        this.http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(certificates.map(DockerEngineClient::sslConfig).orElse(null))
                .maxConnections(MAX_CONNECTIONS)
                .connectionTimeout(TimedCalls.PING_TIMEOUT)
                .build();
        this.client = DockerClientImpl.getInstance(config, http);
        this.timedCalls = new TimedCalls(address, () -> client.pingCmd().exec(), threads);
    }

    /** docker-java's own reading of the files needs BouncyCastle, which we do without. */
    private static SSLConfig sslConfig(Path certificates) {
        SSLContext context = MutualTls.createContext(certificates);
        return () -> context;
    }

    public String address() {
        return address;
    }

    /** Whether it answers, within the time. */
    public void ping(Duration timeout) {
        call("engine", timeout, () -> client.pingCmd().exec());
    }

    public DockerImages images() {
        return new DockerImages(this);
    }

    public DockerClient dockerClient() {
        return client;
    }

    DockerHttpClient http() {
        return http;
    }

    /** Makes a container; {@code spec} fills in what it shall be. */
    public String createContainer(String image, UnaryOperator<CreateContainerCmd> spec) {
        return call(
                "container",
                () -> spec.apply(client.createContainerCmd(image)).exec().getId());
    }

    /** One that runs already is as wanted; an engine says NOT FOUND for a program that is missing, too, so that is told. */
    public void startContainer(String container) {
        call("start", () -> {
            try {
                return client.startContainerCmd(container).exec();
            } catch (NotModifiedException e) {
                return null;
            }
        });
    }

    /** Ends a container and all its processes, where it is still there. */
    public void removeContainer(String container) {
        call("removal", () -> {
            for (int remainingRetries = REMOVE_RETRIES; ; remainingRetries--) {
                try {
                    return ignoringMissing(() -> client.removeContainerCmd(container)
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec());
                } catch (DockerException e) {
                    // Podman refuses to end one that has just ended by itself.
                    if (remainingRetries == 0 || !String.valueOf(e.getMessage()).contains("state improper")) {
                        throw e;
                    }
                    Thread.sleep(REMOVE_RETRY_INTERVAL);
                }
            }
        });
    }

    public void renameContainer(String container, String name) {
        call(
                "container",
                () -> client.renameContainerCmd(container).withName(name).exec());
    }

    /** How its main process stands; nothing where the container is gone. */
    public Optional<InspectContainerResponse.ContainerState> containerState(String container) {
        return call(
                "state",
                () -> findOptional(
                        () -> client.inspectContainerCmd(container).exec().getState()));
    }

    /**
     * How its main process stands, or ended: an engine hears of a lack of memory apart from the end that comes of it, and
     * maybe a moment later. Nothing where the container is gone.
     */
    public Optional<InspectContainerResponse.ContainerState> exitState(String container) {
        Optional<InspectContainerResponse.ContainerState> state = containerState(container);
        for (int attempt = 0;
                attempt < OOM_STATE_CHECKS
                        && state.filter(DockerEngineClient::isUnexplainedKill).isPresent();
                attempt++) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            state = containerState(container);
        }
        return state;
    }

    private static boolean isUnexplainedKill(InspectContainerResponse.ContainerState state) {
        return !Boolean.TRUE.equals(state.getRunning())
                && Long.valueOf(SIGKILL_EXIT_CODE).equals(state.getExitCodeLong())
                && !Boolean.TRUE.equals(state.getOOMKilled());
    }

    /** What is known of it; nothing where it is gone. */
    public Optional<InspectContainerResponse> inspectContainer(String container) {
        return call(
                "inspect",
                () -> findOptional(() -> client.inspectContainerCmd(container).exec()));
    }

    /** Ends its main process, by force after the time; one that does not run is as wanted. */
    public void stopContainer(String container, Duration timeout) {
        call("stop", DEFAULT_TIMEOUT.plus(timeout), () -> {
            try {
                return client.stopContainerCmd(container)
                        .withTimeout((int) timeout.toSeconds())
                        .exec();
            } catch (NotModifiedException e) {
                return null;
            }
        });
    }

    public void restartContainer(String container, Duration timeout) {
        call(
                "restart",
                DEFAULT_TIMEOUT.plus(timeout),
                () -> client.restartContainerCmd(container)
                        .withTimeout((int) timeout.toSeconds())
                        .exec());
    }

    /** The containers with all of the labels, also those that do not run. */
    public List<Container> listContainers(Map<String, String> labels) {
        return call(
                "list",
                () -> client.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(labels)
                        .exec());
    }

    /** Unpacks a tar archive in a folder that is a volume. */
    public void extractArchive(String container, String folder, InputStream tar) {
        call(
                "copy",
                Duration.ofMinutes(5),
                () -> client.copyArchiveToContainerCmd(container)
                        .withTarInputStream(tar)
                        .withRemotePath(folder)
                        .exec());
    }

    /** The number of the user whose a folder of a container is. */
    public long fileOwner(String container, String folder) {
        return call("copy", () -> {
            try (InputStream archive =
                    client.copyArchiveFromContainerCmd(container, folder).exec()) {
                return TarArchives.firstEntryOwner(archive);
            }
        });
    }

    /** Whether the volume had to be made. */
    public boolean ensureVolume(String name, Map<String, String> labels) {
        return call("volume", () -> {
            if (findOptional(() -> client.inspectVolumeCmd(name).exec()).isPresent()) {
                return false;
            }
            client.createVolumeCmd().withName(name).withLabels(labels).exec();
            return true;
        });
    }

    public void removeVolume(String name) {
        call("volume", () -> ignoringMissing(() -> client.removeVolumeCmd(name).exec()));
    }

    public List<Network> listNetworks() {
        return call("network", () -> client.listNetworksCmd().exec());
    }

    public void removeNetwork(String name) {
        call(
                "network",
                () -> ignoringMissing(() -> client.removeNetworkCmd(name).exec()));
    }

    public <T> T call(String phase, Callable<T> operation) {
        return call(phase, DEFAULT_TIMEOUT, operation);
    }

    public <T> T call(String phase, Duration timeout, Callable<T> operation) {
        return callCancellable(phase, timeout, () -> {}, operation);
    }

    /** @param cancellationCheck throws where the answer is no longer wanted; asked often */
    <T> T callCancellable(String phase, Duration timeout, Runnable cancellationCheck, Callable<T> operation) {
        return timedCalls.call(phase, timeout, cancellationCheck, operation);
    }

    /** What is gone already is as wanted. */
    private static Void ignoringMissing(Runnable command) {
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

    private static <T> Optional<T> findOptional(Callable<T> operation) throws Exception {
        try {
            return Optional.of(operation.call());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }
}
