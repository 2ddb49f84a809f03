package dev.codeagent.client.api;

import java.util.List;

/** A file of a patch, in the parts that can be applied separately. */
public record PatchFile(String path, String status, boolean taken, List<Hunk> hunks) {

    /** A hunk; {@code textBase64} has the bytes of {@code text}. */
    public record Hunk(int number, String text, String textBase64, boolean taken) {}
}
