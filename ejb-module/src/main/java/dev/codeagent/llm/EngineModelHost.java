package dev.codeagent.llm;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.engine.Engine;
import dev.codeagent.engine.Labels;
import dev.codeagent.sandbox.docker.ProjectNetworks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * Model servers as containers of an engine, on a closed network. A gateway that is a container of the same engine joins it;
 * one that runs on the engine's machine has an address there.
 */
public final class EngineModelHost implements ModelHost {
    static final String ROLE = "llm";
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final int LAST_LINES = 5;

    private final Engine engine;
    private final GatewaySettings settings;
    private final Labels labels;
    private final ProjectNetworks networks;
    private final String machine;
    private final HttpClient http;

    /**
     * @param machine what this program's machine is called; an engine calls a container's after the beginning of its id
     * @param http asks model servers for their health
     */
    public EngineModelHost(Engine engine, GatewaySettings settings, String machine, HttpClient http) {
        this.engine = engine;
        this.settings = settings;
        this.labels = new Labels(settings.name());
        this.networks = ProjectNetworks.on(engine, labels, settings.subnet());
        this.machine = machine;
        this.http = http;
    }

    /** The container that this program is, where it is one of the engine's. */
    private Optional<String> self() {
        return machine.matches("[0-9a-f]{12}") && engine.inspect(machine).isPresent()
                ? Optional.of(machine)
                : Optional.empty();
    }

    /** Removes what a gateway that was killed left. */
    public void clear() {
        engine.containers(labels.role(ROLE)).forEach(c -> engine.remove(c.getId()));
        self().ifPresent(me -> engine.networks().stream()
                .filter(n -> n.getName().equals(networks.modelsName()))
                .forEach(n -> leave(me, n.getId())));
        networks.removeUnused();
    }

    private void leave(String me, String network) {
        try {
            engine.ask(
                    "network",
                    () -> engine.client()
                            .disconnectFromNetworkCmd()
                            .withNetworkId(network)
                            .withContainerId(me)
                            .exec());
        } catch (AgentException e) {
            // It was not on it.
        }
    }

    @Override
    public Running start(ModelEntry model) {
        engine.ping(ANSWER);
        if (engine.images().find(model.image()).isEmpty()) {
            throw Complaint.NO_IMAGE.about(
                    "model " + model.name() + ":", model.image() + "; load it, or make it with docker/llm-image.sh");
        }
        Optional<String> self = self();
        String network = networks.models(self.isEmpty());
        self.ifPresent(me -> join(me, network));
        var walls = new ModelWalls(settings, labels, network);
        String container = engine.create(model.image(), spec -> walls.fill(spec, model));
        try {
            long memory = memory(container, model);
            engine.start(container);
            return new Running(container, address(container, network, model), memory);
        } catch (RuntimeException e) {
            engine.remove(container);
            throw e;
        }
    }

    private void join(String me, String network) {
        boolean joined = engine.inspect(me)
                .map(c -> c.getNetworkSettings().getNetworks().containsKey(network))
                .orElse(false);
        if (!joined) {
            engine.ask(
                    "network",
                    () -> engine.client()
                            .connectToNetworkCmd()
                            .withNetworkId(network)
                            .withContainerId(me)
                            .withContainerNetwork(new ContainerNetwork())
                            .exec());
        }
    }

    /** The container's limit, which the size of its model decides where the entry does not. */
    private long memory(String container, ModelEntry model) {
        long size = model.file().isEmpty() ? 0 : size(container, model);
        if (model.limits().memoryBytes() > 0) {
            return model.limits().memoryBytes();
        }
        long all = ModelEntry.MEMORY + size;
        if (size > 0) {
            engine.ask(
                    "limits",
                    () -> engine.client()
                            .updateContainerCmd(container)
                            .withMemory(all)
                            .withMemorySwap(all)
                            .exec());
        }
        return all;
    }

    private long size(String container, ModelEntry model) {
        return VolumeFile.size(engine, container, model.place())
                .orElseThrow(() -> Complaint.MODEL_FILE_MISSING.about(
                        "model " + model.name() + ": " + model.file(),
                        settings.volume() + "; copy it there: docker run --rm --user 0 -v " + settings.volume()
                                + ":/models -v \"$PWD:/from:ro\" " + model.image() + " cp /from/" + model.file()
                                + " /models/"));
    }

    private URI address(String container, String network, ModelEntry model) {
        String ip = engine.inspect(container)
                .map(InspectContainerResponse::getNetworkSettings)
                .map(n -> n.getNetworks().get(network))
                .map(ContainerNetwork::getIpAddress)
                .filter(a -> !a.isBlank())
                // It has none any more where its program ended at once.
                .orElseThrow(() -> Failures.died(model, model.limits().memoryBytes(), fate(container)));
        return URI.create("http://" + ip + ":" + model.port());
    }

    @Override
    public Fate fate(Running running) {
        return fate(running.container());
    }

    private Fate fate(String container) {
        return engine.ending(container)
                .map(state -> Boolean.TRUE.equals(state.getRunning())
                        ? Fate.ALIVE
                        : new Fate(
                                false,
                                state.getExitCodeLong() == null ? -1 : state.getExitCodeLong(),
                                Boolean.TRUE.equals(state.getOOMKilled()),
                                lastWords(container)))
                .orElse(new Fate(false, -1, false, "the container was removed"));
    }

    private String lastWords(String container) {
        return LastLines.of(engine, container, LAST_LINES);
    }

    @Override
    public boolean healthy(Running running, ModelEntry model) {
        var request = HttpRequest.newBuilder(running.address().resolve(model.health()))
                .timeout(ANSWER)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void remove(Running running) {
        engine.remove(running.container());
    }
}
