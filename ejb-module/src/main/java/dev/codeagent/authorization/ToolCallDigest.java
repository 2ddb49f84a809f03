package dev.codeagent.authorization;

import dev.codeagent.api.digest.Sha256;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.policy.ToolCallParser;
import java.nio.charset.StandardCharsets;

/**
 * SHA-256 digests that bind an approval decision to one tool call. Equal arguments have the same digest, independent of
 * their formatting.
 */
public final class ToolCallDigest {
    private ToolCallDigest() {}

    /** The digest of a call in one run, which an approval request contains. */
    public static String forRun(ProjectId project, RunId run, String tool, String arguments) {
        return sha256("call", project.value(), run.value(), tool, ToolCallParser.canonical(arguments));
    }

    /** The digest of a call in any run of the project, for decisions that apply to a session or are permanent rules. */
    public static String forProject(ProjectId project, String tool, String arguments) {
        return sha256("calls", project.value(), tool, ToolCallParser.canonical(arguments));
    }

    private static String sha256(String... parts) {
        var digest = new Sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            // The length makes the encoding unambiguous.
            digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        }
        return digest.hex();
    }
}
