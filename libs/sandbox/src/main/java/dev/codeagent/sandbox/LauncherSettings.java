package dev.codeagent.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/**
 * What launchers share.
 *
 * @param scratchDirectory a folder for the small files that sandboxes are given
 * @param environment the server's
 * @param threads makes the threads that read from executors
 */
public record LauncherSettings(
        ExecutorInstallation executor,
        Path scratchDirectory,
        Toolchain toolchain,
        Map<String, String> environment,
        Duration commandTimeout,
        ThreadFactory threads) {}
