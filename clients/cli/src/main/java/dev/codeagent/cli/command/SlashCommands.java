package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.run.RunInputs;
import dev.codeagent.cli.run.SlashCommandRequest;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.settings.CommandSpec;
import dev.codeagent.cli.settings.UserPathResolver;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.upload.FolderUpload.UploadedProject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Implements the slash commands, including {@code /help}. */
final class SlashCommands {
    private final CommandContext context;

    SlashCommands(CommandContext context) {
        this.context = context;
    }

    ExitCode run() {
        String prompt = context.interaction().isSession()
                ? String.join(" ", context.invocation().parameters())
                : new PromptSource(System.in, SingleCommandInteraction.isInputTerminal()).read(context.invocation());
        Path project = context.options().project();
        if (context.options().projectId().isEmpty() && !Files.isDirectory(project)) {
            throw CliException.usageError(
                    "--project: " + project + " is not a directory; name one with --project DIR, or a"
                            + " git project by its id, which `codeagent projects list` shows");
        }
        RestClient client = context.restClientOrStartServer();
        Optional<UploadedProject> uploaded =
                context.uploads() ? Optional.of(context.upload(client).synchronize()) : Optional.empty();
        Optional<JsonObject> earlier = findEarlier(client);
        if (earlier.isEmpty()) {
            noticeOpenPatch(client);
        }
        var command = new SlashCommandRequest(
                context.invocation().command(),
                prompt,
                project.toAbsolutePath(),
                context.options().here() && uploaded.isEmpty(),
                context.invocation()
                        .option("session")
                        .or(() -> earlier.map(run -> run.getString("session")))
                        .orElseGet(SlashCommands::newSessionId),
                context.options().provider(),
                context.invocation().option("headless").isPresent(),
                goesOnWithoutTests(),
                uploaded.map(UploadedProject::id).or(context.options()::projectId),
                uploaded.map(UploadedProject::folder).orElse(""),
                new RunInputs(earlier.map(run -> run.getString("id")), upload(client)));
        return new SlashCommandExecutor(context, client).execute(command).exitCode();
    }

    /** The run whose result the new one continues. */
    private Optional<JsonObject> findEarlier(RestClient client) {
        return context.invocation()
                .option("follow-up")
                .map(run -> client.requestObject(
                        "GET", "/api/v1/runs/" + RestClient.encodePathSegment(context.runReference(client, run))));
    }

    /** A request of a conversation starts from the files of the user, which lack what was not applied. */
    private void noticeOpenPatch(RestClient client) {
        context.invocation()
                .option("session")
                .filter(session -> !context.options().json())
                .flatMap(session -> client
                        .getArray("/api/v1/runs?limit=1&sessionId=" + RestClient.encodePathSegment(session))
                        .getValuesAs(JsonObject.class)
                        .stream()
                        .findFirst())
                .filter(run -> run.getString("patch").equals("open"))
                .map(run -> run.getString("id"))
                .ifPresent(run -> context.terminal()
                        .writeParagraph(
                                Style.DIM,
                                "· the changes of " + run + " are not applied, so this request starts without them;"
                                        + " apply them first, or use /code --follow-up " + run,
                                2));
    }

    private List<String> upload(RestClient client) {
        return context.invocation().optionValues("attach").stream()
                .map(file -> UserPathResolver.inWorkingDirectory().resolve("--attach", file))
                .map(file -> client.upload(
                                "/api/v1/attachments?name="
                                        + RestClient.encodePathSegment(
                                                file.getFileName().toString()),
                                file)
                        .getString("id"))
                .toList();
    }

    /** Without a user at the terminal too: a question of the preparation would stop a script for a day. */
    private boolean goesOnWithoutTests() {
        return context.invocation().option("without-tests").isPresent()
                || context.options().json()
                || !context.interaction().isAttended();
    }

    ExitCode help() {
        if (context.options().json()) {
            CommandSpec.ALL.stream()
                    .filter(CommandSpec::isSlashCommand)
                    .forEach(c -> context.out()
                            .println(Json.createObjectBuilder()
                                    .add("command", c.name())
                                    .add("description", c.description())
                                    .build()));
            return ExitCode.OK;
        }
        context.terminal().writeLine("Usage: codeagent /COMMAND [OPTIONS] WORDS…");
        context.terminal().writeLine("");
        CommandSpec.ALL.stream()
                .filter(CommandSpec::isSlashCommand)
                .forEach(c -> context.terminal().writeLine(String.format("  %-10s %s", c.name(), c.description())));
        context.terminal().writeLine("");
        context.terminal().writeLine("--session ID continues a conversation; `codeagent --help` lists all commands.");
        return ExitCode.OK;
    }

    static String newSessionId() {
        return "sess-" + UUID.randomUUID().toString().substring(0, 13);
    }
}
