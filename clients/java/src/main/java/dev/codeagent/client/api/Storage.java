package dev.codeagent.client.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What runs occupy on disks. */
public record Storage(List<RunStorage> runs, boolean dryRun, long freedBytes, long snapshotBytes) {

    /** A run; {@code keptBecause} is empty if it is freed. */
    public record RunStorage(
            String run,
            Optional<String> project,
            Optional<Instant> finishedAt,
            PatchState patch,
            long workspaceBytes,
            boolean volumes,
            String keptBecause) {}
}
