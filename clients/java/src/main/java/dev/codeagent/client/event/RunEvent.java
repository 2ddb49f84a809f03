package dev.codeagent.client.event;

import dev.codeagent.client.api.Attachment;
import dev.codeagent.client.api.FileChange;
import dev.codeagent.client.api.FollowUp;
import dev.codeagent.client.api.PatchSelection;
import dev.codeagent.client.api.PathReason;
import dev.codeagent.client.api.UndonePath;
import dev.codeagent.client.api.Usage;
import dev.codeagent.client.api.Verdict;
import dev.codeagent.client.json.RecordReader;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event of a run. The fields are those of the server's documentation of the gateway. Texts that have a few values are
 * texts here too, because a newer server may have more of them.
 */
public sealed interface RunEvent {
    /** The classes of the events by the type on the wire. */
    Map<String, Class<? extends Record>> TYPES = Map.ofEntries(
            Map.entry("run.created", RunCreated.class),
            Map.entry("run.started", RunStarted.class),
            Map.entry("sandbox.selected", SandboxSelected.class),
            Map.entry("notice", Notice.class),
            Map.entry("workspace.ready", WorkspaceReady.class),
            Map.entry("prepare.finished", PrepareFinished.class),
            Map.entry("tests.finished", TestsFinished.class),
            Map.entry("step.started", StepStarted.class),
            Map.entry("block.finished", BlockFinished.class),
            Map.entry("block.discarded", BlockDiscarded.class),
            Map.entry("usage.reserved", UsageReserved.class),
            Map.entry("usage.booked", UsageBooked.class),
            Map.entry("budget.reached", BudgetReached.class),
            Map.entry("budget.available", BudgetAvailable.class),
            Map.entry("turn.finished", TurnFinished.class),
            Map.entry("tool.called", ToolCalled.class),
            Map.entry("tool.finished", ToolFinished.class),
            Map.entry("policy.decided", PolicyDecided.class),
            Map.entry("approval.requested", ApprovalRequested.class),
            Map.entry("approval.answered", ApprovalAnswered.class),
            Map.entry("step.finished", StepFinished.class),
            Map.entry("diff.ready", DiffReady.class),
            Map.entry("run.judged", VerdictReached.class),
            Map.entry("run.cancel-requested", RunCancelRequested.class),
            Map.entry("patch.handled", PatchHandled.class),
            Map.entry("changes.undone", ChangesUndone.class),
            Map.entry("run.finished", RunFinished.class));

    /** The run of the event. */
    String run();

    /** Its number in the run, from 1 without gaps. */
    long seq();

    /** When it happened. */
    Instant at();

    /** Reads an event as REST, event streams and {@link dev.codeagent.client.stream.RunListener} give it. */
    static RunEvent read(JsonObject json) {
        String type = json.getString("type", "");
        Class<? extends Record> known = TYPES.get(type);
        if (known != null) {
            return (RunEvent) RecordReader.read(json, known);
        }
        UnknownEvent header = RecordReader.read(json, UnknownEvent.class);
        return new UnknownEvent(header.run(), header.seq(), header.at(), type, json);
    }

    /** An event that this client does not know, of a newer server. */
    record UnknownEvent(String run, long seq, Instant at, String type, JsonObject json) implements RunEvent {}

    record RunCreated(
            String run,
            long seq,
            Instant at,
            String project,
            String session,
            String caller,
            String command,
            List<String> args,
            String prompt,
            List<String> agents,
            String model,
            boolean headless,
            boolean withoutTests,
            String folder,
            Optional<FollowUp> followUp,
            Optional<List<Attachment>> attachments)
            implements RunEvent {}

    record RunStarted(String run, long seq, Instant at, int attempt) implements RunEvent {}

    record SandboxSelected(String run, long seq, Instant at, String launcher, String meaning, String network)
            implements RunEvent {}

    record Notice(String run, long seq, Instant at, String level, String code, String text) implements RunEvent {}

    record WorkspaceReady(String run, long seq, Instant at, String base, boolean uncommittedIncluded)
            implements RunEvent {}

    record PrepareFinished(
            String run, long seq, Instant at, boolean network, long millis, String access, String notTested)
            implements RunEvent {}

    record TestsFinished(String run, long seq, Instant at, String phase, TestReport report) implements RunEvent {}

    record StepStarted(
            String run, long seq, Instant at, String step, String agent, int round, String provider, String model)
            implements RunEvent {}

    record BlockFinished(String run, long seq, Instant at, String step, String block, String kind, String text)
            implements RunEvent {}

    record BlockDiscarded(String run, long seq, Instant at, String step, String block, String reason)
            implements RunEvent {}

    record UsageReserved(String run, long seq, Instant at, ModelCall call, Usage usage, Optional<BigDecimal> costUsd)
            implements RunEvent {}

    record UsageBooked(
            String run, long seq, Instant at, ModelCall call, String status, Usage usage, Optional<BigDecimal> costUsd)
            implements RunEvent {}

    record BudgetReached(
            String run,
            long seq,
            Instant at,
            String budget,
            String span,
            BigDecimal limitUsd,
            BigDecimal spentUsd,
            BigDecimal neededUsd)
            implements RunEvent {}

    record BudgetAvailable(String run, long seq, Instant at, String budget, String by) implements RunEvent {}

    record TurnFinished(
            String run,
            long seq,
            Instant at,
            String step,
            int turn,
            String provider,
            String model,
            String stop,
            Usage usage,
            long millis,
            Optional<JsonObject> replay)
            implements RunEvent {}

    /** @param arguments a JSON object as text */
    record ToolCalled(
            String run,
            long seq,
            Instant at,
            String step,
            String call,
            String tool,
            String arguments,
            boolean mutating,
            String requestId)
            implements RunEvent {}

    record ToolFinished(
            String run,
            long seq,
            Instant at,
            String step,
            String call,
            String tool,
            String outcome,
            String result,
            long millis)
            implements RunEvent {}

    record PolicyDecided(
            String run, long seq, Instant at, String step, String call, String outcome, String rule, String reason)
            implements RunEvent {}

    /** @param question the call as a text for people; show it, not {@code arguments} */
    record ApprovalRequested(
            String run,
            long seq,
            Instant at,
            String approval,
            String step,
            String call,
            String tool,
            String arguments,
            String digest,
            String rule,
            String reason,
            Instant expiresAt,
            String question)
            implements RunEvent {}

    record ApprovalAnswered(
            String run,
            long seq,
            Instant at,
            String approval,
            String call,
            String digest,
            String decision,
            String scope,
            String by)
            implements RunEvent {}

    record StepFinished(
            String run, long seq, Instant at, String step, String agent, int round, String outcome, String answer)
            implements RunEvent {}

    record DiffReady(
            String run,
            long seq,
            Instant at,
            String branch,
            String commit,
            List<FileChange> files,
            List<PathReason> leftOut)
            implements RunEvent {}

    record VerdictReached(String run, long seq, Instant at, Verdict verdict) implements RunEvent {}

    record RunCancelRequested(String run, long seq, Instant at, String by) implements RunEvent {}

    record PatchHandled(
            String run, long seq, Instant at, String outcome, String by, List<PatchSelection> parts, int left)
            implements RunEvent {}

    record ChangesUndone(
            String run,
            long seq,
            Instant at,
            String by,
            String undo,
            String step,
            String call,
            boolean everythingSince,
            List<UndonePath> paths,
            List<PathReason> conflicts)
            implements RunEvent {}

    record RunFinished(
            String run,
            long seq,
            Instant at,
            String state,
            String errorCode,
            String error,
            Usage usage,
            String costUsd,
            long millis,
            boolean nothingChanged)
            implements RunEvent {}
}
