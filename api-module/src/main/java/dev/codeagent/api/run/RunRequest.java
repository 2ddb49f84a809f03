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
        String folder) {
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
    }

    /** Returns the prompt, or the joined args if the prompt is blank. */
    public String effectivePrompt() {
        return prompt.isBlank() ? String.join(" ", args) : prompt;
    }
}
