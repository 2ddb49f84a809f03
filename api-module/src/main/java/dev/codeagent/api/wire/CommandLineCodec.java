package dev.codeagent.api.wire;

import dev.codeagent.api.command.CommandLine;
import dev.codeagent.api.command.CommandLine.Option;
import dev.codeagent.api.command.CommandSyntax;
import dev.codeagent.api.command.CommandSyntax.OptionSyntax;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.text.SpellingSuggestion;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Translates a line that a user typed, such as {@code /apply last --file README.md}, to the payload of a command. */
final class CommandLineCodec {
    private static final Pattern CALL = Pattern.compile(".+-t\\d+-c\\d+|undo-\\d+");
    private static final Pattern HUNKS = Pattern.compile("(.+):(\\d{1,9}(?:,\\d{1,9})*+)");
    private static final int MAX_SHOWN = 80;
    private static final int MAX_OPTIONS = 1_000;

    private CommandLineCodec() {}

    /**
     * Adds the fields of a line to a payload, which may also have a context.
     *
     * @throws AgentException INVALID_VALUE if the line is no command, or has an option or word that the command does not take
     */
    static JsonObject toPayload(String line, JsonObject payload) {
        CommandSyntax syntax = syntax(line);
        CommandLine parsed = CommandLine.parse(
                line,
                name -> syntax.options().stream()
                        .anyMatch(o -> o.name().equals(name) && !o.value().isEmpty()));
        JsonObjectBuilder fields =
                Json.createObjectBuilder(payload).remove("line").add("command", parsed.command());
        if (syntax.isRequest()) {
            checkOptions(syntax, parsed.options());
            return request(fields, payload, parsed).build();
        }
        if (syntax.name().equals("/parse")) {
            return fields.add("line", parsed.text()).build();
        }
        return withWords(syntax, parsed, fields).build();
    }

    /** The syntax of the command that begins the line. A project may define further commands for agents. */
    static CommandSyntax syntax(String line) {
        String command = CommandLine.parse(line, name -> false).command();
        if (!command.startsWith("/") || command.length() == 1) {
            throw invalid("'" + shown(command) + "' is no command; a line begins with one, for example /code");
        }
        return CommandSyntax.find(command).orElseGet(() -> CommandSyntax.request(command));
    }

    private static JsonObjectBuilder request(JsonObjectBuilder fields, JsonObject payload, CommandLine line) {
        JsonObjectBuilder context = Json.createObjectBuilder(EnvelopeCodec.object(payload, "context"));
        for (Option option : line.options()) {
            switch (option.name()) {
                case "project" -> context.add("path", option.value());
                case "session" -> context.add("sessionId", option.value());
                case "provider" -> fields.add("provider", option.value());
                case "headless" -> fields.add("headless", true);
                default -> fields.add("withoutTests", true);
            }
        }
        return fields.add("prompt", line.text()).add("context", context);
    }

    /** The options of other commands may also be after their words. */
    private static JsonObjectBuilder withWords(CommandSyntax syntax, CommandLine line, JsonObjectBuilder fields) {
        var options = new ArrayList<>(line.options());
        var words = new ArrayList<String>();
        boolean json = syntax.name().equals("/settings");
        String text = line.text();
        int brace = json ? text.indexOf('{') : -1;
        if (brace >= 0) {
            fields.add("value", BoundedJson.readObject(text.substring(brace), BoundedJson.Limits.MESSAGE));
            text = text.substring(0, brace);
        }
        List<String> rest = CommandLine.words(text);
        if (rest.size() > MAX_OPTIONS) {
            throw invalid(syntax.name() + " takes at most " + MAX_OPTIONS + " words; send its fields");
        }
        for (int i = 0; i < rest.size(); i++) {
            if (!rest.get(i).startsWith("--")) {
                words.add(rest.get(i));
                continue;
            }
            int equals = rest.get(i).indexOf('=');
            String name = rest.get(i).substring(2, equals < 0 ? rest.get(i).length() : equals);
            boolean next = equals < 0 && takesValue(syntax, name) && i + 1 < rest.size();
            options.add(new Option(
                    name, next ? rest.get(++i) : equals < 0 ? "" : rest.get(i).substring(equals + 1), next));
        }
        checkOptions(syntax, options);
        int most = (int) Stream.of(syntax.parameter().split(" "))
                .filter(p -> !p.isEmpty() && !p.equals("[JSON]"))
                .count();
        if (words.size() > most) {
            throw invalid(syntax.name() + " takes " + (most == 0 ? "no words" : syntax.parameter()) + "; '"
                    + shown(words.get(most)) + "' is too much");
        }
        addWords(syntax, words, fields);
        addOptions(syntax, options, words, fields);
        return fields;
    }

    private static void addWords(CommandSyntax syntax, List<String> words, JsonObjectBuilder fields) {
        if (words.isEmpty()) {
            return;
        }
        switch (syntax.name()) {
            case "/approve", "/deny" -> fields.add("approval", words.getFirst());
            case "/settings" -> fields.add("name", words.getFirst());
            case "/resume" -> {} // The run is a part of a cursor.
            default -> fields.add("run", words.getFirst());
        }
        if (words.size() > 1) {
            fields.add(CALL.matcher(words.get(1)).matches() ? "call" : "step", words.get(1));
        }
    }

    private static void addOptions(
            CommandSyntax syntax, List<Option> options, List<String> words, JsonObjectBuilder fields) {
        JsonArrayBuilder parts = Json.createArrayBuilder();
        long after = 0;
        for (Option option : options) {
            switch (option.name()) {
                case "hunks" -> fields.add("hunks", true);
                case "everything-since" -> fields.add("everythingSince", true);
                case "session", "rule" -> fields.add("scope", option.name());
                case "file" -> parts.add(Json.createObjectBuilder().add("path", option.value()));
                case "hunk" -> parts.add(hunks(option.value()));
                case "after" -> after = number(option.value());
                case "project-id" -> fields.add("projectId", option.value());
                default -> fields.add("action", option.name());
            }
        }
        if (syntax.name().equals("/apply")) {
            fields.add("parts", parts);
        }
        if (syntax.name().equals("/resume") && !words.isEmpty()) {
            JsonObject cursor = Json.createObjectBuilder()
                    .add("run", words.getFirst())
                    .add("seq", after)
                    .build();
            fields.add("runs", Json.createArrayBuilder().add(cursor));
        }
    }

    private static JsonObjectBuilder hunks(String text) {
        Matcher matcher = HUNKS.matcher(text);
        if (!matcher.matches()) {
            throw invalid("--hunk: '" + shown(text) + "' is not PATH:N; use for example src/Main.java:2 or"
                    + " src/Main.java:1,3");
        }
        JsonArrayBuilder numbers = Json.createArrayBuilder();
        Stream.of(matcher.group(2).split(",")).map(Integer::valueOf).forEach(numbers::add);
        return Json.createObjectBuilder().add("path", matcher.group(1)).add("hunks", numbers);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw invalid("--after: '" + shown(text) + "' is not the number of an event");
        }
    }

    private static boolean takesValue(CommandSyntax syntax, String option) {
        return syntax.options().stream()
                .anyMatch(o -> o.name().equals(option) && !o.value().isEmpty());
    }

    private static void checkOptions(CommandSyntax syntax, List<Option> options) {
        if (options.size() > MAX_OPTIONS) {
            throw invalid(syntax.name() + " takes at most " + MAX_OPTIONS + " options");
        }
        for (Option option : options) {
            Optional<OptionSyntax> known = syntax.options().stream()
                    .filter(o -> o.name().equals(option.name()))
                    .findFirst();
            if (known.isEmpty()) {
                List<String> names =
                        syntax.options().stream().map(o -> "--" + o.name()).toList();
                throw invalid("unknown option '--" + shown(option.name()) + "' of " + syntax.name()
                        + SpellingSuggestion.didYouMean("--" + option.name(), names)
                        + (syntax.isRequest() ? "; put -- before a prompt that begins with a dash" : ""));
            }
            if (known.get().value().isEmpty() != option.value().isEmpty()) {
                throw invalid("option '--" + option.name() + "' "
                        + (known.get().value().isEmpty()
                                ? "takes no value"
                                : "needs a value: " + known.get().value()));
            }
        }
    }

    private static String shown(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }

    private static AgentException invalid(String problem) {
        return AgentException.invalidValue("field 'line': " + problem);
    }
}
