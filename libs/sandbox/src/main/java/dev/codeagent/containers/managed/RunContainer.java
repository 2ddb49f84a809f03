package dev.codeagent.containers.managed;

import com.github.dockerjava.api.model.Container;
import dev.codeagent.docker.ResourceLabels;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A container of a run, as the engine knew it a moment ago.
 *
 * @param name the run's name for it
 * @param state the engine's word: created, running, exited, …
 * @param status the engine's words for people, with the health in brackets
 */
public record RunContainer(
        String id, String name, String image, String state, String status, Map<String, String> labels) {

    static RunContainer of(Container container) {
        return new RunContainer(
                container.getId(),
                container.getLabels().getOrDefault(ResourceLabels.NAME, ""),
                container.getImage(),
                container.getState(),
                String.valueOf(container.getStatus()),
                Map.copyOf(container.getLabels()));
    }

    public boolean isRunning() {
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
    public String summary() {
        return name + ": " + status.toLowerCase(java.util.Locale.ROOT).strip() + ", " + image;
    }

    String runId() {
        return labels.getOrDefault(ResourceLabels.RUN, "");
    }

    boolean hasHostName(String hostName) {
        return Stream.concat(
                        Stream.of(name),
                        Stream.of(
                                labels.getOrDefault(RunLabels.ALIASES_LABEL, "").split(",")))
                .anyMatch(hostName::equals);
    }
}
