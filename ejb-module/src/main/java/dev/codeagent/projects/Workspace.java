package dev.codeagent.projects;

import java.nio.file.Path;

/**
 * A run's own clone of the project.
 *
 * @param directory the files that the agents change
 * @param results where the executor remembers calls; outside of {@code directory}
 * @param cache the project's own cache of dependencies (HOME of its commands)
 * @param base the commit that the patch is against
 * @param uncommittedIncluded whether the user's tree had changes that are in the base
 */
public record Workspace(Path directory, Path results, Path cache, String base, boolean uncommittedIncluded) {}
