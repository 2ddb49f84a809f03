package dev.codeagent.api.wire;

import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunId;
import java.util.List;
import java.util.Optional;

/** A message from a client to the gateway; in JSON all of them have type {@code command}. */
public sealed interface ClientMessage {
    /** The client's id of the message; every answer carries it. */
    String id();

    /**
     * Starts a run. Either {@code projectId} or {@code path} names the project.
     *
     * @param sessionId empty for a new conversation
     */
    record Start(
            String id,
            String command,
            List<String> args,
            String prompt,
            String projectId,
            String path,
            String sessionId,
            Optional<ModelRef> model,
            boolean headless,
            boolean withoutTests,
            String subdirectory)
            implements ClientMessage {

        /** A run that is not headless: the user can be asked for approvals. */
        public Start(
                String id,
                String command,
                List<String> args,
                String prompt,
                String projectId,
                String path,
                String sessionId,
                Optional<ModelRef> model) {
            this(id, command, args, prompt, projectId, path, sessionId, model, false, false, "");
        }
    }

    /** Cancels a run. */
    record Cancel(String id, RunId run) implements ClientMessage {}

    /** Subscribes to runs from the client's last position, including runs that another client started. */
    record Resume(String id, List<RunCursor> runs) implements ClientMessage {}

    /** Decides an approval. */
    record DecideApproval(String id, ApprovalDecision decision) implements ClientMessage {}

    /** Checks that the server is alive. */
    record Ping(String id) implements ClientMessage {}
}
