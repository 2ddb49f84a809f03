package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.policy.PolicyAction;
import dev.codeagent.policy.PolicyDecision;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Asks whether a run may continue without tests. The question has the form of an approval of a tool call, because every client shows
 * those. The call has no arguments, so an answer for the session or the project is valid for every later problem there.
 *
 * @param approvals returns why the call is denied; throws APPROVAL_NEEDED while the question is open
 */
record UntestedRunConsent(
        RunContext context, BiFunction<RunEvent.ToolCalled, PolicyDecision, Optional<String>> approvals)
        implements PreparationConsent {
    static final String TOOL = "continue_without_tests";
    private static final String CALL = "prepare-without-tests";
    private static final String RULE = "server/preparation";

    @Override
    public Optional<String> earlierProblem() {
        return context.history()
                .findApprovalRequest(context.run() + "." + CALL)
                .map(RunEvent.ApprovalRequested::reason);
    }

    @Override
    public void require(String problem) {
        RunEvent.Created created = context.created();
        if (created.withoutTests() || created.headless()) {
            return;
        }
        var call = new RunEvent.ToolCalled("prepare", CALL, TOOL, "{}", false);
        Optional<String> denial = approvals.apply(call, new PolicyDecision(PolicyAction.ASK, RULE, problem));
        if (denial.isPresent()) {
            throw new AgentException(
                    ErrorCode.PREPARE_FAILED,
                    problem + "; the run was not to go on without tests (--without-tests answers that beforehand)");
        }
    }
}
