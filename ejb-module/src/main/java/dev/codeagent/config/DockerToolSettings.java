package dev.codeagent.config;

import java.util.List;

/**
 * The settings below {@code docker.mcp}: Docker tools for agents.
 *
 * @param enabled whether agents get the tools if a Docker engine is available
 * @param images globs of the images that agents may use
 * @param containers the maximum number of containers of a project
 */
public record DockerToolSettings(boolean enabled, List<String> images, int containers) {
    public DockerToolSettings {
        images = List.copyOf(images);
    }
}
