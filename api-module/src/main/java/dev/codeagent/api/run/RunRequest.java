package dev.codeagent.api.run;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.security.Caller;
import java.util.List;
import java.util.Optional;

/**
 * What a caller asks for.
 *
 * @param command the slash command, e.g. {@code /plan}
 * @param args the words after it, as the client sent them
 * @param prompt the request in the caller's words; where it is empty, the args joined by blanks are the request
 * @param model a provider and model for all agents of the run, instead of the project's own
 * @param headless nobody can be asked, so what the policy would ask about is denied
 */
public record RunRequest(
        Caller caller,
        ProjectId project,
        SessionId session,
        String command,
        List<String> args,
        String prompt,
        Optional<ModelRef> model,
        boolean headless) {
    /** A run that somebody can be asked about. */
    public RunRequest(
            Caller caller,
            ProjectId project,
            SessionId session,
            String command,
            List<String> args,
            String prompt,
            Optional<ModelRef> model) {
        this(caller, project, session, command, args, prompt, model, false);
    }

    public RunRequest {
        args = List.copyOf(args);
    }

    /** The request in words: the prompt, else the args. */
    public String effectivePrompt() {
        return prompt.isBlank() ? String.join(" ", args) : prompt;
    }
}
