package dev.codeagent.containers.own;

import com.github.dockerjava.api.model.Capability;
import dev.codeagent.sandbox.Limits;
import dev.codeagent.sandbox.SecurityLevel;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What containers of a project may be.
 *
 * @param limits of one container: those of a sandbox
 * @param images globs
 * @param containers how many a project may have at once
 */
public record Allowance(SecurityLevel level, Limits limits, List<String> images, int containers) {
    /**
     * What the usual images need to give their folders to their own user and go on as that one. No raw sockets, no
     * devices, no chroot, no capabilities on files.
     */
    private static final Capability[] USUAL = {
        Capability.CHOWN,
        Capability.DAC_OVERRIDE,
        Capability.FOWNER,
        Capability.KILL,
        Capability.NET_BIND_SERVICE,
        Capability.SETGID,
        Capability.SETUID
    };

    public Allowance {
        images = List.copyOf(images);
    }

    /** Beside none; code that nobody trusts gets none. */
    Capability[] capabilities() {
        return level == SecurityLevel.FULL_ISOLATION ? new Capability[0] : USUAL.clone();
    }

    boolean image(String name) {
        return images.stream().anyMatch(glob -> name.matches("\\Q" + glob.replace("*", "\\E.*\\Q") + "\\E"));
    }

    void requireImage(String name) {
        if (!Pattern.matches("[A-Za-z0-9][A-Za-z0-9._/:@-]{0,254}", name)) {
            throw Refused.because("'" + name + "' is no name of an image");
        }
        if (!image(name)) {
            throw Refused.because("the image " + name + " is not allowed here; docker_images shows which are"
                    + " (docker.mcp.images: " + String.join(", ", images) + ")");
        }
    }

    /** The bounds with what a sandbox may where nothing is said; more than that is refused. */
    Limits within(ContainerWish.Bounds bounds) {
        require("memory", bounds.memoryBytes() >> 20, limits.memoryBytes() >> 20, " MB");
        require("cpus", bounds.cpus(), limits.cpus(), "");
        require("processes", bounds.processes(), limits.processes(), "");
        return new Limits(
                bounds.cpus() == 0 ? limits.cpus() : bounds.cpus(),
                // The engine refuses less than 6 MB.
                bounds.memoryBytes() == 0 ? limits.memoryBytes() : Math.max(bounds.memoryBytes(), 6L << 20),
                bounds.processes() == 0 ? limits.processes() : bounds.processes(),
                limits.diskBytes());
    }

    private static void require(String what, double asked, double most, String unit) {
        if (asked > most) {
            throw Refused.because(
                    what + " of " + asked + unit + " is more than a container may have here: " + most + unit);
        }
    }
}
