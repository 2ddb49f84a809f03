package dev.codeagent.api.run;

import dev.codeagent.api.security.Caller;
import java.util.List;

/** Shows what runs occupy on disks, and frees it. */
public interface StorageService {

    /**
     * Frees workspaces, volumes and snapshots of runs that have ended. The branches with patches stay; a run whose
     * workspace is freed can be applied, and no longer undone.
     */
    StorageReport clean(Caller caller, CleanRequest request);

    /**
     * What to free.
     *
     * @param runs empty for all
     * @param olderThan only runs that ended before that time, for example {@code 7d}; empty for all
     * @param unapplied also runs with a patch, or a part of one, that was not applied
     * @param dryRun only report what would be freed
     */
    record CleanRequest(List<RunId> runs, String olderThan, boolean unapplied, boolean dryRun) {
        public CleanRequest {
            runs = List.copyOf(runs);
        }
    }

    /**
     * What is freed, or would be.
     *
     * @param runs all runs that occupy something, the kept ones with the reason
     * @param freedBytes without volumes
     * @param snapshotBytes snapshots of all projects, after freeing
     */
    record StorageReport(List<RunStorage> runs, boolean dryRun, long freedBytes, long snapshotBytes) {
        public StorageReport {
            runs = List.copyOf(runs);
        }
    }
}
