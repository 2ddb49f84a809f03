package dev.codeagent.containers.managed;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.docker.QuantityParser;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The specification of a container. It has no fields for what is not allowed: privileges, directories of the host,
 * devices, ports.
 *
 * @param name unique in the project; also its host name in the network of the project
 * @param aliases other host names
 * @param labels in addition to those by which the server finds the container
 */
public record ContainerSpec(
        String name,
        String image,
        Program program,
        Storage storage,
        Limits limits,
        Optional<HealthCheck> healthCheck,
        List<String> aliases,
        Map<String, String> labels) {
    public ContainerSpec {
        ContainerSpecValidator.requireName(name);
        aliases.forEach(ContainerSpecValidator::requireName);
        aliases = List.copyOf(aliases);
        labels = ContainerSpecValidator.requireLabels(labels);
    }

    /**
     * The specification as JSON, independent of names in this code: equal specifications have equal text. A label of
     * Compose containers stores its hash, so a change of the format recreates them once.
     */
    public String canonicalText() {
        return Json.createObjectBuilder()
                .add("name", name)
                .add("image", image)
                .add("entrypoint", Json.createArrayBuilder(program.entrypoint()))
                .add("command", Json.createArrayBuilder(program.command()))
                .add("environment", Json.createObjectBuilder(program.environment()))
                .add("cwd", program.workingDirectory())
                .add("user", program.user())
                .add("volumes", volumesJson())
                .add("tmpfs", tmpfsJson())
                .add("readOnly", storage.readOnly())
                .add("cpus", Double.toString(limits.cpus()))
                .add("memory", limits.memoryBytes())
                .add("pids", limits.processes())
                .add("health", healthJson())
                .add("aliases", Json.createArrayBuilder(aliases))
                .add("labels", Json.createObjectBuilder(labels))
                .build()
                .toString();
    }

    private JsonArrayBuilder volumesJson() {
        JsonArrayBuilder array = Json.createArrayBuilder();
        storage.volumes()
                .forEach(v -> array.add(Json.createArrayBuilder()
                        .add(v.volume())
                        .add(v.mountPath())
                        .add(v.readOnly() ? "ro" : "rw")));
        return array;
    }

    private JsonArrayBuilder tmpfsJson() {
        JsonArrayBuilder array = Json.createArrayBuilder();
        storage.tmpfs()
                .forEach(m ->
                        array.add(Json.createArrayBuilder().add(m.mountPath()).add(m.bytes())));
        return array;
    }

    private JsonArrayBuilder healthJson() {
        JsonArrayBuilder array = Json.createArrayBuilder();
        healthCheck.ifPresent(h -> array.add(Json.createArrayBuilder(h.test()))
                .add(h.interval().toNanos())
                .add(h.timeout().toNanos())
                .add(h.startPeriod().toNanos())
                .add(h.retries()));
        return array;
    }

    /**
     * The program of a container; empty values mean the default of the image.
     *
     * @param workingDirectory an absolute path
     */
    public record Program(
            List<String> entrypoint,
            List<String> command,
            Map<String, String> environment,
            String workingDirectory,
            String user) {
        public Program {
            entrypoint = List.copyOf(entrypoint);
            command = List.copyOf(command);
            environment = ContainerSpecValidator.requireEnvironment(environment);
            if (!workingDirectory.isEmpty()) {
                ContainerSpecValidator.requirePath(workingDirectory);
            }
            ContainerSpecValidator.requireUser(user);
        }
    }

    /** Where a container stores files, in addition to its own layer. */
    public record Storage(List<VolumeMount> volumes, List<TmpfsMount> tmpfs, boolean readOnly) {
        public Storage {
            volumes = List.copyOf(volumes);
            tmpfs = List.copyOf(tmpfs);
        }
    }

    /** @param volume the name of the volume in the project */
    public record VolumeMount(String volume, String mountPath, boolean readOnly) {
        public VolumeMount {
            ContainerSpecValidator.requireVolumeName(volume);
            ContainerSpecValidator.requirePath(mountPath);
        }

        /** Parses {@code NAME:/PATH}, optionally followed by {@code :ro} or {@code :rw}. */
        public static VolumeMount parse(String text) {
            String[] parts = text.split(":", -1);
            boolean hasMode = parts.length == 3 && (parts[2].equals("ro") || parts[2].equals("rw"));
            if (parts.length < 2 || parts.length > 3 || parts.length == 3 && !hasMode) {
                throw AgentException.invalidValue("'" + text + "' is not a volume; use NAME:/PATH or NAME:/PATH:ro");
            }
            if (parts[0].matches("[./~].*")) {
                throw AgentException.invalidValue(
                        "'" + text + "' names a directory; directories of the host or the workspace are not mounted:"
                                + " use the name of a volume, and write files into it with docker_exec");
            }
            return new VolumeMount(parts[0], parts[1], hasMode && parts[2].equals("ro"));
        }
    }

    /**
     * A directory in memory.
     *
     * @param bytes 0 for a quarter of the memory of the container
     */
    public record TmpfsMount(String mountPath, long bytes) {
        public TmpfsMount {
            ContainerSpecValidator.requirePath(mountPath);
        }

        /** Parses {@code /PATH} with the options of {@code mount}; only {@code size} is used. */
        public static TmpfsMount parse(String text) {
            String[] parts = text.split(":", 2);
            long bytes = 0;
            for (String option : parts.length < 2 ? new String[0] : parts[1].split(",")) {
                if (option.startsWith("size=")) {
                    bytes = QuantityParser.parseBytes("tmpfs " + text, option.substring("size=".length()));
                }
            }
            return new TmpfsMount(parts[0], bytes);
        }
    }

    /** The limits of a container; 0 for that of a sandbox. */
    public record Limits(double cpus, long memoryBytes, int processes) {
        public static final Limits NONE = new Limits(0, 0, 0);
    }

    /**
     * How the engine checks the health of a container.
     *
     * @param test in the format of the Docker API: {@code CMD}, {@code CMD-SHELL} or {@code NONE} first
     */
    public record HealthCheck(
            List<String> test, Duration interval, Duration timeout, Duration startPeriod, int retries) {
        public HealthCheck {
            test = List.copyOf(test);
        }
    }
}
