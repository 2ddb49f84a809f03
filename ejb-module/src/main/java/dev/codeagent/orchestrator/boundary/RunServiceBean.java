package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.run.Approval;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunRequest;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.run.UndoRequest;
import dev.codeagent.api.run.UndoResult;
import dev.codeagent.api.security.Caller;
import dev.codeagent.orchestrator.Orchestrator;
import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;

/** The orchestrator's door; no transaction is open behind it, because each outcome is a short one of its own. */
@Stateless
@Local(RunService.class)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RunServiceBean implements RunService {
    @Inject
    Orchestrator orchestrator;

    @Override
    public Run start(RunRequest request) {
        return orchestrator.start(request);
    }

    @Override
    public Run get(Caller caller, RunId run) {
        return orchestrator.get(caller, run);
    }

    @Override
    public List<Run> list(Caller caller, RunJournal.Query query) {
        return orchestrator.list(caller, query);
    }

    @Override
    public Run cancel(Caller caller, RunId run) {
        return orchestrator.cancel(caller, run);
    }

    @Override
    public String diff(Caller caller, RunId run) {
        return orchestrator.diff(caller, run);
    }

    @Override
    public List<PatchFile> patchFiles(Caller caller, RunId run) {
        return orchestrator.patchFiles(caller, run);
    }

    @Override
    public Run apply(Caller caller, RunId run, List<PatchSelection> parts) {
        return orchestrator.apply(caller, run, parts);
    }

    @Override
    public UndoResult undo(Caller caller, RunId run, UndoRequest target) {
        return orchestrator.undo(caller, run, target);
    }

    @Override
    public Run discard(Caller caller, RunId run) {
        return orchestrator.discard(caller, run);
    }

    @Override
    public List<Approval> openApprovals(Caller caller) {
        return orchestrator.openApprovals(caller);
    }

    @Override
    public Run decideApproval(Caller caller, ApprovalDecision decision) {
        return orchestrator.decideApproval(caller, decision);
    }
}
