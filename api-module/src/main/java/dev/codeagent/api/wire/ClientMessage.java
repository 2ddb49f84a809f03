package dev.codeagent.api.wire;

import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.FollowUp;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.UndoRequest;
import jakarta.json.JsonObject;
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
            String subdirectory,
            Optional<FollowUp> followUp,
            List<String> attachments)
            implements ClientMessage {

        /** A run that works on the files of the user, without attachments. */
        public Start(
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
                String subdirectory) {
            this(
                    id,
                    command,
                    args,
                    prompt,
                    projectId,
                    path,
                    sessionId,
                    model,
                    headless,
                    withoutTests,
                    subdirectory,
                    Optional.empty(),
                    List.of());
        }

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

    /** Ends the events of a run on this connection. */
    record Unsubscribe(String id, RunId run) implements ClientMessage {}

    /** Decides an approval. */
    record DecideApproval(String id, ApprovalDecision decision) implements ClientMessage {}

    /** Checks that the server is alive. */
    record Ping(String id) implements ClientMessage {}

    /** Lists the open approvals. */
    record Approvals(String id) implements ClientMessage {}

    /** Requests the patch of a run; with {@code hunks}, divided into the parts that can be applied separately. */
    record Diff(String id, RunId run, boolean hunks) implements ClientMessage {}

    /** Applies the patch of a run, or parts of it. */
    record Apply(String id, RunId run, List<PatchSelection> parts) implements ClientMessage {
        public Apply {
            parts = List.copyOf(parts);
        }
    }

    /** Undoes changes of a run. */
    record Undo(String id, RunId run, UndoRequest request) implements ClientMessage {}

    /** Deletes the branch of a run. */
    record Discard(String id, RunId run) implements ClientMessage {}

    /**
     * Reads or changes a setting.
     *
     * @param name the path of the setting in REST, for example {@code providers/ollama}
     * @param project the project of an agent's configuration; empty for other settings
     * @param value the new value
     */
    record Settings(String id, Action action, String name, String project, JsonObject value) implements ClientMessage {
        /** What happens to the setting. */
        public enum Action {
            GET,
            PUT,
            REMOVE
        }

        /** Without the value, which may contain a key. */
        @Override
        public String toString() {
            return "Settings[" + action + " " + name + "]";
        }
    }

    /** Parses a line that a user typed, and executes nothing. */
    record Parse(String id, String line) implements ClientMessage {}

    /** Lists the commands. */
    record Help(String id) implements ClientMessage {}

    /** Whether the command has an effect, so that it must not be executed again if it is sent again. */
    default boolean hasEffect() {
        return switch (this) {
            case Start s -> true;
            case Cancel c -> true;
            case DecideApproval d -> true;
            case Apply a -> true;
            case Undo u -> true;
            case Discard d -> true;
            case Settings s -> s.action() != Settings.Action.GET;
            case Resume r -> false;
            case Unsubscribe u -> false;
            case Ping p -> false;
            case Approvals a -> false;
            case Diff d -> false;
            case Parse p -> false;
            case Help h -> false;
        };
    }
}
