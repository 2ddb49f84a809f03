package dev.codeagent.api.wire;

import dev.codeagent.api.provider.ModelChoice;
import dev.codeagent.api.run.ApprovalAnswer;
import dev.codeagent.api.run.Cursor;
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
            Optional<ModelChoice> model,
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
                Optional<ModelChoice> model) {
            this(id, command, args, prompt, projectId, path, sessionId, model, false);
        }
    }

    /** End a run. */
    record Cancel(String id, RunId run) implements ClientMessage {}

    /** Follow runs from where the client left them; also the way to follow a run that another client started. */
    record Resume(String id, List<Cursor> runs) implements ClientMessage {}

    /** Answer a question. */
    record Answer(String id, ApprovalAnswer answer) implements ClientMessage {}

    /** Is the server there? */
    record Ping(String id) implements ClientMessage {}
}
