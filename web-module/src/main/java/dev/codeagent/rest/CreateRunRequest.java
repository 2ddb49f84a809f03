package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.ProjectDirectory;
import dev.codeagent.api.project.ProjectSelection;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.FollowUp;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunRequest;
import dev.codeagent.api.run.RunService;
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
 * goes on without tests if the project cannot be prepared. With {@code followUp} the run works on the result of an earlier
 * one, in its project and conversation unless others are named; {@code attachments} are ids of uploaded files.
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
        String subdirectory,
        Optional<FollowUp> followUp,
        List<String> attachments) {

    RunRequest toRunRequest(Caller caller, ProjectService projects, RunService runs) {
        Optional<Run> earlier = followUp.map(f -> runs.get(caller, f.run()));
        String project = projectId.isEmpty() && path.isEmpty()
                ? earlier.map(run -> run.project().value()).orElse("")
                : projectId;
        ProjectSelection selection =
                projects.resolve(caller, command, project, new ProjectDirectory(path, subdirectory));
        return new RunRequest(
                caller,
                selection.project(),
                earlier.filter(run -> sessionId.isEmpty()).map(Run::session).orElseGet(() -> resolveSession(sessionId)),
                command,
                args,
                prompt,
                parseProvider(provider),
                headless,
                withoutTests,
                selection.folder(),
                earlier.flatMap(run -> followUp.map(f -> new FollowUp(run.id(), f.comments()))),
                attachments);
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
