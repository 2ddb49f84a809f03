package dev.codeagent.containers.managed;

import dev.codeagent.api.digest.Sha256;
import dev.codeagent.docker.ResourceLabels;
import java.util.Map;

/** The labels and names of the containers of a run. Containers are found by labels, never by a user-defined name. */
public record RunLabels(ResourceLabels labels, String project, String run) {
    static final String ALIASES_LABEL = "dev.codeagent.aliases";
    private static final String VOLUME_ROLE = "tool-volume";
    private static final int HASH_LENGTH = 16;

    /** The labels of all containers of the project, whichever run created them. */
    Map<String, String> projectLabels() {
        return labels.projectLabels(project, ResourceLabels.TOOL_ROLE);
    }

    /** The labels of all containers of this run. */
    Map<String, String> runLabels() {
        return ResourceLabels.with(projectLabels(), ResourceLabels.RUN, run);
    }

    String containerName(String name) {
        return "codeagent-" + labels.owner() + "-" + run + "-tool-" + name;
    }

    /** The id of the project is hashed, because it may contain the separator. */
    String volumeName(String name) {
        return "codeagent-" + labels.owner() + "-volume-" + hash(project) + "-" + name;
    }

    Map<String, String> volumeLabels(String name) {
        return ResourceLabels.with(projectVolumeLabels(), ResourceLabels.NAME, name);
    }

    Map<String, String> projectVolumeLabels() {
        return labels.projectLabels(project, VOLUME_ROLE);
    }

    /** The first 16 hexadecimal digits of the SHA-256 of a text. */
    public static String hash(String text) {
        return Sha256.hexOf(text).substring(0, HASH_LENGTH);
    }
}
