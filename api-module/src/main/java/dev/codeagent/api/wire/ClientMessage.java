package dev.codeagent.api.wire;

import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunId;
import java.util.List;
import java.util.Optional;

/** What a client may say over the gateway; on the wire all of them are of type {@code command}. */
public sealed interface ClientMessage {
    /** The id that the client gave the message; every answer carries it. */
    String id();

    /**
     * Start a run. One of {@code projectId} and {@code path} names the project.
     *
     * @param sessionId empty: a new conversation
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
            boolean headless)
            implements ClientMessage {

        /** A run that somebody can be asked about. */
        public Start(
                String id,
                String command,
                List<String> args,
                String prompt,
                String projectId,
                String path,
                String sessionId,
                Optional<ModelRef> model) {
            this(id, command, args, prompt, projectId, path, sessionId, model, false);
        }
    }

    /** End a run. */
    record Cancel(String id, RunId run) implements ClientMessage {}

    /** Follow runs from where the client left them; also the way to follow a run that another client started. */
    record Resume(String id, List<RunCursor> runs) implements ClientMessage {}

    /** Answer a question. */
    record DecideApproval(String id, ApprovalDecision decision) implements ClientMessage {}

    /** Is the server there? */
    record Ping(String id) implements ClientMessage {}
}
