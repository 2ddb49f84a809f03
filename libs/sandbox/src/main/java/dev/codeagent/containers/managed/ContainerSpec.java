package dev.codeagent.containers.managed;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.docker.QuantityParser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a container shall be. There is no field for what must not be had: privileges, folders of the host, devices, ports.
 *
 * @param name its own in its project, and the host name under which the project's network knows it
 * @param aliases other host names
 * @param labels beside those by which it is found again
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
     * What runs in it; what is empty is the image's.
     *
     * @param workingDirectory absolute
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

    /** What it keeps files in, beside its own layer. */
    public record Storage(List<VolumeMount> volumes, List<TmpfsMount> tmpfs, boolean readOnly) {
        public Storage {
            volumes = List.copyOf(volumes);
            tmpfs = List.copyOf(tmpfs);
        }
    }

    /** @param volume the project's name for it */
    public record VolumeMount(String volume, String mountPath, boolean readOnly) {
        public VolumeMount {
            ContainerSpecValidator.requireVolumeName(volume);
            ContainerSpecValidator.requirePath(mountPath);
        }

        /** Reads {@code NAME:/PLACE}, {@code :ro} or {@code :rw} behind it. */
        public static VolumeMount parse(String text) {
            String[] parts = text.split(":", -1);
            boolean hasMode = parts.length == 3 && (parts[2].equals("ro") || parts[2].equals("rw"));
            if (parts.length < 2 || parts.length > 3 || parts.length == 3 && !hasMode) {
                throw AgentException.invalidValue("'" + text + "' is no volume; write NAME:/PLACE or NAME:/PLACE:ro");
            }
            if (parts[0].matches("[./~].*")) {
                throw AgentException.invalidValue(
                        "'" + text + "' names a folder; folders of the machine or the workspace are not"
                                + " mounted: give a name for a volume, and write files into it with docker_exec");
            }
            return new VolumeMount(parts[0], parts[1], hasMode && parts[2].equals("ro"));
        }
    }

    /** A folder in memory. @param bytes 0: a quarter of the container's memory */
    public record TmpfsMount(String mountPath, long bytes) {
        public TmpfsMount {
            ContainerSpecValidator.requirePath(mountPath);
        }

        /** Reads {@code /PLACE} with options as {@code mount} has them, of which the size counts. */
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

    /** What it may use at most; 0: what a sandbox may. */
    public record Limits(double cpus, long memoryBytes, int processes) {
        public static final Limits NONE = new Limits(0, 0, 0);
    }

    /** How the engine sees whether it works. @param test as the engine takes it, {@code CMD} or {@code CMD-SHELL} first */
    public record HealthCheck(
            List<String> test, Duration interval, Duration timeout, Duration startPeriod, int retries) {
        public HealthCheck {
            test = List.copyOf(test);
        }
    }
}
