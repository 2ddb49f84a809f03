package dev.codeagent.containers.own;

import dev.codeagent.engine.Labels;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** How the containers of a run are told from all others on the engine: by labels, never by a name that somebody gave. */
public record Ownership(Labels labels, String project, String run) {
    static final String ALIASES = "dev.codeagent.aliases";
    private static final String VOLUME = "tool-volume";
    private static final int HASH = 16;

    /** What all of the project's have, whichever run made them. */
    Map<String, String> ofProject() {
        return labels.project(project, Labels.TOOL);
    }

    /** What all of this run's have. */
    Map<String, String> ofRun() {
        return Labels.with(ofProject(), Labels.RUN, run);
    }

    String container(String name) {
        return "codeagent-" + labels.owner() + "-" + run + "-tool-" + name;
    }

    /** The project's id may end where the name begins, so it is hashed. */
    String volume(String name) {
        return "codeagent-" + labels.owner() + "-volume-" + hash(project) + "-" + name;
    }

    Map<String, String> ofVolume(String name) {
        return Labels.with(ofVolumes(), Labels.NAME, name);
    }

    Map<String, String> ofVolumes() {
        return labels.project(project, VOLUME);
    }

    /** Enough of a digest to tell texts apart. */
    public static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
