package dev.codeagent.containers.compose;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.containers.compose.ComposeFile.Condition;
import dev.codeagent.containers.managed.ContainerSpec;
import dev.codeagent.containers.managed.ShellQuoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads one service. Keys that would weaken the isolation are refused; harmless unsupported keys give a notice. */
final class ServiceReader {
    private static final Map<String, String> REJECTED_KEYS = new TreeMap<>();

    static {
        String isolation = "containers use their own namespaces and kernel settings, and share only named volumes";
        List.of(
                        "network_mode",
                        "pid",
                        "ipc",
                        "uts",
                        "userns_mode",
                        "cgroup",
                        "cgroup_parent",
                        "sysctls",
                        "volumes_from")
                .forEach(key -> REJECTED_KEYS.put(key, isolation));
        String privileges = "containers get no privileges beyond a fixed short list";
        List.of("cap_add", "devices", "device_cgroup_rules", "gpus", "runtime", "group_add", "ulimits")
                .forEach(key -> REJECTED_KEYS.put(key, privileges));
        REJECTED_KEYS.put("build", "images are not built; ask a person to build the image, and name it in image");
        REJECTED_KEYS.put("env_file", "such files are not read; set the variables under environment");
        REJECTED_KEYS.put("extends", "write all keys of the service here");
        REJECTED_KEYS.put("configs", "write the file with docker_exec");
        REJECTED_KEYS.put("secrets", "set it in the environment");
        REJECTED_KEYS.put("dns", "host names come from the network of the project");
        REJECTED_KEYS.put("extra_hosts", "host names come from the network of the project");
    }

    private static final Set<String> UNSUPPORTED_KEYS =
            Set.of("restart", "container_name", "hostname", "logging", "platform", "pull_policy", "shm_size");
    private static final Set<String> IGNORED_KEYS =
            Set.of("cap_drop", "expose", "init", "profiles", "stdin_open", "stop_grace_period", "stop_signal", "tty");

    private final String project;
    private final String name;
    private final Set<String> volumes;
    private final Set<String> networks;
    private final Consumer<String> notices;

    private String image = "";
    private List<String> command = List.of();
    private List<String> entrypoint = List.of();
    private Map<String, String> environment = Map.of();
    private String workingDirectory = "";
    private String user = "";
    private boolean readOnly;
    private final List<ContainerSpec.VolumeMount> mounts = new ArrayList<>();
    private final List<ContainerSpec.TmpfsMount> tmpfs = new ArrayList<>();
    private final LimitsReader limits = new LimitsReader();
    private Optional<ContainerSpec.HealthCheck> healthCheck = Optional.empty();
    private final List<String> aliases = new ArrayList<>();
    private Map<String, String> labels = Map.of();
    private final Map<String, Condition> dependsOn = new LinkedHashMap<>();

    /**
     * @param volumes declared in the file
     * @param networks declared in the file
     * @param notices receives the ignored keys
     */
    ServiceReader(String project, String name, Set<String> volumes, Set<String> networks, Consumer<String> notices) {
        this.project = project;
        this.name = name;
        this.volumes = volumes;
        this.networks = networks;
        this.notices = notices;
    }

    ComposeFile.Service read(YamlValue service) {
        service.fields()
                .forEach((key, value) -> withLocation(value, () -> {
                    readField(key, value);
                    return null;
                }));
        if (image.isEmpty()) {
            throw service.invalid("the service has no image; add one of docker_images");
        }
        return withLocation(
                service,
                () -> new ComposeFile.Service(
                        new ContainerSpec(
                                name,
                                image,
                                new ContainerSpec.Program(entrypoint, command, environment, workingDirectory, user),
                                new ContainerSpec.Storage(mounts, tmpfs, readOnly),
                                limits.limits(),
                                healthCheck,
                                aliases,
                                labels),
                        dependsOn));
    }

    /** Adds the location to the error of an invalid value. */
    private static <T> T withLocation(YamlValue value, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (AgentException e) {
            throw e.getMessage().contains(" line ") ? e : value.invalid(e.getMessage());
        }
    }

    private void readField(String key, YamlValue value) {
        switch (key) {
            case "image" -> image = value.text();
            case "command" -> command = splitCommand(value);
            case "entrypoint" -> entrypoint = splitCommand(value);
            case "environment" -> environment = value.pairs();
            case "working_dir" -> workingDirectory = value.text();
            case "user" -> user = value.text();
            case "read_only" -> readOnly = value.booleanValue();
            case "labels" -> labels = value.pairs();
            case "volumes" ->
                value.items()
                        .forEach(item -> withLocation(item, () -> {
                            readVolume(item);
                            return null;
                        }));
            case "tmpfs" ->
                (value.isList() ? value.textList() : List.of(value.text()))
                        .forEach(t -> tmpfs.add(ContainerSpec.TmpfsMount.parse(t)));
            case "networks" -> readNetworks(value);
            case "depends_on" -> readDependsOn(value);
            case "healthcheck" -> healthCheck = HealthCheckReader.read(value);
            case "mem_limit", "cpus", "pids_limit", "deploy" -> limits.read(key, value);
            case "ports" ->
                notices.accept(
                        "ports of " + name + " are not published: the workspace reaches the service by its name");
            default -> readOther(key, value);
        }
    }

    private void readOther(String key, YamlValue value) {
        if (REJECTED_KEYS.containsKey(key)) {
            throw value.invalid("'" + key + "' is refused: " + REJECTED_KEYS.get(key));
        }
        if (key.equals("privileged")) {
            if (value.booleanValue()) {
                throw value.invalid("'privileged' is refused: containers get no privileges beyond a fixed short list");
            }
        } else if (key.equals("security_opt")) {
            if (!value.textList().stream().allMatch(o -> o.startsWith("no-new-privileges"))) {
                throw value.invalid("'security_opt' is refused, except no-new-privileges, which is always set");
            }
        } else if (UNSUPPORTED_KEYS.contains(key)) {
            notices.accept("'" + key + "' of " + name + " is ignored");
        } else if (!IGNORED_KEYS.contains(key) && !key.startsWith("x-")) {
            throw value.invalid("unknown key '" + key + "' of a service");
        }
    }

    private static List<String> splitCommand(YamlValue value) {
        return value.isList() ? value.textList() : ShellQuoting.split(value.text());
    }

    private void readVolume(YamlValue value) {
        if (!value.isMapping()) {
            addMount(value, ContainerSpec.VolumeMount.parse(value.text()));
            return;
        }
        Map<String, YamlValue> fields = value.fields();
        fields.forEach((key, field) -> {
            if (!Set.of("type", "source", "target", "read_only", "tmpfs").contains(key)) {
                throw field.invalid("'" + key + "' of a volume is not supported");
            }
        });
        String type = fields.containsKey("type") ? fields.get("type").text() : "volume";
        if (!fields.containsKey("target")) {
            throw value.invalid("the volume has no target; add an absolute path");
        }
        String target = fields.get("target").text();
        if (type.equals("tmpfs")) {
            tmpfs.add(new ContainerSpec.TmpfsMount(target, 0));
        } else if (type.equals("volume") && fields.containsKey("source")) {
            boolean readOnlyMount =
                    fields.containsKey("read_only") && fields.get("read_only").booleanValue();
            addMount(value, new ContainerSpec.VolumeMount(fields.get("source").text(), target, readOnlyMount));
        } else {
            throw value.invalid("a volume of type '" + type
                    + "' is refused: only named volumes are supported, which contain nothing of the"
                    + " host or the workspace; write files with docker_exec");
        }
    }

    /** The volume must be declared, as the format requires; its name at the engine starts with the name of the file. */
    private void addMount(YamlValue value, ContainerSpec.VolumeMount mount) {
        if (!volumes.contains(mount.volume())) {
            throw value.invalid("the volume '" + mount.volume() + "' is not declared under volumes");
        }
        mounts.add(new ContainerSpec.VolumeMount(project + "_" + mount.volume(), mount.mountPath(), mount.readOnly()));
    }

    private void readNetworks(YamlValue value) {
        List<String> networkNames = new ArrayList<>();
        if (value.isList()) {
            networkNames.addAll(value.textList());
        } else {
            value.fields().forEach((network, settings) -> {
                networkNames.add(network);
                settings.fields().forEach((key, setting) -> {
                    if (!key.equals("aliases")) {
                        throw setting.invalid("'" + key + "' of a service's network is not supported; use aliases");
                    }
                    aliases.addAll(setting.textList());
                });
            });
        }
        networkNames.stream()
                .filter(n -> !n.equals("default") && !networks.contains(n))
                .forEach(n -> {
                    throw value.invalid("the network '" + n + "' is not declared under networks");
                });
    }

    private void readDependsOn(YamlValue value) {
        if (value.isList()) {
            value.textList().forEach(service -> dependsOn.put(service, Condition.STARTED));
            return;
        }
        value.fields().forEach((service, settings) -> {
            Condition condition = Condition.STARTED;
            for (Map.Entry<String, YamlValue> setting : settings.fields().entrySet()) {
                if (setting.getKey().equals("condition")) {
                    condition = readCondition(setting.getValue());
                } else if (!Set.of("required", "restart").contains(setting.getKey())) {
                    throw setting.getValue().invalid("unknown key; the known key is condition");
                }
            }
            dependsOn.put(service, condition);
        });
    }

    private static Condition readCondition(YamlValue value) {
        return switch (value.text()) {
            case "service_started" -> Condition.STARTED;
            case "service_healthy" -> Condition.HEALTHY;
            case "service_completed_successfully" -> Condition.COMPLETED;
            default ->
                throw value.invalid(
                        "a condition must be service_started, service_healthy or service_completed_successfully");
        };
    }
}
