package dev.codeagent.executor.builds;

import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolResult;
import java.util.Optional;

/** A build tool that can run a project's tests. */
interface BuildTool {

    /** For example {@code maven}. */
    String name();

    /** Whether a file of this name, in any directory, declares what the project needs. */
    boolean isBuildFile(String fileName);

    /** The same for a path below the project root. */
    default boolean isBuildFileAt(String path) {
        return isBuildFile(path.substring(path.lastIndexOf('/') + 1));
    }

    /** Whether this tool builds the root of the build. */
    boolean isApplicable();

    /** What the sandbox lacks to run this tool, for example {@code mvn} or a version of the JDK; empty if it has all. */
    Optional<String> missingProgram();

    /** Whether there may be tests to run. */
    default boolean hasTests() {
        return true;
    }

    /** Downloads dependencies to the caches below HOME; returns the problem if it fails. */
    Optional<String> fetchDependencies(ToolCall call);

    /** Runs the tests; an empty filter selects all. */
    ToolResult runTests(ToolCall call, String filter);
}
