package dev.codeagent.api.run;

import dev.codeagent.api.project.ProjectId;
import java.time.Instant;
import java.util.Optional;

/**
 * What a run occupies on disks.
 *
 * @param project absent if the run is not in the journal
 * @param finishedAt absent if the run has not ended
 * @param patch whether the patch of the run was applied
 * @param workspaceBytes its directory below {@code workspaces}: files, results of calls, record for undo
 * @param volumes whether it has volumes of a container engine, which tells no sizes
 * @param keptBecause why it is not freed; empty if it is
 */
public record RunStorage(
        RunId run,
        Optional<ProjectId> project,
        Optional<Instant> finishedAt,
        PatchState patch,
        long workspaceBytes,
        boolean volumes,
        String keptBecause) {}
