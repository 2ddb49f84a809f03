package dev.codeagent.containers.own;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A container as its run may see it: nothing of the engine's machine, none of the server's labels. */
final class Inspection {
    private Inspection() {}

    static JsonObject of(OwnContainer container, InspectContainerResponse all, Ownership own) {
        JsonObjectBuilder fields = Json.createObjectBuilder()
                .add("name", container.name())
                .add("image", container.image())
                .add("state", container.state())
                .add("health", container.health())
                .add("status", container.status());
        Optional.ofNullable(all.getState())
                .ifPresent(s -> fields.add("exitCode", s.getExitCodeLong() == null ? 0 : s.getExitCodeLong())
                        .add("startedAt", String.valueOf(s.getStartedAt()))
                        .add("finishedAt", String.valueOf(s.getFinishedAt()))
                        .add("outOfMemory", Boolean.TRUE.equals(s.getOOMKilled())));
        var config = all.getConfig();
        if (config != null) {
            fields.add("entrypoint", list(config.getEntrypoint()))
                    .add("command", list(config.getCmd()))
                    .add("environment", list(config.getEnv()))
                    .add("directory", String.valueOf(config.getWorkingDir()))
                    .add("user", String.valueOf(config.getUser()));
        }
        Optional.ofNullable(all.getHostConfig()).ifPresent(h -> limits(fields, h));
        fields.add("volumes", volumes(all, own));
        fields.add("network", network(all));
        return fields.build();
    }

    private static void limits(JsonObjectBuilder fields, HostConfig host) {
        fields.add("memoryBytes", host.getMemory() == null ? 0 : host.getMemory())
                .add("cpus", host.getNanoCPUs() == null ? 0 : host.getNanoCPUs() / 1e9)
                .add("processes", host.getPidsLimit() == null ? 0 : host.getPidsLimit());
    }

    private static JsonObjectBuilder volumes(InspectContainerResponse all, Ownership own) {
        var volumes = Json.createObjectBuilder();
        String prefix = own.volume("");
        if (all.getMounts() != null) {
            all.getMounts().stream()
                    .filter(m -> m.getName() != null && m.getDestination() != null)
                    .forEach(m -> volumes.add(
                            m.getDestination().getPath(),
                            m.getName().startsWith(prefix) ? m.getName().substring(prefix.length()) : "(its own)"));
        }
        return volumes;
    }

    private static JsonObjectBuilder network(InspectContainerResponse all) {
        var network = Json.createObjectBuilder();
        if (all.getNetworkSettings() != null && all.getNetworkSettings().getNetworks() != null) {
            all.getNetworkSettings()
                    .getNetworks()
                    .values()
                    .forEach(n -> network.add("address", String.valueOf(n.getIpAddress()))
                            .add("names", list(n.getAliases())));
        }
        return network;
    }

    private static jakarta.json.JsonArray list(String[] texts) {
        return list(texts == null ? List.of() : Arrays.asList(texts));
    }

    private static jakarta.json.JsonArray list(Collection<String> texts) {
        return Json.createArrayBuilder(texts == null ? List.of() : texts).build();
    }
}
