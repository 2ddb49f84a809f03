package dev.codeagent.containers.managed;

import com.github.dockerjava.api.model.Container;
import dev.codeagent.docker.ResourceLabels;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A container of a run, as the engine last reported it.
 *
 * @param name its name in the run
 * @param state of the Docker API: created, running, exited, …
 * @param status the readable status of the Docker API, with the health in parentheses
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

    /** {@code healthy}, {@code unhealthy} or {@code starting}; empty without a health check. */
    public String health() {
        return status.contains("(healthy)")
                ? "healthy"
                : status.contains("(unhealthy)")
                        ? "unhealthy"
                        : status.contains("(health: starting)") ? "starting" : "";
    }

    /** One readable line. */
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
