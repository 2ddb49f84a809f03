package dev.codeagent.containers.managed;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The details of a container that its run may see: nothing of the Docker host, and none of the labels of the server.
 */
final class ContainerDetails {
    private ContainerDetails() {}

    static JsonObject toJson(RunContainer container, InspectContainerResponse response, RunLabels runLabels) {
        JsonObjectBuilder fields = Json.createObjectBuilder()
                .add("name", container.name())
                .add("image", container.image())
                .add("state", container.state())
                .add("health", container.health())
                .add("status", container.status());
        Optional.ofNullable(response.getState())
                .ifPresent(s -> fields.add("exitCode", s.getExitCodeLong() == null ? 0 : s.getExitCodeLong())
                        .add("startedAt", String.valueOf(s.getStartedAt()))
                        .add("finishedAt", String.valueOf(s.getFinishedAt()))
                        .add("outOfMemory", Boolean.TRUE.equals(s.getOOMKilled())));
        var config = response.getConfig();
        if (config != null) {
            fields.add("entrypoint", toJsonArray(config.getEntrypoint()))
                    .add("command", toJsonArray(config.getCmd()))
                    .add("environment", toJsonArray(config.getEnv()))
                    .add("directory", String.valueOf(config.getWorkingDir()))
                    .add("user", String.valueOf(config.getUser()));
        }
        Optional.ofNullable(response.getHostConfig()).ifPresent(h -> addLimits(fields, h));
        fields.add("volumes", volumeDetails(response, runLabels));
        fields.add("network", networkDetails(response));
        return fields.build();
    }

    private static void addLimits(JsonObjectBuilder fields, HostConfig hostConfig) {
        fields.add("memoryBytes", hostConfig.getMemory() == null ? 0 : hostConfig.getMemory())
                .add("cpus", hostConfig.getNanoCPUs() == null ? 0 : hostConfig.getNanoCPUs() / 1e9)
                .add("processes", hostConfig.getPidsLimit() == null ? 0 : hostConfig.getPidsLimit());
    }

    private static JsonObjectBuilder volumeDetails(InspectContainerResponse response, RunLabels runLabels) {
        var volumes = Json.createObjectBuilder();
        String prefix = runLabels.volumeName("");
        if (response.getMounts() != null) {
            response.getMounts().stream()
                    .filter(m -> m.getName() != null && m.getDestination() != null)
                    .forEach(m -> volumes.add(
                            m.getDestination().getPath(),
                            m.getName().startsWith(prefix) ? m.getName().substring(prefix.length()) : "(anonymous)"));
        }
        return volumes;
    }

    private static JsonObjectBuilder networkDetails(InspectContainerResponse response) {
        var network = Json.createObjectBuilder();
        if (response.getNetworkSettings() != null
                && response.getNetworkSettings().getNetworks() != null) {
            response.getNetworkSettings()
                    .getNetworks()
                    .values()
                    .forEach(n -> network.add("address", String.valueOf(n.getIpAddress()))
                            .add("names", toJsonArray(n.getAliases())));
        }
        return network;
    }

    private static jakarta.json.JsonArray toJsonArray(String[] values) {
        return toJsonArray(values == null ? List.of() : Arrays.asList(values));
    }

    private static jakarta.json.JsonArray toJsonArray(Collection<String> values) {
        return Json.createArrayBuilder(values == null ? List.of() : values).build();
    }
}
