package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.run.Approval;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunRequest;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.UndoRequest;
import dev.codeagent.api.run.UndoResult;
import dev.codeagent.api.security.Caller;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.projects.RunBranch;
import java.util.List;

/** The use cases around runs: admit, look, cancel, undo, and take or leave the patch. */
public final class Orchestrator implements RunService {
    private static final int MAX_PROMPT = 200_000;

    private final ProjectStore projects;
    private final RunJournal journal;
    private final EventHub hub;
    private final RunQueue queue;
    private final UnconfirmedStarts unconfirmed;
    private final RunBranch branches;
    private final Approvals approvals;
    private final RunUndo undo;

    /** What it reads and writes of runs. */
    public record Parts(
            ProjectStore projects, RunJournal journal, EventHub hub, RunQueue queue, UnconfirmedStarts unconfirmed) {}

    public Orchestrator(Parts parts, RunBranch branches, Approvals approvals, RunUndo undo) {
        this.projects = parts.projects();
        this.journal = parts.journal();
        this.hub = parts.hub();
        this.queue = parts.queue();
        this.unconfirmed = parts.unconfirmed();
        this.branches = branches;
        this.approvals = approvals;
        this.undo = undo;
    }

    @Override
    public Run start(RunRequest request) {
        Project project = project(request);
        SlashCommand command = SlashCommand.find(
                request.command(), projects.configuration(project.id()).workflow());
        requireWords(request);
        RunId run = RunIds.next();
        queue.admit(run);
        try {
            hub.open(run, created(request, command));
        } catch (AgentException e) {
            queue.withdraw(run);
            if (e.code() == ErrorCode.STORAGE_FAILED) {
                unconfirmed.add(run);
            }
            throw e;
        } catch (RuntimeException e) {
            queue.withdraw(run);
            throw e;
        }
        queue.launch(run);
        return get(request.caller(), run);
    }

    @Override
    public Run get(Caller caller, RunId run) {
        return journal.find(run)
                .orElseThrow(() ->
                        new AgentException(ErrorCode.UNKNOWN_RUN, "no run " + run + "; `codeagent runs` lists them"));
    }

    @Override
    public List<Run> list(Caller caller, RunJournal.Query query) {
        return journal.list(query);
    }

    @Override
    public Run cancel(Caller caller, RunId id) {
        Run run = get(caller, id);
        if (run.state().isTerminal()) {
            return run;
        }
        hub.publish(id, new RunEvent.CancelRequested(caller.name()));
        queue.cancel(id);
        Run asked = get(caller, id);
        if (asked.state() == RunState.QUEUED) {
            queue.relaunch(id); // It waited for an answer, and has to end.
        }
        return asked;
    }

    @Override
    public String diff(Caller caller, RunId id) {
        Run run = get(caller, id);
        return branches.diff(projectOf(run), id);
    }

    @Override
    public List<PatchFile> patchFiles(Caller caller, RunId id) {
        return branches.parts(projectOf(get(caller, id)), id);
    }

    @Override
    public Run apply(Caller caller, RunId id, List<PatchSelection> parts) {
        Run run = finished(caller, id);
        int left = branches.apply(projectOf(run), id, parts);
        String outcome = left == 0 ? "applied" : "applied-part";
        hub.publish(id, new RunEvent.PatchResolved(outcome, caller.name(), parts, left));
        return get(caller, id);
    }

    @Override
    public UndoResult undo(Caller caller, RunId id, UndoRequest what) {
        Run run = finished(caller, id);
        return undo.undo(caller, run, projectOf(run), what);
    }

    @Override
    public Run discard(Caller caller, RunId id) {
        Run run = finished(caller, id);
        branches.discard(projectOf(run), id);
        hub.publish(id, new RunEvent.PatchResolved("discarded", caller.name(), List.of(), 0));
        return get(caller, id);
    }

    @Override
    public List<Approval> openApprovals(Caller caller) {
        return approvals.open();
    }

    @Override
    public Run decideApproval(Caller caller, ApprovalDecision answer) {
        return get(caller, approvals.answer(caller.name(), answer));
    }

    private Run finished(Caller caller, RunId id) {
        Run run = get(caller, id);
        if (!run.state().isTerminal()) {
            throw new AgentException(
                    ErrorCode.RUN_NOT_FINISHED, "run " + id + " still works; wait for its end or cancel it first");
        }
        return run;
    }

    private Project projectOf(Run run) {
        return projects.find(run.project())
                .orElseThrow(() -> new AgentException(ErrorCode.UNKNOWN_PROJECT, "no project " + run.project()));
    }

    private Project project(RunRequest request) {
        return projects.find(request.project())
                .orElseThrow(() -> new AgentException(
                        ErrorCode.UNKNOWN_PROJECT,
                        "no project " + request.project() + "; create it with POST /api/v1/projects or name its path"));
    }

    private static void requireWords(RunRequest request) {
        if (request.effectivePrompt().isBlank()) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE,
                    request.command() + " needs a request in words, e.g. " + request.command()
                            + " \"explain the parser\"");
        }
        if (request.effectivePrompt().length() > MAX_PROMPT) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE,
                    "the request has " + request.effectivePrompt().length() + " characters; at most " + MAX_PROMPT
                            + " are taken");
        }
    }

    private static RunEvent.Created created(RunRequest request, SlashCommand command) {
        return new RunEvent.Created(
                request.project().value(),
                request.session().value(),
                request.caller().name(),
                request.command(),
                request.args(),
                request.effectivePrompt(),
                command.agents(),
                request.model().map(Object::toString).orElse(""),
                request.headless());
    }
}
