package dev.codeagent.sandbox.docker;

import dev.codeagent.docker.NetworkAccess;

/**
 * A container for one sandbox, and the two volumes that are its own.
 *
 * @param id the engine's id
 * @param image what it was made from
 */
record SandboxContainer(String id, String project, NetworkAccess access, String image, Volumes volumes) {

    /** Where the files are, and what the executor notes about its calls. */
    record Volumes(String workspace, String results) {}
}
