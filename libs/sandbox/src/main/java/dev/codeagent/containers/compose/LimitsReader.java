package dev.codeagent.containers.compose;

import dev.codeagent.containers.managed.ContainerSpec;
import dev.codeagent.docker.QuantityParser;
import java.util.Map;

/** Reads the limits of a service, in the old notation ({@code mem_limit}) and the new one ({@code deploy}). */
final class LimitsReader {
    private double cpus;
    private long memory;
    private int processes;

    ContainerSpec.Limits limits() {
        return new ContainerSpec.Limits(cpus, memory, processes);
    }

    void read(String key, YamlValue value) {
        switch (key) {
            case "mem_limit", "memory" -> memory = QuantityParser.parseBytes(key, value.text());
            case "cpus" -> cpus = QuantityParser.parseCpus(key, value.text());
            case "pids_limit", "pids" -> processes = QuantityParser.parseInteger(key, value.text());
            case "deploy" -> value.fields().forEach(this::readDeploy);
            default -> throw value.invalid("unknown key; the known keys are cpus, memory and pids");
        }
    }

    private void readDeploy(String key, YamlValue value) {
        if (key.equals("resources")) {
            value.fields().forEach(this::readResources);
        } else if (!key.equals("replicas") || QuantityParser.parseInteger(key, value.text()) != 1) {
            throw value.invalid("'" + key + "' is not supported; a service is one container");
        }
    }

    private void readResources(String key, YamlValue value) {
        if (key.equals("limits")) {
            for (Map.Entry<String, YamlValue> limit : value.fields().entrySet()) {
                read(limit.getKey(), limit.getValue());
            }
        } else {
            throw value.invalid("'" + key + "' is not supported; use limits");
        }
    }
}
