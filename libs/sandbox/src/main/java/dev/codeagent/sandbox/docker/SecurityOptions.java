package dev.codeagent.sandbox.docker;

import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.InternalNetworkSupport;
import dev.codeagent.sandbox.seccomp.SeccompProfile;
import java.util.List;

/** The security options of containers that run code of projects and agents. */
public final class SecurityOptions {
    private static final String NO_NEW_PRIVILEGES = "no-new-privileges";

    private SecurityOptions() {}

    /** Podman accepts a profile only as a file on its machine, so it applies its own. */
    public static List<String> of(DockerEngineClient engine) {
        return InternalNetworkSupport.isPodman(engine)
                ? List.of(NO_NEW_PRIVILEGES)
                : List.of(NO_NEW_PRIVILEGES, SeccompProfile.securityOption());
    }
}
