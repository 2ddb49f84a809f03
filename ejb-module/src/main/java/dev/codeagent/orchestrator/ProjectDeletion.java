package dev.codeagent.orchestrator;

import dev.codeagent.api.credential.SecretStore;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectDeletionService;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.run.PatchState;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.RunStorage;
import dev.codeagent.api.run.StorageService.CleanRequest;
import dev.codeagent.api.security.Caller;
import dev.codeagent.projects.ProjectSecrets;
import dev.codeagent.projects.RunDirectories;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Deletes a project. Its files go first and its row last, so that a deletion that was interrupted can be repeated, and a
 * project of the same directory never finds stored approvals of the deleted one.
 */
public final class ProjectDeletion implements ProjectDeletionService {
    private static final Logger LOG = Logger.getLogger(ProjectDeletion.class.getName());
    private static final Set<RunState> ACTIVE = Arrays.stream(RunState.values())
            .filter(state -> !state.isTerminal())
            .collect(Collectors.toUnmodifiableSet());

    private final ProjectStore projects;
    private final RunJournal journal;
    private final RunCleaner cleaner;
    private final RunDirectories directories;
    private final SecretStore secrets;
    private final ProjectLocks locks;

    public ProjectDeletion(
            ProjectStore projects,
            RunJournal journal,
            RunCleaner cleaner,
            RunDirectories directories,
            SecretStore secrets,
            ProjectLocks locks) {
        this.projects = projects;
        this.journal = journal;
        this.cleaner = cleaner;
        this.directories = directories;
        this.secrets = secrets;
        this.locks = locks;
    }

    @Override
    public void delete(Caller caller, ProjectId project, boolean unapplied) {
        locks.whileUnused(project, () -> {
            projects.get(project);
            requireEnded(project);
            if (!unapplied) {
                requireApplied(project);
            }
            freeRuns(caller, project);
            ProjectSecrets.all(project).forEach(secrets::remove);
            directories.deleteProject(project);
            projects.delete(project);
            LOG.info("user action=delete-project caller=" + caller.name() + " project=" + project);
        });
    }

    private void requireEnded(ProjectId project) {
        find(project, ACTIVE, Set.of()).ifPresent(run -> {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    "run " + run.id() + " of project " + project + " has not ended; wait for its end, or cancel it");
        });
    }

    private void requireApplied(ProjectId project) {
        find(project, Set.of(), Set.of(PatchState.OPEN)).ifPresent(run -> {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    "the patch of run " + run.id() + " of project " + project
                            + " is not applied; apply or discard it, or delete the project with unapplied=true");
        });
    }

    private Optional<Run> find(ProjectId project, Set<RunState> states, Set<PatchState> patches) {
        return journal
                .list(new RunJournal.Query(
                        Optional.of(project.value()), Optional.empty(), states, patches, Optional.empty(), 1))
                .stream()
                .findFirst();
    }

    /** Frees their workspaces and volumes. */
    private void freeRuns(Caller caller, ProjectId project) {
        List<RunId> runs = cleaner.clean(caller, new CleanRequest(List.of(), "", true, true)).runs().stream()
                .filter(run -> run.project().equals(Optional.of(project)))
                .map(RunStorage::run)
                .toList();
        if (runs.isEmpty()) {
            return;
        }
        cleaner.clean(caller, new CleanRequest(runs, "", true, false)).runs().stream()
                .filter(run -> !run.keptBecause().isEmpty())
                .findFirst()
                .ifPresent(run -> {
                    throw new AgentException(
                            ErrorCode.CONFLICT,
                            "the workspace of run " + run.run() + " cannot be freed: " + run.keptBecause());
                });
    }
}
