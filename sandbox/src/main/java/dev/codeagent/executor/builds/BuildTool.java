package dev.codeagent.executor.builds;

import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import java.util.Optional;

/** A build tool that can run a project's tests. */
interface BuildTool {

    /** E.g. {@code maven}. */
    String name();

    /** Whether a file of this name says what the project needs, in whatever folder it lies. */
    boolean reads(String fileName);

    /** The same for the file at a path below the project's folder. */
    default boolean readsAt(String path) {
        return reads(path.substring(path.lastIndexOf('/') + 1));
    }

    /** Whether the workspace's root is built by this tool. */
    boolean fits();

    /** The program that does the work, as the PATH has it. */
    String program();

    /** Whether there may be tests to run. */
    default boolean tests() {
        return true;
    }

    /** Fills the caches below HOME, with network. What went wrong, or nothing. */
    Optional<String> prepare(Call call);

    /** Runs the tests, all of them where the filter is empty. */
    Result test(Call call, String filter);
}
