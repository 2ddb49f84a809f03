package dev.codeagent.authorization;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.policy.ToolCallParser;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What an answer is bound to: SHA-256 over exactly what will run. Equal arguments have one digest, however they are written. */
public final class ToolCallDigest {
    private ToolCallDigest() {}

    /** Of one call in one run: what a question shows. */
    public static String forRun(ProjectId project, RunId run, String tool, String arguments) {
        return sha256("call", project.value(), run.value(), tool, ToolCallParser.canonical(arguments));
    }

    /** Of the same call in any run of the project: what an answer for the session or as a rule counts for. */
    public static String forProject(ProjectId project, String tool, String arguments) {
        return sha256("calls", project.value(), tool, ToolCallParser.canonical(arguments));
    }

    private static String sha256(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8)); // No two lists look the same.
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java always has SHA-256", e);
        }
    }
}
