package dev.codeagent.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/**
 * Settings of all launchers.
 *
 * @param scratchDirectory a directory for small files that sandboxes read
 * @param environment of the server
 * @param threads creates the threads that read from executors
 */
public record LauncherSettings(
        ExecutorInstallation executor,
        Path scratchDirectory,
        Toolchain toolchain,
        Map<String, String> environment,
        Duration commandTimeout,
        ThreadFactory threads) {}
