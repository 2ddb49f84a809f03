package dev.codeagent.client.api;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A command that starts a run. The project is named by its id, or by a directory of the server's machine.
 *
 * @param sessionId commands with the same session share a conversation
 * @param provider {@code NAME} or {@code NAME/MODEL}, instead of the project's configuration
 * @param headless whether nobody is asked for approvals
 * @param followUp the earlier run on whose result this one works
 * @param attachments ids of attachments
 */
public record NewRun(
        Optional<String> projectId,
        Optional<String> path,
        Optional<String> subdirectory,
        String command,
        List<String> args,
        String prompt,
        Optional<String> sessionId,
        Optional<String> provider,
        boolean headless,
        boolean withoutTests,
        Optional<FollowUp> followUp,
        Optional<List<String>> attachments) {

    /** A command such as {@code /code} in a new session. */
    public static NewRun of(String command, String prompt) {
        return new NewRun(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                command,
                List.of(),
                prompt,
                Optional.of("s-" + UUID.randomUUID()),
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                Optional.empty());
    }

    public NewRun inProject(String id) {
        return new NewRun(
                Optional.of(id),
                Optional.empty(),
                Optional.empty(),
                command,
                args,
                prompt,
                sessionId,
                provider,
                headless,
                withoutTests,
                followUp,
                attachments);
    }

    /** The project of a directory of the server's machine. */
    public NewRun inDirectory(String directory) {
        return new NewRun(
                Optional.empty(),
                Optional.of(directory),
                subdirectory,
                command,
                args,
                prompt,
                sessionId,
                provider,
                headless,
                withoutTests,
                followUp,
                attachments);
    }

    public NewRun inSession(String session) {
        return new NewRun(
                projectId,
                path,
                subdirectory,
                command,
                args,
                prompt,
                Optional.of(session),
                provider,
                headless,
                withoutTests,
                followUp,
                attachments);
    }

    public NewRun withProvider(String nameOrModel) {
        return new NewRun(
                projectId,
                path,
                subdirectory,
                command,
                args,
                prompt,
                sessionId,
                Optional.of(nameOrModel),
                headless,
                withoutTests,
                followUp,
                attachments);
    }

    /** Works on the result of an earlier run. */
    public NewRun after(FollowUp earlier) {
        return new NewRun(
                projectId,
                path,
                subdirectory,
                command,
                args,
                prompt,
                sessionId,
                provider,
                headless,
                withoutTests,
                Optional.of(earlier),
                attachments);
    }
}
