package dev.codeagent.modelgateway;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.diagnostics.net.BoundedHttp;
import dev.codeagent.docker.ContainerLog;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.ProjectNetworks;
import dev.codeagent.docker.ResourceLabels;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Runs model servers as Docker containers on an internal network. If the gateway is a container of the same engine, it
 * joins this network; if it runs on the host of the engine, it has an address there.
 */
final class DockerModelRunner implements ModelRunner {
    static final String ROLE = "llm";
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(3);
    private static final int MAX_HEALTH_BYTES = 1 << 20;
    private static final int LOG_TAIL_LINES = 5;
    private static final int LOG_TAIL_CHARACTERS = 2000;

    private final DockerEngineClient engine;
    private final GatewaySettings settings;
    private final ResourceLabels labels;
    private final ProjectNetworks networks;
    private final String hostname;
    private final HttpClient http;

    /**
     *
     * @param hostname the hostname of this program; in a container it is the beginning of the container id
     * @param http sends the health checks to model servers
     */
    DockerModelRunner(DockerEngineClient engine, GatewaySettings settings, String hostname, HttpClient http) {
        this.engine = engine;
        this.settings = settings;
        this.labels = new ResourceLabels(settings.name());
        this.networks = ProjectNetworks.forRange(engine, labels, settings.subnet());
        this.hostname = hostname;
        this.http = http;
    }

    /** The container of this program, if it runs in one of this engine. */
    private Optional<String> findSelf() {
        return hostname.matches("[0-9a-f]{12}")
                        && engine.inspectContainer(hostname).isPresent()
                ? Optional.of(hostname)
                : Optional.empty();
    }

    /** Removes the containers and networks of a gateway that was killed. */
    void removeOrphans() {
        engine.listContainers(labels.roleLabels(ROLE)).forEach(c -> engine.removeContainer(c.getId()));
        findSelf()
                .ifPresent(selfId -> engine.listNetworks().stream()
                        .filter(n -> n.getName().equals(networks.modelNetworkName()))
                        .forEach(n -> disconnectSelf(selfId, n.getId())));
        networks.removeUnused();
    }

    private void disconnectSelf(String selfId, String network) {
        try {
            engine.call(
                    "network",
                    () -> engine.dockerClient()
                            .disconnectFromNetworkCmd()
                            .withNetworkId(network)
                            .withContainerId(selfId)
                            .exec());
        } catch (AgentException e) {
            // It was not connected.
        }
    }

    @Override
    public RunningModel start(ModelSettings model) {
        engine.ping(HEALTH_TIMEOUT);
        if (engine.images().find(model.image()).isEmpty()) {
            throw GatewayError.NO_IMAGE.exceptionFor(
                    "model " + model.name() + ":", model.image() + "; load it, or build it with docker/llm-image.sh");
        }
        Optional<String> self = findSelf();
        String network = networks.modelNetwork(self.isEmpty());
        self.ifPresent(selfId -> connectSelf(selfId, network));
        var hardening = new ModelContainerHardening(settings, labels, network);
        String container = engine.createContainer(model.image(), spec -> hardening.applyTo(spec, model));
        try {
            long memory = memoryLimit(container, model);
            engine.startContainer(container);
            return new RunningModel(container, serverAddress(container, network, model), memory);
        } catch (RuntimeException e) {
            engine.removeContainer(container);
            throw e;
        }
    }

    private void connectSelf(String selfId, String network) {
        boolean connected = engine.inspectContainer(selfId)
                .map(c -> c.getNetworkSettings().getNetworks().containsKey(network))
                .orElse(false);
        if (!connected) {
            engine.call(
                    "network",
                    () -> engine.dockerClient()
                            .connectToNetworkCmd()
                            .withNetworkId(network)
                            .withContainerId(selfId)
                            .withContainerNetwork(new ContainerNetwork())
                            .exec());
        }
    }

    /** The memory limit of the container; without a configured limit it follows from the size of the model file. */
    private long memoryLimit(String container, ModelSettings model) {
        long size = model.modelFile().isEmpty() ? 0 : modelFileSize(container, model);
        if (model.limits().memoryBytes() > 0) {
            return model.limits().memoryBytes();
        }
        long totalBytes = ModelSettings.DEFAULT_MEMORY_BYTES + size;
        if (size > 0) {
            engine.call(
                    "limits",
                    () -> engine.dockerClient()
                            .updateContainerCmd(container)
                            .withMemory(totalBytes)
                            .withMemorySwap(totalBytes)
                            .exec());
        }
        return totalBytes;
    }

    private long modelFileSize(String container, ModelSettings model) {
        return fileSize(container, model.modelPath())
                .orElseThrow(() -> GatewayError.MODEL_FILE_MISSING.exceptionFor(
                        "model " + model.name() + ": " + model.modelFile(),
                        settings.volume() + "; copy it there: docker run --rm --user 0 -v " + settings.volume()
                                + ":/models -v \"$PWD:/from:ro\" " + model.image() + " cp /from/" + model.modelFile()
                                + " /models/"));
    }

    /**
     * The size of a file in bytes, 0 for a directory or a link, or empty if the file is missing. The container need not
     * run. Reads only the first header of the archive.
     */
    private OptionalLong fileSize(String container, String path) {
        return engine.call("copy", () -> {
            try (InputStream archive = engine.dockerClient()
                    .copyArchiveFromContainerCmd(container, path)
                    .exec()) {
                var entry = new TarArchiveInputStream(archive).getNextEntry();
                return entry == null ? OptionalLong.empty() : OptionalLong.of(entry.isFile() ? entry.getSize() : 0);
            } catch (NotFoundException e) {
                return OptionalLong.empty();
            }
        });
    }

    private URI serverAddress(String container, String network, ModelSettings model) {
        String ip = engine.inspectContainer(container)
                .map(InspectContainerResponse::getNetworkSettings)
                .map(n -> n.getNetworks().get(network))
                .map(ContainerNetwork::getIpAddress)
                .filter(a -> !a.isBlank())
                // The address is missing if the server exited immediately.
                .orElseThrow(
                        () -> ModelErrors.containerExited(model, model.limits().memoryBytes(), status(container)));
        return URI.create("http://" + ip + ":" + model.port());
    }

    @Override
    public ContainerStatus status(RunningModel running) {
        return status(running.container());
    }

    private ContainerStatus status(String container) {
        return engine.exitState(container)
                .map(state -> Boolean.TRUE.equals(state.getRunning())
                        ? ContainerStatus.RUNNING
                        : new ContainerStatus(
                                false,
                                state.getExitCodeLong() == null ? -1 : state.getExitCodeLong(),
                                Boolean.TRUE.equals(state.getOOMKilled()),
                                logTail(container)))
                .orElse(new ContainerStatus(false, -1, false, "the container was removed"));
    }

    /** Empty if the log cannot be read: it explains a failure and must not cause another one. */
    private String logTail(String container) {
        try {
            String output =
                    ContainerLog.readTail(engine, container, LOG_TAIL_LINES).strip();
            return output.substring(Math.max(0, output.length() - LOG_TAIL_CHARACTERS));
        } catch (AgentException e) {
            return "";
        }
    }

    @Override
    public boolean isHealthy(RunningModel running, ModelSettings model) {
        var request = HttpRequest.newBuilder(running.address().resolve(model.healthPath()))
                .build();
        try {
            return BoundedHttp.send(http, request, MAX_HEALTH_BYTES, HEALTH_TIMEOUT)
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void remove(RunningModel running) {
        engine.removeContainer(running.container());
    }
}
