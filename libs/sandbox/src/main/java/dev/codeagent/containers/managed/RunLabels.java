package dev.codeagent.containers.managed;

import dev.codeagent.docker.ResourceLabels;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** How the containers of a run are told from all others on the engine: by labels, never by a name that somebody gave. */
public record RunLabels(ResourceLabels labels, String project, String run) {
    static final String ALIASES_LABEL = "dev.codeagent.aliases";
    private static final String VOLUME_ROLE = "tool-volume";
    private static final int HASH_LENGTH = 16;

    /** What all of the project's have, whichever run made them. */
    Map<String, String> projectLabels() {
        return labels.projectLabels(project, ResourceLabels.TOOL_ROLE);
    }

    /** What all of this run's have. */
    Map<String, String> runLabels() {
        return ResourceLabels.with(projectLabels(), ResourceLabels.RUN, run);
    }

    String containerName(String name) {
        return "codeagent-" + labels.owner() + "-" + run + "-tool-" + name;
    }

    /** The project's id may end where the name begins, so it is hashed. */
    String volumeName(String name) {
        return "codeagent-" + labels.owner() + "-volume-" + hash(project) + "-" + name;
    }

    Map<String, String> volumeLabels(String name) {
        return ResourceLabels.with(projectVolumeLabels(), ResourceLabels.NAME, name);
    }

    Map<String, String> projectVolumeLabels() {
        return labels.projectLabels(project, VOLUME_ROLE);
    }

    /** Enough of a digest to tell texts apart. */
    public static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
