package dev.codeagent.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * A Docker engine, asked over its API (1.41 and newer). A call that gets no answer is given up, because a socket file has no
 * limit of its own; a failure is SANDBOX_FAILED and names the phase.
 */
public final class Engine {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 200;

    private final String address;
    private final DockerClient client;
    private final ThreadFactory threads;

    /** @param address e.g. {@code unix:///var/run/docker.sock} or {@code tcp://host:2375} */
    public Engine(String address, ThreadFactory threads) {
        this.address = address;
        this.threads = threads;
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(address)
                .withDockerTlsVerify(false)
                .build();
        this.client = DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .maxConnections(CONNECTIONS)
                        .connectionTimeout(Duration.ofSeconds(5))
                        .build());
    }

    public String address() {
        return address;
    }

    /** Whether it answers, within the time. */
    public void ping(Duration limit) {
        ask("engine", limit, () -> client.pingCmd().exec());
    }

    public boolean hasImage(String image) {
        return ask("image", () -> found(() -> client.inspectImageCmd(image).exec()))
                .isPresent();
    }

    public DockerClient client() {
        return client;
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
        ask(
                "removal",
                () -> quietly(() -> client.removeContainerCmd(container)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec()));
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
        var answer = new FutureTask<>(question);
        threads.newThread(answer).start();
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw failed(phase, "the engine gave no answer for " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while the engine worked", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AgentException known) {
                throw known;
            }
            throw failed(phase, EngineWords.of(e.getCause()), e.getCause());
        }
    }

    private AgentException failed(String phase, String reason, Throwable cause) {
        return new AgentException(
                ErrorCode.SANDBOX_FAILED, "Docker (" + address + ") failed at " + phase + ": " + reason, cause);
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
