package dev.codeagent.sandbox.docker;

import dev.codeagent.docker.NetworkAccess;

/**
 * A container of one sandbox, with its two volumes.
 *
 * @param id of the engine
 * @param image from which it was created
 */
record SandboxContainer(String id, String project, NetworkAccess access, String image, Volumes volumes) {

    /** The names of the volumes: files of the workspace, and stored results of calls. */
    record Volumes(String workspace, String results) {}
}
