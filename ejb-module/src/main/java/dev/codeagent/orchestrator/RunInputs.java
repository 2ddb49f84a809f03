package dev.codeagent.orchestrator;

import dev.codeagent.api.chat.Image;
import dev.codeagent.api.command.FileMention;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.Attachment;
import dev.codeagent.api.run.FollowUp;
import dev.codeagent.api.run.LineComment;
import dev.codeagent.api.run.PatchState;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunRequest;
import dev.codeagent.projects.ProjectFiles;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;

/** What a user gives a run besides the prompt: the earlier run that it continues, and attachments. */
public record RunInputs(RunReferences references, AttachmentStore attachments, ProjectFiles files) {

    /**
     * Checks that the files that the prompt mentions exist.
     *
     * @throws AgentException INVALID_VALUE names the nearest paths
     */
    public void requireMentionedFiles(RunRequest request, Project project) {
        if (FileMention.findAll(request.effectivePrompt()).isEmpty()) {
            return;
        }
        ProjectFiles.Source source = request.followUp()
                .map(followUp ->
                        files.ofRun(project, references.find(followUp.run()).id()))
                .orElseGet(() -> files.ofProject(project));
        new MentionResolver(source, request.folder()).resolve(request.effectivePrompt());
    }

    /**
     * Checks that the run can continue the earlier one.
     *
     * @throws AgentException RUN_NOT_FINISHED; NOTHING_TO_APPLY without a patch; CONFLICT in another project
     */
    public void requireUsable(RunRequest request) {
        if (request.followUp().isEmpty()) {
            return;
        }
        Run earlier = references.find(request.followUp().get().run());
        if (!earlier.project().equals(request.project())) {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    "field 'followUp': run " + earlier.id() + " belongs to project " + earlier.project()
                            + "; a run continues one of its own project");
        }
        if (!earlier.state().isTerminal()) {
            throw new AgentException(
                    ErrorCode.RUN_NOT_FINISHED,
                    "field 'followUp': run " + earlier.id() + " is still running; wait for its end or cancel it first");
        }
        if (earlier.patch() == PatchState.NONE || earlier.patch() == PatchState.DISCARDED) {
            throw new AgentException(
                    ErrorCode.NOTHING_TO_APPLY,
                    "field 'followUp': run " + earlier.id() + " changed nothing, or its patch was discarded; start the"
                            + " run without it");
        }
    }

    /** Applies a patch; a conflict names the earlier run whose patch has to be applied before. */
    public int explain(Run run, IntSupplier apply) {
        try {
            return apply.getAsInt();
        } catch (AgentException e) {
            Optional<Run> earlier = e.code() == ErrorCode.CONFLICT ? findEarlier(run) : Optional.empty();
            throw earlier.filter(r -> r.patch() == PatchState.OPEN)
                    .map(r -> new AgentException(
                            ErrorCode.CONFLICT,
                            e.getMessage() + ". Run " + run.id() + " continues run " + r.id()
                                    + ", whose patch is not applied completely: `codeagent apply " + r.id()
                                    + "` first",
                            e))
                    .orElse(e);
        }
    }

    private Optional<Run> findEarlier(Run run) {
        return references.journal().readTypes(run.id(), Set.of(RunEvent.Created.class)).stream()
                .flatMap(r -> ((RunEvent.Created) r.event()).followUp().stream())
                .findFirst()
                .flatMap(followUp -> references.journal().find(followUp.run()));
    }

    /** Copies the attachments for the run; empty if there are none. */
    public Optional<List<Attachment>> bind(RunId run, RunRequest request) {
        return Optional.of(attachments.bind(run, request.attachments())).filter(list -> !list.isEmpty());
    }

    public void release(RunId run, Optional<List<Attachment>> bound) {
        bound.ifPresent(list -> attachments.release(run, list));
    }

    /** The request with everything that is text. */
    String prompt(RunId run, RunEvent.Created created, MentionedFiles.Request request) {
        var text = new StringBuilder(request.text());
        created.followUp().ifPresent(followUp -> append(text, followUp));
        for (Attachment attachment : created.attachments().orElse(List.of())) {
            if (attachment.isImage()) {
                text.append("\n\nAttached image: ").append(attachment.name());
            } else {
                String content = new String(attachments.read(run, attachment), StandardCharsets.UTF_8);
                String fence = fence(content);
                text.append("\n\nAttached text ")
                        .append(attachment.name())
                        .append(":\n")
                        .append(fence)
                        .append('\n')
                        .append(content)
                        .append(content.endsWith("\n") ? "" : "\n")
                        .append(fence);
            }
        }
        return text.append(request.contents()).toString();
    }

    private void append(StringBuilder text, FollowUp followUp) {
        text.append("\n\nThis request continues the run ")
                .append(followUp.run())
                .append(": the workspace already contains its changes. Keep them, except where this request says"
                        + " otherwise.");
        if (!followUp.comments().isEmpty()) {
            text.append("\nComments of the user on its result:");
            for (LineComment comment : followUp.comments()) {
                text.append("\n- ")
                        .append(comment.place())
                        .append(": ")
                        .append(comment.text().strip().replace("\n", "\n  "));
            }
        }
    }

    static String fence(String content) {
        String fence = "```";
        while (content.contains(fence)) {
            fence += "`";
        }
        return fence;
    }

    List<Image> images(RunId run, RunEvent.Created created) {
        return created.attachments().orElse(List.of()).stream()
                .filter(Attachment::isImage)
                .map(a -> new Image(a.mediaType(), Base64.getEncoder().encodeToString(attachments.read(run, a))))
                .toList();
    }
}
