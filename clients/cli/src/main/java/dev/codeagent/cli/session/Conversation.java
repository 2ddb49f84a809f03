package dev.codeagent.cli.session;

import dev.codeagent.cli.command.CommandContext;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.Table;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** What the requests of the session have in common: conversation, command, provider. */
final class Conversation {
    private static final int MAX_CELL_LENGTH = 60;

    private final CommandContext context;
    private final Supplier<RestClient> server;
    private String session = newId();
    private String command = "/code";
    private Optional<String> provider;
    private List<String> listed = List.of();

    Conversation(CommandContext context, Supplier<RestClient> server) {
        this.context = context;
        this.server = server;
        this.provider = context.options().provider();
    }

    private static String newId() {
        return "sess-" + UUID.randomUUID().toString().substring(0, 13);
    }

    String promptText() {
        return command.substring(1) + provider.map(name -> " (" + name + ")").orElse("") + "> ";
    }

    /** The command line of a request. */
    List<String> commandLine(TypedLine.Request request) {
        var words = new ArrayList<String>();
        words.add(request.command().isEmpty() ? command : request.command());
        if (!request.options().contains("--session")) {
            words.addAll(List.of("--session", session));
        }
        provider.filter(name -> !request.options().contains("--provider"))
                .ifPresent(name -> words.addAll(List.of("--provider", name)));
        words.addAll(request.options());
        words.addAll(List.of("--", request.text()));
        return words;
    }

    void selectCommand(String newCommand) {
        command = newCommand;
        print("lines without a command are now " + command);
    }

    void startNew() {
        session = newId();
        print("a new conversation");
    }

    /** @param argument empty, a number of the list before, or the beginning of an id */
    void listOrResume(String argument) {
        if (argument.isEmpty()) {
            list();
            return;
        }
        List<String> matching = argument.matches("\\d{1,4}")
                ? listed.stream().skip(Integer.parseInt(argument) - 1L).limit(1).toList()
                : conversations().keySet().stream()
                        .filter(id -> id.startsWith(argument) || id.startsWith("sess-" + argument))
                        .toList();
        if (matching.size() != 1) {
            throw CliException.usageError(
                    (matching.isEmpty() ? "no conversation of this project is '" : "several conversations begin with '")
                            + argument + "'; /sessions lists them");
        }
        session = matching.getFirst();
        print("continues the conversation " + session);
    }

    private void list() {
        Map<String, JsonObject> conversations = conversations();
        listed = List.copyOf(conversations.keySet());
        if (listed.isEmpty()) {
            print("no conversation of this project yet");
            return;
        }
        var table = new Table("N", "SESSION", "LAST RUN", "LAST REQUEST")
                .keepWhole("N", "SESSION", "LAST RUN")
                .leaveOutFirst("LAST RUN");
        int number = 0;
        for (Map.Entry<String, JsonObject> entry : conversations.entrySet()) {
            JsonObject run = entry.getValue();
            table.addRow(
                    String.valueOf(++number),
                    entry.getKey() + (entry.getKey().equals(session) ? " (this one)" : ""),
                    run.getString("id"),
                    TerminalSanitizer.sanitizeLine(
                            run.getString("command") + " " + run.getString("prompt", ""), MAX_CELL_LENGTH));
        }
        table.print(context.terminal());
        print("/sessions N continues one");
    }

    /** The conversations of the project with their last runs, the latest first. */
    private Map<String, JsonObject> conversations() {
        var conversations = new LinkedHashMap<String, JsonObject>();
        context.projectId(server.get())
                .ifPresent(project -> server.get()
                        .getArray("/api/v1/runs?limit=100&projectId=" + RestClient.encodePathSegment(project))
                        .getValuesAs(JsonObject.class)
                        .forEach(run -> conversations.putIfAbsent(run.getString("session"), run)));
        return conversations;
    }

    /** @param argument empty, {@code default}, a provider, or PROVIDER/MODEL */
    void selectProvider(String argument) {
        if (argument.isEmpty()) {
            print("provider: " + provider.orElse("the project's own; /provider NAME changes it"));
            return;
        }
        if (argument.equals("default")) {
            provider = Optional.empty();
            print("the next runs use the project's own models");
            return;
        }
        String name = argument.replaceFirst("/.*", "");
        server.get().requestObject("GET", "/api/v1/providers/" + RestClient.encodePathSegment(name));
        provider = Optional.of(argument);
        print("the next runs use " + argument);
    }

    /** @param argument a model of the selected provider, or PROVIDER/MODEL */
    void selectModel(String argument) {
        if (argument.isEmpty() || argument.equals("default") || argument.contains("/") || provider.isEmpty()) {
            if (provider.isEmpty() && !argument.isEmpty() && !argument.equals("default") && !argument.contains("/")) {
                throw CliException.usageError("name the provider too: /model PROVIDER/" + argument);
            }
            selectProvider(argument);
            return;
        }
        selectProvider(provider.get().replaceFirst("/.*", "") + "/" + argument);
    }

    private void print(String text) {
        context.terminal().writeLine(Style.DIM, TerminalSanitizer.sanitize(text));
    }
}
