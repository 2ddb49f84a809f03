package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.ProjectDirectory;
import dev.codeagent.api.project.ProjectSelection;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.RunRequest;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.security.Caller;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a request that creates a run. Either {@code projectId} or {@code path} names the project; {@code
 * subdirectory} chooses a part of {@code path}. An empty {@code sessionId} starts a new conversation. {@code provider}
 * is NAME or NAME/MODEL. A {@code headless} run asks no user. {@code withoutTests} answers beforehand whether the run
 * goes on without tests if the project cannot be prepared.
 */
public record CreateRunRequest(
        String projectId,
        String path,
        @Schema(required = true) String command,
        List<String> args,
        String prompt,
        String sessionId,
        String provider,
        boolean headless,
        boolean withoutTests,
        String subdirectory) {

    RunRequest toRunRequest(Caller caller, ProjectService projects) {
        ProjectSelection selection =
                projects.resolve(caller, command, projectId, new ProjectDirectory(path, subdirectory));
        return new RunRequest(
                caller,
                selection.project(),
                resolveSession(sessionId),
                command,
                args,
                prompt,
                parseProvider(provider),
                headless,
                withoutTests,
                selection.folder());
    }

    static Optional<ModelRef> parseProvider(String text) {
        return AgentException.readField(
                "provider", () -> Optional.of(text).filter(p -> !p.isEmpty()).map(ModelRef::parse));
    }

    static SessionId resolveSession(String id) {
        return AgentException.readField(
                "sessionId", () -> new SessionId(id.isEmpty() ? "sess-" + UUID.randomUUID() : id));
    }
}
