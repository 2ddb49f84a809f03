package dev.codeagent.config;

import java.util.List;

/**
 * The settings below {@code docker.mcp}: Docker as tools of the agents.
 *
 * @param enabled whether agents get the tools where an engine answers
 * @param images which images they may use, as globs
 * @param containers how many containers a project may have at once
 */
public record DockerToolSettings(boolean enabled, List<String> images, int containers) {
    public DockerToolSettings {
        images = List.copyOf(images);
    }
}
