package dev.codeagent.config;

import java.time.Duration;
import java.util.Optional;

/**
 * The settings below {@code retention}: how long ended runs keep their workspace; empty for no limit.
 *
 * @param workspaces of runs without a patch, or whose patch was applied or discarded
 * @param unapplied of runs whose patch was not applied, or only a part of it
 */
public record RetentionSettings(Optional<Duration> workspaces, Optional<Duration> unapplied) {}
