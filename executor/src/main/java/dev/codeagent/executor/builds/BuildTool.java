package dev.codeagent.executor.builds;

import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolResult;
import java.util.Optional;

/** A build tool that can run a project's tests. */
interface BuildTool {

    /** E.g. {@code maven}. */
    String name();

    /** Whether a file of this name says what the project needs, in whatever folder it lies. */
    boolean isBuildFile(String fileName);

    /** The same for the file at a path below the project's folder. */
    default boolean isBuildFileAt(String path) {
        return isBuildFile(path.substring(path.lastIndexOf('/') + 1));
    }

    /** Whether the workspace's root is built by this tool. */
    boolean isApplicable();

    /** The program that does the work, as the PATH has it. */
    String executable();

    /** Whether there may be tests to run. */
    default boolean hasTests() {
        return true;
    }

    /** Fills the caches below HOME, with network. What went wrong, or nothing. */
    Optional<String> fetchDependencies(ToolCall call);

    /** Runs the tests, all of them where the filter is empty. */
    ToolResult runTests(ToolCall call, String filter);
}
