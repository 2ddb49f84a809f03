package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.PatchState;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunStorage;
import dev.codeagent.api.run.StorageService;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.DurationFormat;
import dev.codeagent.config.RetentionSettings;
import dev.codeagent.projects.RunDirectories;
import dev.codeagent.sandbox.LauncherSelector;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Frees what ended runs occupy: on request, and periodically what is older than the settings allow. */
public final class RunCleaner implements StorageService {
    private static final Logger LOG = Logger.getLogger(RunCleaner.class.getName());
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private final RunJournal journal;
    private final RunDirectories directories;
    private final LauncherSelector launchers;
    private final RunUndo undo;
    private final RetentionSettings retention;
    private final Clock clock;

    public RunCleaner(
            RunJournal journal,
            RunDirectories directories,
            LauncherSelector launchers,
            RunUndo undo,
            RetentionSettings retention,
            Clock clock) {
        this.journal = journal;
        this.directories = directories;
        this.launchers = launchers;
        this.undo = undo;
        this.retention = retention;
        this.clock = clock;
    }

    @Override
    public synchronized StorageReport clean(Caller caller, CleanRequest request) {
        Optional<Duration> age = request.olderThan().isBlank()
                ? Optional.empty()
                : Optional.of(DurationFormat.parse("olderThan", request.olderThan()));
        requireKnown(request.runs());
        return clean(
                request.runs(),
                age,
                request.unapplied() ? age.or(() -> Optional.of(Duration.ZERO)) : Optional.empty(),
                request.dryRun());
    }

    /** Called periodically. */
    public synchronized void applyRetention() {
        directories.deleteRemains();
        if (retention.workspaces().isPresent() || retention.unapplied().isPresent()) {
            StorageReport report = clean(
                    List.of(), retention.workspaces().or(() -> Optional.of(FOREVER)), retention.unapplied(), false);
            if (report.freedBytes() > 0) {
                LOG.info("freed bytes=" + report.freedBytes());
            }
        }
    }

    /** What the run of a discarded patch occupies; a failure leaves it for the next time. */
    public synchronized void freeDiscarded(RunId run) {
        try {
            if (undo.whileNotUndone(run, () -> free(run))) {
                directories.prune();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the workspace of the discarded run " + run + " was not freed", e);
        }
    }

    private void requireKnown(List<RunId> runs) {
        for (RunId run : runs) {
            if (journal.find(run).isEmpty()) {
                throw new AgentException(ErrorCode.UNKNOWN_RUN, "no run " + run + "; `codeagent runs` lists them");
            }
        }
    }

    /**
     * @param age how long ago a run must have ended; empty for no limit
     * @param unappliedAge the same for runs whose patch was not applied; empty if they are kept
     */
    private StorageReport clean(
            List<RunId> selected, Optional<Duration> age, Optional<Duration> unappliedAge, boolean dryRun) {
        Set<RunId> withVolumes = launchers.runsWithVolumes();
        var all = new TreeSet<RunId>(java.util.Comparator.comparing(RunId::value));
        all.addAll(directories.list());
        all.addAll(withVolumes);
        var reported = new ArrayList<RunStorage>();
        long freed = 0;
        for (RunId id : all) {
            if (!selected.isEmpty() && !selected.contains(id)) {
                continue;
            }
            Optional<Run> run = journal.find(id);
            PatchState patch = run.map(Run::patch).orElse(PatchState.NONE);
            long bytes = directories.size(id);
            String kept = reasonToKeep(id, run, patch, age, unappliedAge);
            if (kept.isEmpty() && !dryRun) {
                kept = tryFree(id);
            }
            freed += kept.isEmpty() ? bytes : 0;
            reported.add(new RunStorage(
                    id,
                    run.map(Run::project),
                    run.flatMap(Run::finishedAt),
                    patch,
                    bytes,
                    withVolumes.contains(id),
                    kept));
        }
        if (!dryRun) {
            directories.prune();
        }
        return new StorageReport(reported, dryRun, freed, directories.snapshotSize());
    }

    private String reasonToKeep(
            RunId id, Optional<Run> run, PatchState patch, Optional<Duration> age, Optional<Duration> unappliedAge) {
        if (run.isEmpty()) {
            return "it is not in the journal";
        }
        if (!journal.owns(id)) {
            return "it belongs to another server";
        }
        if (!run.get().state().isTerminal()) {
            return "it has not ended";
        }
        boolean unapplied = patch == PatchState.OPEN;
        if (unapplied && unappliedAge.isEmpty()) {
            return "its patch is not applied";
        }
        Instant ended = run.get().finishedAt().orElse(run.get().createdAt());
        Optional<Duration> limit = unapplied ? unappliedAge : age;
        return limit.isPresent() && ended.plus(limit.get()).isAfter(clock.instant()) ? "it is not old enough" : "";
    }

    /** Returns why it was not freed. */
    private String tryFree(RunId run) {
        try {
            return undo.whileNotUndone(run, () -> free(run)) ? "" : "it is being undone";
        } catch (AgentException e) {
            return e.getMessage();
        }
    }

    /** The volumes first: if the engine does not answer, the run keeps everything. */
    private void free(RunId run) {
        launchers.discard(run);
        directories.delete(run);
    }
}
