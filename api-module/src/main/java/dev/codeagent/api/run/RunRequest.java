package dev.codeagent.api.run;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.security.Caller;
import java.util.List;
import java.util.Optional;

/**
 * A caller's request for a run.
 *
 * @param command the slash command, for example {@code /plan}
 * @param args the words after the command, as the client sent them
 * @param prompt the request in natural language; if it is empty, the args joined by spaces are the request
 * @param model a provider and model for all agents of the run; replaces the project's models
 * @param headless nobody can answer approvals, so calls that need one are denied
 * @param withoutTests the run goes on without tests if the project cannot be prepared; otherwise the user is asked
 * @param folder the directory of the project in which the user is, relative to its root; empty for the root
 * @param followUp the earlier run on whose result this one works
 * @param attachments the ids of files that were uploaded before
 */
public record RunRequest(
        Caller caller,
        ProjectId project,
        SessionId session,
        String command,
        List<String> args,
        String prompt,
        Optional<ModelRef> model,
        boolean headless,
        boolean withoutTests,
        String folder,
        Optional<FollowUp> followUp,
        List<String> attachments) {
    private static final String COMMENTS_ONLY = "Do what the comments on the result of the earlier run ask for.";

    /** A run that works on the files of the user, without attachments. */
    public RunRequest(
            Caller caller,
            ProjectId project,
            SessionId session,
            String command,
            List<String> args,
            String prompt,
            Optional<ModelRef> model,
            boolean headless,
            boolean withoutTests,
            String folder) {
        this(
                caller,
                project,
                session,
                command,
                args,
                prompt,
                model,
                headless,
                withoutTests,
                folder,
                Optional.empty(),
                List.of());
    }

    /** A run that is not headless: the user can be asked for approvals. */
    public RunRequest(
            Caller caller,
            ProjectId project,
            SessionId session,
            String command,
            List<String> args,
            String prompt,
            Optional<ModelRef> model) {
        this(caller, project, session, command, args, prompt, model, false, false, "");
    }

    public RunRequest {
        args = List.copyOf(args);
        attachments = List.copyOf(attachments);
    }

    /** Returns the prompt, or the joined args if the prompt is blank; comments alone are a request, too. */
    public String effectivePrompt() {
        String words = prompt.isBlank() ? String.join(" ", args) : prompt;
        boolean hasComments = followUp.filter(f -> !f.comments().isEmpty()).isPresent();
        return words.isBlank() && hasComments ? COMMENTS_ONLY : words;
    }
}
