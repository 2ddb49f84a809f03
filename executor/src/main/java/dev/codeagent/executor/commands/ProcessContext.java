package dev.codeagent.executor.commands;

import dev.codeagent.executor.files.DiskQuota;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Settings of all programs of the workspace.
 *
 * @param workingDirectory where programs run by default
 * @param environment variables in addition to those of the executor
 * @param projectEnvironment more of them, which follow the files of the project
 */
public record ProcessContext(
        Path workingDirectory,
        Map<String, String> environment,
        Supplier<Map<String, String>> projectEnvironment,
        DiskQuota diskQuota,
        ProcessTree processTree) {

    /** Settings that do not depend on the project. */
    public ProcessContext(
            Path workingDirectory, Map<String, String> environment, DiskQuota diskQuota, ProcessTree processTree) {
        this(workingDirectory, environment, Map::of, diskQuota, processTree);
    }
}
