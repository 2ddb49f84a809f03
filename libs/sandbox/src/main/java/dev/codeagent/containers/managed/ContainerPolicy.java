package dev.codeagent.containers.managed;

import com.github.dockerjava.api.model.Capability;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.sandbox.ResourceLimits;
import dev.codeagent.sandbox.SecurityLevel;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What agents may create for a project.
 *
 * @param limits of one container: those of a sandbox
 * @param allowedImages glob patterns
 * @param maxContainers the maximum number of containers that a project has at the same time
 */
public record ContainerPolicy(
        SecurityLevel level, ResourceLimits limits, List<String> allowedImages, int maxContainers) {
    /**
     * The capabilities that common images need to change the owner of their directories and to continue as their own
     * user. No raw sockets, no devices, no chroot, no file capabilities.
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

    /** The capabilities to add; none at the level for untrusted code. */
    Capability[] capabilities() {
        return level == SecurityLevel.FULL_ISOLATION ? new Capability[0] : DEFAULT_CAPABILITIES.clone();
    }

    boolean allowsImage(String name) {
        return allowedImages.stream().anyMatch(glob -> name.matches("\\Q" + glob.replace("*", "\\E.*\\Q") + "\\E"));
    }

    void requireAllowedImage(String name) {
        if (!Pattern.matches("[A-Za-z0-9][A-Za-z0-9._/:@-]{0,254}", name)) {
            throw AgentException.invalidValue("'" + name + "' is not a valid image name; use one of docker_images");
        }
        if (!allowsImage(name)) {
            throw AgentException.invalidValue("the image " + name + " is not allowed; use one of docker_images"
                    + " (docker.mcp.images: " + String.join(", ", allowedImages) + ")");
        }
    }

    /**
     * The requested limits, with those of a sandbox as defaults.
     *
     * @throws dev.codeagent.api.error.AgentException INVALID_VALUE if a requested limit is higher than that of a
     *     sandbox
     */
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
                    subject + " of " + requested + unit + " is more than the limit of a container: " + max + unit);
        }
    }
}
