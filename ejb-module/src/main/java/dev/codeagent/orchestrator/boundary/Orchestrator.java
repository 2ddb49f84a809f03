package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.run.Approval;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.Attachment;
import dev.codeagent.api.run.Conversation;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.PatchResolved;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunReport;
import dev.codeagent.api.run.RunRequest;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.UndoRequest;
import dev.codeagent.api.run.UndoResult;
import dev.codeagent.api.security.Caller;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.orchestrator.DiscardedPatches;
import dev.codeagent.orchestrator.PendingApprovals;
import dev.codeagent.orchestrator.ProjectLocks;
import dev.codeagent.orchestrator.RunCleaner;
import dev.codeagent.orchestrator.RunIdGenerator;
import dev.codeagent.orchestrator.RunInputs;
import dev.codeagent.orchestrator.RunQueue;
import dev.codeagent.orchestrator.RunReferences;
import dev.codeagent.orchestrator.RunReportReader;
import dev.codeagent.orchestrator.RunUndo;
import dev.codeagent.orchestrator.UnconfirmedStarts;
import dev.codeagent.projects.InteractiveReads;
import dev.codeagent.projects.RunBranchStore;
import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;

/**
 * The use cases of runs: start, cancel, decide approvals, undo, and apply or discard the patch. No transaction is open in it:
 * each outcome is one short transaction of its own.
 */
@Stateless
@Local(RunService.class)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Orchestrator implements RunService {
    private static final Logger LOG = Logger.getLogger(Orchestrator.class.getName());
    private static final int MAX_PROMPT = 200_000;

    @Inject
    ProjectStore projects;

    @Inject
    RunJournal journal;

    @Inject
    EventHub hub;

    @Inject
    RunQueue queue;

    @Inject
    UnconfirmedStarts unconfirmedStarts;

    @Inject
    RunBranchStore branches;

    @Inject
    PendingApprovals approvals;

    @Inject
    RunUndo undo;

    @Inject
    RunReferences references;

    @Inject
    RunCleaner cleaner;

    @Inject
    RunInputs inputs;

    @Inject
    ProjectLocks locks;

    @Override
    public Run start(RunRequest request) {
        return locks.whileUsed(request.project(), () -> startLocked(request));
    }

    private Run startLocked(RunRequest request) {
        Project project = requireProject(request);
        List<AgentName> agents = projects.configuration(project.id()).workflow().agents(request.command());
        requirePrompt(request);
        inputs.requireUsable(request);
        inputs.requireMentionedFiles(request, project);
        RunId run = RunIdGenerator.next();
        queue.admit(run);
        Optional<List<Attachment>> attachments = Optional.empty();
        try {
            attachments = inputs.bind(run, request);
            hub.open(request.caller(), run, createdEvent(request, agents, attachments));
        } catch (AgentException e) {
            queue.cancelAdmission(run);
            if (e.code() == ErrorCode.STORAGE_FAILED) {
                unconfirmedStarts.add(run); // It may be stored, so its attachments stay.
            } else {
                inputs.release(run, attachments);
            }
            throw e;
        } catch (RuntimeException e) {
            queue.cancelAdmission(run);
            throw e;
        }
        logAction("start", request.caller(), run, " command=" + request.command() + " project=" + request.project());
        queue.launch(run);
        return get(request.caller(), run);
    }

    @Override
    public Run get(Caller caller, RunId run) {
        return references.find(run);
    }

    @Override
    public Run get(Caller caller, RunId run, Optional<ProjectId> project) {
        return references.find(run, project);
    }

    @Override
    public List<Run> list(Caller caller, RunJournal.Query query) {
        return journal.list(query);
    }

    @Override
    public List<Conversation> conversations(Caller caller, Optional<ProjectId> project, int limit) {
        return journal.conversations(project.map(ProjectId::value), limit);
    }

    @Override
    public RunReport report(Caller caller, RunId id) {
        return new RunReportReader(journal).read(get(caller, id));
    }

    @Override
    public Run cancel(Caller caller, RunId reference) {
        Run run = get(caller, reference);
        if (run.state().isTerminal()) {
            return run;
        }
        RunId id = run.id();
        hub.publish(caller, id, new RunEvent.CancelRequested(caller.name()));
        logAction("cancel", caller, id, "");
        queue.cancel(id);
        Run cancelled = get(caller, id);
        if (cancelled.state() == RunState.QUEUED) {
            queue.relaunch(id); // It waits for an approval or a budget: it must be executed again to end.
        }
        return cancelled;
    }

    @Override
    public byte[] diff(Caller caller, RunId id) {
        Run run = get(caller, id);
        new DiscardedPatches(journal).requireKept(run.id());
        Project project = findProject(run);
        return InteractiveReads.of(project.id(), () -> branches.diff(project, run.id()));
    }

    @Override
    public List<PatchFile> patchFiles(Caller caller, RunId id) {
        Run run = get(caller, id);
        new DiscardedPatches(journal).requireKept(run.id());
        Project project = findProject(run);
        return InteractiveReads.of(project.id(), () -> branches.listFiles(project, run.id()));
    }

    @Override
    public Run apply(Caller caller, RunId id, List<PatchSelection> parts) {
        Run run = requireFinished(caller, id);
        new DiscardedPatches(journal).requireKept(run.id());
        int remaining = locks.whileUsed(
                run.project(), () -> inputs.explain(run, () -> branches.apply(findProject(run), run.id(), parts)));
        PatchResolved.Outcome outcome =
                remaining == 0 ? PatchResolved.Outcome.APPLIED : PatchResolved.Outcome.APPLIED_PART;
        hub.publish(caller, run.id(), new PatchResolved(outcome, caller.name(), parts, remaining));
        logAction("apply", caller, run.id(), " remaining=" + remaining);
        return get(caller, run.id());
    }

    @Override
    public UndoResult undo(Caller caller, RunId id, UndoRequest target) {
        Run run = requireFinished(caller, id);
        UndoResult result = locks.whileUsed(run.project(), () -> undo.undo(caller, run, findProject(run), target));
        logAction("undo", caller, run.id(), "");
        return result;
    }

    @Override
    public Run discard(Caller caller, RunId id) {
        Run run = requireFinished(caller, id);
        new DiscardedPatches(journal).requireKept(run.id());
        branches.discard(findProject(run), run.id());
        hub.publish(caller, run.id(), new PatchResolved(PatchResolved.Outcome.DISCARDED, caller.name(), List.of(), 0));
        logAction("discard", caller, run.id(), "");
        cleaner.freeDiscarded(run.id());
        return get(caller, run.id());
    }

    @Override
    public List<Approval> openApprovals(Caller caller) {
        return approvals.findOpen();
    }

    @Override
    public Run decideApproval(Caller caller, ApprovalDecision decision) {
        RunId run = approvals.decide(caller, decision);
        logAction(decision.approved() ? "approve" : "deny", caller, run, " approval=" + decision.approval());
        return get(caller, run);
    }

    private static void logAction(String action, Caller caller, RunId run, String details) {
        LOG.info("user action=" + action + " caller=" + caller.name() + " run=" + run + details);
    }

    private Run requireFinished(Caller caller, RunId id) {
        Run run = get(caller, id);
        if (!run.state().isTerminal()) {
            throw new AgentException(
                    ErrorCode.RUN_NOT_FINISHED,
                    "run " + run.id() + " is still running; wait for its end or cancel it first");
        }
        return run;
    }

    private Project findProject(Run run) {
        return projects.get(run.project());
    }

    private Project requireProject(RunRequest request) {
        return projects.find(request.project())
                .orElseThrow(() -> new AgentException(
                                ErrorCode.UNKNOWN_PROJECT,
                                "no project " + request.project()
                                        + "; create it with POST /api/v1/projects or name its path")
                        .inField("projectId"));
    }

    private static void requirePrompt(RunRequest request) {
        if (request.effectivePrompt().isBlank()) {
            throw new AgentException(
                            ErrorCode.INVALID_VALUE,
                            request.command() + " needs a request in words, e.g. " + request.command()
                                    + " \"explain the parser\"")
                    .inField("prompt");
        }
        if (request.effectivePrompt().length() > MAX_PROMPT) {
            throw new AgentException(
                            ErrorCode.INVALID_VALUE,
                            "the request has " + request.effectivePrompt().length() + " characters; at most "
                                    + MAX_PROMPT + " are taken")
                    .inField("prompt");
        }
    }

    private static RunEvent.Created createdEvent(
            RunRequest request, List<AgentName> agents, Optional<List<Attachment>> attachments) {
        return new RunEvent.Created(
                request.project().value(),
                request.session().value(),
                request.caller().name(),
                request.command(),
                request.args(),
                request.effectivePrompt(),
                agents,
                request.model().map(Object::toString).orElse(""),
                request.headless(),
                request.withoutTests(),
                request.folder(),
                request.followUp(),
                attachments);
    }
}
