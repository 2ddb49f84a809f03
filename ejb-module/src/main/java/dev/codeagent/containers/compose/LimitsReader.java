package dev.codeagent.containers.compose;

import dev.codeagent.containers.own.ContainerWish;
import dev.codeagent.containers.own.Quantities;
import java.util.Map;

/** Reads what a service may use, in the older and the newer way of writing. */
final class LimitsReader {
    private double cpus;
    private long memory;
    private int processes;

    ContainerWish.Bounds bounds() {
        return new ContainerWish.Bounds(cpus, memory, processes);
    }

    void read(String key, YamlValue value) {
        switch (key) {
            case "mem_limit", "memory" -> memory = Quantities.bytes(key, value.text());
            case "cpus" -> cpus = Quantities.cpus(key, value.text());
            case "pids_limit", "pids" -> processes = Quantities.number(key, value.text());
            case "deploy" -> value.fields().forEach(this::deploy);
            default -> throw value.wrong("unknown key; cpus, memory and pids are known");
        }
    }

    private void deploy(String key, YamlValue value) {
        if (key.equals("resources")) {
            value.fields().forEach(this::resources);
        } else if (!key.equals("replicas") || Quantities.number(key, value.text()) != 1) {
            throw value.wrong("'" + key + "' is not supported here; a service is one container");
        }
    }

    private void resources(String key, YamlValue value) {
        if (key.equals("limits")) {
            for (Map.Entry<String, YamlValue> limit : value.fields().entrySet()) {
                read(limit.getKey(), limit.getValue());
            }
        } else {
            throw value.wrong("'" + key + "' is not supported here; limits are");
        }
    }
}
