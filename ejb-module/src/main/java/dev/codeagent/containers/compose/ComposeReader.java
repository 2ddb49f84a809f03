package dev.codeagent.containers.compose;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the file as a whole: which services there are, which volumes and networks they may name. */
final class ComposeReader {
    private static final Set<String> NETWORK = Set.of("driver", "internal", "name", "labels", "attachable", "ipam");

    private final Variables variables;
    private final Set<String> notices = new LinkedHashSet<>();

    ComposeReader(Variables variables) {
        this.variables = variables;
    }

    ComposeFile read(String file, String text) {
        YamlValue root = YamlValue.read(file, text, variables);
        String name = "default";
        Map<String, YamlValue> services = Map.of();
        Set<String> volumes = Set.of();
        Set<String> networks = Set.of();
        for (Map.Entry<String, YamlValue> field : root.fields().entrySet()) {
            YamlValue value = field.getValue();
            switch (field.getKey()) {
                case "version" -> value.text();
                case "name" -> name = name(value);
                case "services" -> services = value.fields();
                case "volumes" -> volumes = volumes(value);
                case "networks" -> networks = networks(value);
                case "configs", "secrets", "include" ->
                    throw value.wrong("'" + field.getKey() + "' is not supported here; give what a service needs in its"
                            + " environment, or write it with docker_exec");
                default -> {
                    if (!field.getKey().startsWith("x-")) {
                        throw value.wrong("unknown key; a file has name, services, volumes and networks");
                    }
                }
            }
        }
        if (services.isEmpty()) {
            throw root.wrong("the file has no services");
        }
        List<ComposeFile.Service> all = services(name, services, volumes, networks);
        variables.missing().forEach(v -> notices.add("${" + v + "} has no value and is empty; give it in env"));
        return new ComposeFile(name, all, new ArrayList<>(notices));
    }

    private static String name(YamlValue value) {
        String name = value.text();
        if (!name.matches("[a-z0-9][a-z0-9_-]{0,39}")) {
            throw value.wrong("'" + name + "' is no name: up to 40 small letters, digits, '_' and '-'");
        }
        return name;
    }

    private List<ComposeFile.Service> services(
            String project, Map<String, YamlValue> services, Set<String> volumes, Set<String> networks) {
        var all = new ArrayList<ComposeFile.Service>();
        services.forEach((name, fields) -> {
            YamlValue profiles = fields.fields().get("profiles");
            if (profiles != null && !profiles.items().isEmpty()) {
                notices.add("service " + name + " has a profile and is left out");
            } else {
                all.add(new ServiceReader(project, name, volumes, networks, notices::add).read(fields));
            }
        });
        return all;
    }

    private static Set<String> volumes(YamlValue value) {
        value.fields()
                .forEach((name, volume) -> volume.fields().forEach((key, setting) -> {
                    if (!key.equals("labels")) {
                        throw setting.wrong(
                                "'" + key + "' of a volume is not supported: volumes are the project's own, with"
                                        + " nothing of the machine behind them");
                    }
                }));
        return value.fields().keySet();
    }

    private static Set<String> networks(YamlValue value) {
        value.fields()
                .forEach((name, network) -> network.fields().forEach((key, setting) -> {
                    if (!NETWORK.contains(key)
                            || key.equals("driver") && !setting.text().equals("bridge")) {
                        throw setting.wrong(
                                "'" + key + "' of a network is not supported: the project's own network stands for"
                                        + " all of them");
                    }
                }));
        return value.fields().keySet();
    }
}
