package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.List;

/**
 * The build tools of a project. The values come from a sandbox, so they are untrusted: the digest becomes a file name.
 *
 * @param tools names of the build tools, e.g. {@code maven}
 * @param missingTools tools that the project needs and the sandbox does not have
 * @param hasTests whether the project may have tests
 * @param buildFilesDigest SHA-256 over the build files, in hexadecimal
 */
public record ProjectInfo(List<String> tools, List<String> missingTools, boolean hasTests, String buildFilesDigest) {
    public ProjectInfo {
        tools = List.copyOf(tools);
        missingTools = List.copyOf(missingTools);
        if (!buildFilesDigest.matches("[0-9a-f]{64}")) {
            throw new AgentException(
                    ErrorCode.SANDBOX_FAILED, "the digest of the build files from the executor is not a SHA-256");
        }
    }
}
