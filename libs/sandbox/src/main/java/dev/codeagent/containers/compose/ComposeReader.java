package dev.codeagent.containers.compose;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the top level of a file: its services, and the volumes and networks that they may use. */
final class ComposeReader {
    private static final Set<String> NETWORK_KEYS =
            Set.of("driver", "internal", "name", "labels", "attachable", "ipam");

    private final VariableInterpolator interpolator;
    private final Set<String> notices = new LinkedHashSet<>();

    ComposeReader(VariableInterpolator interpolator) {
        this.interpolator = interpolator;
    }

    ComposeFile read(String file, String text) {
        YamlValue root = YamlValue.read(file, text, interpolator);
        String name = "default";
        Map<String, YamlValue> services = Map.of();
        Set<String> volumes = Set.of();
        Set<String> networks = Set.of();
        for (Map.Entry<String, YamlValue> field : root.fields().entrySet()) {
            YamlValue value = field.getValue();
            switch (field.getKey()) {
                case "version" -> value.text();
                case "name" -> name = readName(value);
                case "services" -> services = value.fields();
                case "volumes" -> volumes = readVolumes(value);
                case "networks" -> networks = readNetworks(value);
                case "configs", "secrets", "include" ->
                    throw value.invalid("'" + field.getKey()
                            + "' is not supported; set it in the environment of the service, or write the"
                            + " file with docker_exec");
                default -> {
                    if (!field.getKey().startsWith("x-")) {
                        throw value.invalid("unknown key; the known keys are name, services, volumes and networks");
                    }
                }
            }
        }
        if (services.isEmpty()) {
            throw root.invalid("the file has no services");
        }
        List<ComposeFile.Service> serviceList = readServices(name, services, volumes, networks);
        interpolator.missingNames().forEach(v -> notices.add("${" + v + "} has no value and is empty; set it in env"));
        return new ComposeFile(name, serviceList, new ArrayList<>(notices));
    }

    private static String readName(YamlValue value) {
        String name = value.text();
        if (!name.matches("[a-z0-9][a-z0-9_-]{0,39}")) {
            throw value.invalid(
                    "'" + name + "' is not a valid name; use up to 40 lower-case letters, digits, '_' and '-'");
        }
        return name;
    }

    private List<ComposeFile.Service> readServices(
            String project, Map<String, YamlValue> services, Set<String> volumes, Set<String> networks) {
        var serviceList = new ArrayList<ComposeFile.Service>();
        services.forEach((name, fields) -> {
            YamlValue profiles = fields.fields().get("profiles");
            if (profiles != null && !profiles.items().isEmpty()) {
                notices.add("service " + name + " has a profile and is ignored");
            } else {
                serviceList.add(new ServiceReader(project, name, volumes, networks, notices::add).read(fields));
            }
        });
        return serviceList;
    }

    private static Set<String> readVolumes(YamlValue value) {
        value.fields()
                .forEach((name, volume) -> volume.fields().forEach((key, setting) -> {
                    if (!key.equals("labels")) {
                        throw setting.invalid(
                                "'" + key + "' of a volume is not supported; volumes belong to the project and"
                                        + " contain nothing of the host");
                    }
                }));
        return value.fields().keySet();
    }

    private static Set<String> readNetworks(YamlValue value) {
        value.fields()
                .forEach((name, network) -> network.fields().forEach((key, setting) -> {
                    if (!NETWORK_KEYS.contains(key)
                            || key.equals("driver") && !setting.text().equals("bridge")) {
                        throw setting.invalid("'" + key
                                + "' of a network is not supported; all networks are the network of the project");
                    }
                }));
        return value.fields().keySet();
    }
}
