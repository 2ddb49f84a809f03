package dev.codeagent.containers.own;

import com.github.dockerjava.api.model.Container;
import dev.codeagent.engine.Labels;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A container of a run, as the engine knew it a moment ago.
 *
 * @param name the run's name for it
 * @param state the engine's word: created, running, exited, …
 * @param status the engine's words for people, with the health in brackets
 */
public record OwnContainer(
        String id, String name, String image, String state, String status, Map<String, String> labels) {

    static OwnContainer of(Container container) {
        return new OwnContainer(
                container.getId(),
                container.getLabels().getOrDefault(Labels.NAME, ""),
                container.getImage(),
                container.getState(),
                String.valueOf(container.getStatus()),
                Map.copyOf(container.getLabels()));
    }

    public boolean running() {
        return "running".equals(state);
    }

    /** Healthy, unhealthy or starting; empty where nothing looks. */
    public String health() {
        return status.contains("(healthy)")
                ? "healthy"
                : status.contains("(unhealthy)")
                        ? "unhealthy"
                        : status.contains("(health: starting)") ? "starting" : "";
    }

    /** A line for people. */
    public String line() {
        return name + ": " + status.toLowerCase(java.util.Locale.ROOT).strip() + ", " + image;
    }

    String run() {
        return labels.getOrDefault(Labels.RUN, "");
    }

    boolean answersTo(String host) {
        return Stream.concat(
                        Stream.of(name),
                        Stream.of(labels.getOrDefault(Ownership.ALIASES, "").split(",")))
                .anyMatch(host::equals);
    }
}
