package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.List;

/**
 * What a project is built with. It comes out of a sandbox, so nothing of it is trusted: the digest names a file.
 *
 * @param tools names of the build tools, e.g. {@code maven}
 * @param missingTools those that the project needs and the sandbox lacks
 * @param hasTests whether there may be tests to run
 * @param buildFilesDigest SHA-256 over the build files, in hexadecimal
 */
public record ProjectInfo(List<String> tools, List<String> missingTools, boolean hasTests, String buildFilesDigest) {
    public ProjectInfo {
        tools = List.copyOf(tools);
        missingTools = List.copyOf(missingTools);
        if (!buildFilesDigest.matches("[0-9a-f]{64}")) {
            throw new AgentException(
                    ErrorCode.SANDBOX_FAILED, "the executor named the build files by something that is no SHA-256");
        }
    }
}
