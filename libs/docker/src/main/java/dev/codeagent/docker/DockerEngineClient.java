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
 * Client of the Docker Engine API, version 1.41 and newer. Every call has a timeout, because a Unix socket has none. A
 * failed call throws SANDBOX_FAILED, and the message names the phase.
 */
public final class DockerEngineClient {
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

    /** @throws dev.codeagent.api.error.AgentException CONFIGURATION if the certificates are invalid */
    public DockerEngineClient(DockerConnection connection, ThreadFactory threads) {
        this.address = connection.address();
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(address)
                .withDockerTlsVerify(false)
                .build();
        this.http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(connection
                        .certificates()
                        .map(DockerEngineClient::sslConfig)
                        .orElse(null))
                .maxConnections(MAX_CONNECTIONS)
                .connectionTimeout(TimedCalls.PING_TIMEOUT)
                .build();
        this.client = DockerClientImpl.getInstance(config, http);
        this.timedCalls = new TimedCalls(address, () -> client.pingCmd().exec(), threads);
    }

    /** Replaces docker-java's own reader of these files, which needs BouncyCastle. */
    private static SSLConfig sslConfig(Path certificates) {
        SSLContext context = MutualTls.createContext(certificates);
        return () -> context;
    }

    public String address() {
        return address;
    }

    /** Throws if the engine does not answer within the timeout. */
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

    /** Creates a container and returns its id; {@code spec} sets its options. */
    public String createContainer(String image, UnaryOperator<CreateContainerCmd> spec) {
        return call(
                "container",
                () -> spec.apply(client.createContainerCmd(image)).exec().getId());
    }

    /**
     * Starts a container. Does nothing if it is running. Other errors are thrown: an engine answers NOT FOUND for a
     * missing program too.
     */
    public void startContainer(String container) {
        call("start", () -> {
            try {
                return client.startContainerCmd(container).exec();
            } catch (NotModifiedException e) {
                return null;
            }
        });
    }

    /** Kills a container with all its processes and removes it, if it exists. */
    public void removeContainer(String container) {
        call("removal", () -> {
            for (int remainingRetries = REMOVE_RETRIES; ; remainingRetries--) {
                try {
                    return ignoringMissing(() -> client.removeContainerCmd(container)
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec());
                } catch (DockerException e) {
                    // Podman refuses to remove a container that has just ended by itself.
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

    /** The state of the main process; empty if the container does not exist. */
    public Optional<InspectContainerResponse.ContainerState> containerState(String container) {
        return call(
                "state",
                () -> findOptional(
                        () -> client.inspectContainerCmd(container).exec().getState()));
    }

    /**
     * The state of the main process, with the reason if it was killed: an engine reports lack of memory separately from
     * the exit, and possibly a moment later. Empty if the container does not exist.
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

    /** The details of a container; empty if it does not exist. */
    public Optional<InspectContainerResponse> inspectContainer(String container) {
        return call(
                "inspect",
                () -> findOptional(() -> client.inspectContainerCmd(container).exec()));
    }

    /** Stops the main process, by force after the timeout. Does nothing if it is not running. */
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

    /** The containers that have all these labels, running or not. */
    public List<Container> listContainers(Map<String, String> labels) {
        return call(
                "list",
                () -> client.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(labels)
                        .exec());
    }

    /** Extracts a tar archive into a directory that is a volume. */
    public void extractArchive(String container, String folder, InputStream tar) {
        call(
                "copy",
                Duration.ofMinutes(5),
                () -> client.copyArchiveToContainerCmd(container)
                        .withTarInputStream(tar)
                        .withRemotePath(folder)
                        .exec());
    }

    /** The user id that owns a directory of a container. */
    public long fileOwner(String container, String folder) {
        return call("copy", () -> {
            try (InputStream archive =
                    client.copyArchiveFromContainerCmd(container, folder).exec()) {
                return TarArchives.firstEntryOwner(archive);
            }
        });
    }

    /** Creates the volume if it does not exist; returns whether it did so. */
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

    /** @param cancellationCheck throws if the result is no longer needed; called often */
    <T> T callCancellable(String phase, Duration timeout, Runnable cancellationCheck, Callable<T> operation) {
        return timedCalls.call(phase, timeout, cancellationCheck, operation);
    }

    private static Void ignoringMissing(Runnable command) {
        try {
            command.run();
        } catch (NotFoundException e) {
            // The goal is reached.
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
