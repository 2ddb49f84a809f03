package dev.codeagent.gateway;

import dev.codeagent.api.command.CommandStore;
import dev.codeagent.api.command.CommandSyntax;
import dev.codeagent.api.command.ExecutedCommand;
import dev.codeagent.api.command.ReceivedCommand;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectDirectory;
import dev.codeagent.api.project.ProjectSelection;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.run.FollowUp;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunRequest;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.ClientMessage;
import dev.codeagent.api.wire.ErrorResponse;
import dev.codeagent.api.wire.ParsedLine;
import dev.codeagent.api.wire.ServerMessage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Executes the commands of clients. One that has an effect is executed once: if it is sent again, also on another connection or
 * after a restart, the answer says what it did.
 */
@ApplicationScoped
public class CommandExecutor {
    private static final int MAX_PATCH_CHARS = 4_000_000;

    @Inject
    RunService runs;

    @Inject
    RunEventSource events;

    @Inject
    ProjectService projects;

    @Inject
    SettingsCommands settings;

    @Inject
    CommandStore commands;

    /** Changed by tests. */
    Clock clock = Clock.systemUTC();

    private final CommandsInProgress inProgress = new CommandsInProgress();

    /**
     * The answer to a command.
     *
     * @param follow the run whose events the client now gets
     */
    public record Answer(String message, Optional<RunId> follow) {
        Answer(String message) {
            this(message, Optional.empty());
        }
    }

    /** Executes a command without an effect. */
    public Answer read(Caller caller, ClientMessage message) {
        String id = message.id();
        return switch (message) {
            case ClientMessage.Diff diff -> new Answer(diff(caller, diff));
            case ClientMessage.Approvals approvals ->
                new Answer(ServerMessage.approvals(id, now(), runs.openApprovals(caller)));
            case ClientMessage.Settings setting ->
                new Answer(ServerMessage.settings(id, now(), setting.name(), settings.get(caller, setting)));
            case ClientMessage.Parse parse -> new Answer(ServerMessage.parsed(id, now(), ParsedLine.of(parse.line())));
            case ClientMessage.Help help -> new Answer(ServerMessage.help(id, now(), CommandSyntax.ALL));
            default -> new Answer(ServerMessage.pong(id, now()));
        };
    }

    /**
     * Executes a command once.
     *
     * @param uniqueIds whether the client promises that it uses an id for one command only
     */
    public Answer executeOnce(Caller caller, ClientMessage message, ReceivedCommand command, boolean uniqueIds) {
        return inProgress.exclusively(command.id(), () -> {
            Optional<ExecutedCommand> executed = find(command, message.id(), uniqueIds);
            if (executed.isPresent()) {
                return repeat(caller, message, executed.get());
            }
            try {
                return execute(caller.executing(command), message, command);
            } catch (RuntimeException e) {
                // Another server of this database may have executed it at the same time.
                executed = hasKind(e, ErrorCode.Kind.CONFLICT) ? find(command, message.id(), false) : Optional.empty();
                return repeat(caller, message, executed.orElseThrow(() -> e));
            }
        });
    }

    /** The container may wrap the exception. */
    private static boolean hasKind(RuntimeException failure, ErrorCode.Kind kind) {
        return ErrorResponse.findAgentException(failure)
                .filter(known -> known.code().kind() == kind)
                .isPresent();
    }

    private Optional<ExecutedCommand> find(ReceivedCommand command, String id, boolean uniqueIds) {
        var known = commands.find(command.id());
        Optional<ExecutedCommand> same = known.stream()
                .filter(c -> c.command().content().equals(command.content()))
                .findFirst();
        if (same.isEmpty() && uniqueIds && !known.isEmpty()) {
            throw idInUse(id);
        }
        return same;
    }

    static AgentException idInUse(String id) {
        return new AgentException(
                ErrorCode.CONFLICT,
                "field 'id': '" + (id.length() <= 80 ? id : id.substring(0, 80) + "…")
                        + "' was used for another command; give each command an id of its own");
    }

    private Answer execute(Caller caller, ClientMessage message, ReceivedCommand command) {
        return switch (message) {
            case ClientMessage.Start start -> accepted(start, start(caller, start));
            case ClientMessage.Cancel cancel ->
                new Answer(ServerMessage.cancelling(cancel.id(), now(), runs.cancel(caller, cancel.run())));
            case ClientMessage.DecideApproval answer ->
                new Answer(ServerMessage.answered(answer.id(), now(), runs.decideApproval(caller, answer.decision())));
            case ClientMessage.Discard discard ->
                new Answer(ServerMessage.discarded(discard.id(), now(), runs.discard(caller, discard.run())));
            case ClientMessage.Apply apply -> {
                runs.apply(caller, apply.run(), apply.parts());
                yield repeat(caller, message, recorded(command));
            }
            case ClientMessage.Undo undo -> {
                runs.undo(caller, undo.run(), undo.request());
                yield repeat(caller, message, recorded(command));
            }
            case ClientMessage.Settings setting -> changeSetting(caller, setting, command);
            default -> read(caller, message);
        };
    }

    private ExecutedCommand recorded(ReceivedCommand command) {
        return find(command, "", false)
                .orElseThrow(() -> new IllegalStateException("the journal did not store " + command.name()));
    }

    /** A setting has no event: the command is stored before it is executed, so that a crash cannot execute it twice. */
    private Answer changeSetting(Caller caller, ClientMessage.Settings setting, ReceivedCommand command) {
        commands.begin(command, now());
        try {
            settings.change(caller, setting);
        } catch (RuntimeException e) {
            if (ErrorResponse.findAgentException(e).isPresent() && !hasKind(e, ErrorCode.Kind.SERVER)) {
                commands.remove(command); // It was rejected, and may be sent again.
            }
            throw e;
        }
        commands.finish(command);
        return new Answer(
                ServerMessage.settings(setting.id(), now(), setting.name(), settings.getAfterChange(caller, setting)));
    }

    /** Answers a command with what it did. */
    private Answer repeat(Caller caller, ClientMessage message, ExecutedCommand executed) {
        String id = message.id();
        if (message instanceof ClientMessage.Settings setting) {
            if (!executed.finished()) {
                throw new AgentException(
                        ErrorCode.CONFLICT,
                        "the server stopped while it changed setting '" + setting.name()
                                + "'; read the setting, and send a new command if it is not changed");
            }
            return new Answer(
                    ServerMessage.settings(id, now(), setting.name(), settings.getAfterChange(caller, setting)));
        }
        Run run = runs.get(caller, new RunId(executed.run()));
        return switch (message) {
            case ClientMessage.Start start -> accepted(start, run);
            case ClientMessage.DecideApproval answer -> new Answer(ServerMessage.answered(id, now(), run));
            case ClientMessage.Apply apply ->
                new Answer(ServerMessage.applied(id, now(), run, event(executed, RunEvent.PatchResolved.class)));
            case ClientMessage.Undo undo ->
                new Answer(ServerMessage.undone(id, now(), run, event(executed, RunEvent.ChangesUndone.class)));
            case ClientMessage.Discard discard -> new Answer(ServerMessage.discarded(id, now(), run));
            default -> new Answer(ServerMessage.cancelling(id, now(), run));
        };
    }

    private <T extends RunEvent> T event(ExecutedCommand executed, Class<T> type) {
        return type.cast(events.readAfter(new RunId(executed.run()), executed.seq() - 1, 1)
                .getFirst()
                .event());
    }

    private Answer accepted(ClientMessage.Start start, Run run) {
        return new Answer(ServerMessage.accepted(start.id(), now(), run), Optional.of(run.id()));
    }

    private Run start(Caller caller, ClientMessage.Start start) {
        Optional<Run> earlier = start.followUp().map(f -> runs.get(caller, f.run()));
        String session = start.sessionId().isEmpty()
                ? earlier.map(run -> run.session().value()).orElseGet(() -> "sess-" + UUID.randomUUID())
                : start.sessionId();
        String project = start.projectId().isEmpty() && start.path().isEmpty()
                ? earlier.map(run -> run.project().value()).orElse("")
                : start.projectId();
        ProjectSelection selection = projects.resolve(
                caller, start.command(), project, new ProjectDirectory(start.path(), start.subdirectory()));
        return runs.start(new RunRequest(
                caller,
                selection.project(),
                new SessionId(session),
                start.command(),
                start.args(),
                start.prompt(),
                start.model(),
                start.headless(),
                start.withoutTests(),
                selection.folder(),
                earlier.flatMap(r -> start.followUp().map(f -> new FollowUp(r.id(), f.comments()))),
                start.attachments()));
    }

    private String diff(Caller caller, ClientMessage.Diff diff) {
        Run run = runs.get(caller, diff.run());
        if (diff.hunks()) {
            return checkLength(run, ServerMessage.hunks(diff.id(), now(), run, runs.patchFiles(caller, run.id())));
        }
        byte[] patch = runs.diff(caller, run.id());
        if (patch.length > MAX_PATCH_CHARS) {
            throw patchTooLarge(run);
        }
        return checkLength(
                run,
                decodeUtf8(patch)
                        .map(text -> ServerMessage.diff(diff.id(), now(), run, "utf-8", text))
                        .orElseGet(() -> ServerMessage.diff(
                                diff.id(),
                                now(),
                                run,
                                "base64",
                                Base64.getEncoder().encodeToString(patch))));
    }

    private static String checkLength(Run run, String message) {
        if (message.length() > 2 * MAX_PATCH_CHARS) {
            throw patchTooLarge(run);
        }
        return message;
    }

    private static AgentException patchTooLarge(Run run) {
        return new AgentException(
                ErrorCode.MESSAGE_TOO_LARGE,
                "the patch of run " + run.id() + " is too large for a message; get it from /api/v1/runs/" + run.id()
                        + "/diff");
    }

    /** Empty if the files of the patch have another encoding. */
    private static Optional<String> decodeUtf8(byte[] patch) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(patch))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private Instant now() {
        return clock.instant();
    }
}
