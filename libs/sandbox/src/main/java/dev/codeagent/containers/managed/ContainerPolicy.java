package dev.codeagent.containers.managed;

import com.github.dockerjava.api.model.Capability;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.sandbox.ResourceLimits;
import dev.codeagent.sandbox.SecurityLevel;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What containers of a project may be.
 *
 * @param limits of one container: those of a sandbox
 * @param allowedImages globs
 * @param maxContainers how many a project may have at once
 */
public record ContainerPolicy(
        SecurityLevel level, ResourceLimits limits, List<String> allowedImages, int maxContainers) {
    /**
     * What the usual images need to give their folders to their own user and go on as that one. No raw sockets, no
     * devices, no chroot, no capabilities on files.
     */
    private static final Capability[] DEFAULT_CAPABILITIES = {
        Capability.CHOWN,
        Capability.DAC_OVERRIDE,
        Capability.FOWNER,
        Capability.KILL,
        Capability.NET_BIND_SERVICE,
        Capability.SETGID,
        Capability.SETUID
    };

    public ContainerPolicy {
        allowedImages = List.copyOf(allowedImages);
    }

    /** Beside none; code that nobody trusts gets none. */
    Capability[] capabilities() {
        return level == SecurityLevel.FULL_ISOLATION ? new Capability[0] : DEFAULT_CAPABILITIES.clone();
    }

    boolean allowsImage(String name) {
        return allowedImages.stream().anyMatch(glob -> name.matches("\\Q" + glob.replace("*", "\\E.*\\Q") + "\\E"));
    }

    void requireAllowedImage(String name) {
        if (!Pattern.matches("[A-Za-z0-9][A-Za-z0-9._/:@-]{0,254}", name)) {
            throw AgentException.invalidValue("'" + name + "' is no name of an image");
        }
        if (!allowsImage(name)) {
            throw AgentException.invalidValue(
                    "the image " + name + " is not allowed here; docker_images shows which are"
                            + " (docker.mcp.images: " + String.join(", ", allowedImages) + ")");
        }
    }

    /** The bounds with what a sandbox may where nothing is said; more than that is refused. */
    ResourceLimits resolveLimits(ContainerSpec.Limits requested) {
        requireAtMost("memory", requested.memoryBytes() >> 20, limits.memoryBytes() >> 20, " MB");
        requireAtMost("cpus", requested.cpus(), limits.cpus(), "");
        requireAtMost("processes", requested.processes(), limits.processes(), "");
        return new ResourceLimits(
                requested.cpus() == 0 ? limits.cpus() : requested.cpus(),
                // The engine refuses less than 6 MB.
                requested.memoryBytes() == 0 ? limits.memoryBytes() : Math.max(requested.memoryBytes(), 6L << 20),
                requested.processes() == 0 ? limits.processes() : requested.processes(),
                limits.diskBytes());
    }

    private static void requireAtMost(String subject, double requested, double max, String unit) {
        if (requested > max) {
            throw AgentException.invalidValue(
                    subject + " of " + requested + unit + " is more than a container may have here: " + max + unit);
        }
    }
}
