package dev.codeagent.containers.compose;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.containers.compose.ComposeFile.Condition;
import dev.codeagent.containers.own.ContainerWish;
import dev.codeagent.containers.own.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads one service; what would lead out of the walls is refused, what is harmless and not done is noted. */
final class ServiceReader {
    private static final Map<String, String> REFUSED = new TreeMap<>();

    static {
        String walls = "containers stay within their own walls";
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
                .forEach(key -> REFUSED.put(key, walls));
        String rights = "containers get no rights beyond a fixed short list";
        List.of("cap_add", "devices", "device_cgroup_rules", "gpus", "runtime", "group_add", "ulimits")
                .forEach(key -> REFUSED.put(key, rights));
        REFUSED.put("build", "nothing is built here; have a person build the image, and name it in image");
        REFUSED.put("env_file", "such files are not read; write the variables under environment");
        REFUSED.put("extends", "write the service out");
        REFUSED.put("configs", "write the file with docker_exec");
        REFUSED.put("secrets", "give it in the environment");
        REFUSED.put("dns", "names are those of the project's network");
        REFUSED.put("extra_hosts", "names are those of the project's network");
    }

    private static final Set<String> NOTED =
            Set.of("restart", "container_name", "hostname", "logging", "platform", "pull_policy", "shm_size");
    private static final Set<String> SILENT =
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
    private String directory = "";
    private String user = "";
    private boolean readOnly;
    private final List<ContainerWish.VolumeUse> mounts = new ArrayList<>();
    private final List<ContainerWish.Memory> tmpfs = new ArrayList<>();
    private final LimitsReader limits = new LimitsReader();
    private Optional<ContainerWish.Health> health = Optional.empty();
    private final List<String> aliases = new ArrayList<>();
    private Map<String, String> labels = Map.of();
    private final Map<String, Condition> dependsOn = new LinkedHashMap<>();

    /**
     * @param volumes those that the file declares
     * @param networks the same
     * @param notices takes what is not done
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
                .forEach((key, value) -> placed(value, () -> {
                    field(key, value);
                    return null;
                }));
        if (image.isEmpty()) {
            throw service.wrong("the service has no image");
        }
        return placed(
                service,
                () -> new ComposeFile.Service(
                        new ContainerWish(
                                name,
                                image,
                                new ContainerWish.Program(entrypoint, command, environment, directory, user),
                                new ContainerWish.Storage(mounts, tmpfs, readOnly),
                                limits.bounds(),
                                health,
                                aliases,
                                labels),
                        dependsOn));
    }

    /** What a value cannot be is told with the place where it stands. */
    private static <T> T placed(YamlValue value, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (AgentException e) {
            throw e.getMessage().contains(" line ") ? e : value.wrong(e.getMessage());
        }
    }

    private void field(String key, YamlValue value) {
        switch (key) {
            case "image" -> image = value.text();
            case "command" -> command = words(value);
            case "entrypoint" -> entrypoint = words(value);
            case "environment" -> environment = value.pairs();
            case "working_dir" -> directory = value.text();
            case "user" -> user = value.text();
            case "read_only" -> readOnly = value.flag();
            case "labels" -> labels = value.pairs();
            case "volumes" ->
                value.items()
                        .forEach(item -> placed(item, () -> {
                            volume(item);
                            return null;
                        }));
            case "tmpfs" ->
                (value.list() ? value.texts() : List.of(value.text()))
                        .forEach(t -> tmpfs.add(ContainerWish.Memory.parse(t)));
            case "networks" -> networks(value);
            case "depends_on" -> dependsOn(value);
            case "healthcheck" -> health = HealthReader.read(value);
            case "mem_limit", "cpus", "pids_limit", "deploy" -> limits.read(key, value);
            case "ports" ->
                notices.accept("ports of " + name + " are not published: the workspace reaches it by its name");
            default -> other(key, value);
        }
    }

    private void other(String key, YamlValue value) {
        if (REFUSED.containsKey(key)) {
            throw value.wrong("'" + key + "' is refused: " + REFUSED.get(key));
        }
        if (key.equals("privileged")) {
            if (value.flag()) {
                throw value.wrong("'privileged' is refused: containers get no rights beyond a fixed short list");
            }
        } else if (key.equals("security_opt")) {
            if (!value.texts().stream().allMatch(o -> o.startsWith("no-new-privileges"))) {
                throw value.wrong("'security_opt' is refused, but for no-new-privileges, which holds in any case");
            }
        } else if (NOTED.contains(key)) {
            notices.accept("'" + key + "' of " + name + " is not done");
        } else if (!SILENT.contains(key) && !key.startsWith("x-")) {
            throw value.wrong("unknown key '" + key + "' of a service");
        }
    }

    private static List<String> words(YamlValue value) {
        return value.list() ? value.texts() : Words.split(value.text());
    }

    private void volume(YamlValue value) {
        if (!value.map()) {
            use(value, ContainerWish.VolumeUse.parse(value.text()));
            return;
        }
        Map<String, YamlValue> fields = value.fields();
        fields.forEach((key, field) -> {
            if (!Set.of("type", "source", "target", "read_only", "tmpfs").contains(key)) {
                throw field.wrong("'" + key + "' of a volume is not supported");
            }
        });
        String type = fields.containsKey("type") ? fields.get("type").text() : "volume";
        if (!fields.containsKey("target")) {
            throw value.wrong("the volume has no target");
        }
        String target = fields.get("target").text();
        if (type.equals("tmpfs")) {
            tmpfs.add(new ContainerWish.Memory(target, 0));
        } else if (type.equals("volume") && fields.containsKey("source")) {
            boolean only =
                    fields.containsKey("read_only") && fields.get("read_only").flag();
            use(value, new ContainerWish.VolumeUse(fields.get("source").text(), target, only));
        } else {
            throw value.wrong(
                    "a volume of type '" + type + "' is refused: volumes have names and nothing of the machine or"
                            + " the workspace behind them; write files with docker_exec");
        }
    }

    /** Declared, as the format wants it; the engine knows it with the file's name before it. */
    private void use(YamlValue value, ContainerWish.VolumeUse use) {
        if (!volumes.contains(use.volume())) {
            throw value.wrong("the volume '" + use.volume() + "' is not declared under volumes");
        }
        mounts.add(new ContainerWish.VolumeUse(project + "_" + use.volume(), use.place(), use.readOnly()));
    }

    private void networks(YamlValue value) {
        List<String> names = new ArrayList<>();
        if (value.list()) {
            names.addAll(value.texts());
        } else {
            value.fields().forEach((network, settings) -> {
                names.add(network);
                settings.fields().forEach((key, setting) -> {
                    if (!key.equals("aliases")) {
                        throw setting.wrong("'" + key + "' of a service's network is not supported; aliases are");
                    }
                    aliases.addAll(setting.texts());
                });
            });
        }
        names.stream()
                .filter(n -> !n.equals("default") && !networks.contains(n))
                .forEach(n -> {
                    throw value.wrong("the network '" + n + "' is not declared under networks");
                });
    }

    private void dependsOn(YamlValue value) {
        if (value.list()) {
            value.texts().forEach(service -> dependsOn.put(service, Condition.STARTED));
            return;
        }
        value.fields().forEach((service, settings) -> {
            Condition condition = Condition.STARTED;
            for (Map.Entry<String, YamlValue> setting : settings.fields().entrySet()) {
                if (setting.getKey().equals("condition")) {
                    condition = condition(setting.getValue());
                } else if (!Set.of("required", "restart").contains(setting.getKey())) {
                    throw setting.getValue().wrong("unknown key; condition is known");
                }
            }
            dependsOn.put(service, condition);
        });
    }

    private static Condition condition(YamlValue value) {
        return switch (value.text()) {
            case "service_started" -> Condition.STARTED;
            case "service_healthy" -> Condition.HEALTHY;
            case "service_completed_successfully" -> Condition.COMPLETED;
            default ->
                throw value.wrong(
                        "a condition is service_started, service_healthy or" + " service_completed_successfully");
        };
    }
}
