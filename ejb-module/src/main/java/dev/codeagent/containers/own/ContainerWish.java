package dev.codeagent.containers.own;

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
public record ContainerWish(
        String name,
        String image,
        Program program,
        Storage storage,
        Bounds bounds,
        Optional<Health> health,
        List<String> aliases,
        Map<String, String> labels) {
    public ContainerWish {
        Names.require(name);
        aliases.forEach(Names::require);
        aliases = List.copyOf(aliases);
        labels = Names.labels(labels);
    }

    /**
     * What runs in it; what is empty is the image's.
     *
     * @param directory absolute
     */
    public record Program(
            List<String> entrypoint,
            List<String> command,
            Map<String, String> environment,
            String directory,
            String user) {
        public Program {
            entrypoint = List.copyOf(entrypoint);
            command = List.copyOf(command);
            environment = Names.environment(environment);
            if (!directory.isEmpty()) {
                Names.place(directory);
            }
            Names.user(user);
        }
    }

    /** What it keeps files in, beside its own layer. */
    public record Storage(List<VolumeUse> volumes, List<Memory> tmpfs, boolean readOnly) {
        public Storage {
            volumes = List.copyOf(volumes);
            tmpfs = List.copyOf(tmpfs);
        }
    }

    /** @param volume the project's name for it */
    public record VolumeUse(String volume, String place, boolean readOnly) {
        public VolumeUse {
            Names.requireVolume(volume);
            Names.place(place);
        }

        /** Reads {@code NAME:/PLACE}, {@code :ro} or {@code :rw} behind it. */
        public static VolumeUse parse(String text) {
            String[] parts = text.split(":", -1);
            boolean mode = parts.length == 3 && (parts[2].equals("ro") || parts[2].equals("rw"));
            if (parts.length < 2 || parts.length > 3 || parts.length == 3 && !mode) {
                throw Refused.because("'" + text + "' is no volume; write NAME:/PLACE or NAME:/PLACE:ro");
            }
            if (parts[0].matches("[./~].*")) {
                throw Refused.because("'" + text + "' names a folder; folders of the machine or the workspace are not"
                        + " mounted: give a name for a volume, and write files into it with docker_exec");
            }
            return new VolumeUse(parts[0], parts[1], mode && parts[2].equals("ro"));
        }
    }

    /** A folder in memory. @param bytes 0: a quarter of the container's memory */
    public record Memory(String place, long bytes) {
        public Memory {
            Names.place(place);
        }

        /** Reads {@code /PLACE} with options as {@code mount} has them, of which the size counts. */
        public static Memory parse(String text) {
            String[] parts = text.split(":", 2);
            long bytes = 0;
            for (String option : parts.length < 2 ? new String[0] : parts[1].split(",")) {
                if (option.startsWith("size=")) {
                    bytes = Quantities.bytes("tmpfs " + text, option.substring("size=".length()));
                }
            }
            return new Memory(parts[0], bytes);
        }
    }

    /** What it may use at most; 0: what a sandbox may. */
    public record Bounds(double cpus, long memoryBytes, int processes) {
        public static final Bounds NONE = new Bounds(0, 0, 0);
    }

    /** How the engine sees whether it works. @param test as the engine takes it, {@code CMD} or {@code CMD-SHELL} first */
    public record Health(List<String> test, Duration interval, Duration timeout, Duration startPeriod, int retries) {
        public Health {
            test = List.copyOf(test);
        }
    }
}
