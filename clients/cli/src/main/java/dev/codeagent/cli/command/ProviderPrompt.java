package dev.codeagent.cli.command;

import dev.codeagent.api.text.SpellingSuggestion;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TerminalWriter;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Asks a person at the terminal for what {@code providers add} needs. */
final class ProviderPrompt {
    private static final int MAX_CELL_LENGTH = 60;
    private static final int MAX_MODELS_SHOWN = 30;

    private final LineInput input;
    private final TerminalWriter terminal;

    ProviderPrompt(LineInput input, TerminalWriter terminal) {
        this.input = input;
        this.terminal = terminal;
    }

    /** Lets the person choose one of the known providers, by number or name, or write the name of another one. */
    String askForProvider(List<JsonObject> known) {
        for (int i = 0; i < known.size(); i++) {
            JsonObject provider = known.get(i);
            terminal.writeLine(
                    String.format("%4d  %-12s %s", i + 1, provider.getString("id"), provider.getString("name")));
        }
        while (true) {
            String answer = ask("provider (number or name): ");
            Optional<JsonObject> chosen = byNumber(known, answer);
            if (chosen.isPresent()) {
                return chosen.get().getString("id");
            }
            if (!answer.isEmpty() && !answer.matches("-?\\d+")) {
                return answer;
            }
            terminal.writeLine("write a number from 1 to " + known.size() + ", or a name");
        }
    }

    /** Says that a name is not a known one, with the most similar one, before the address is asked for. */
    void explainUnknown(String name, List<String> known) {
        terminal.writeLine("'" + TerminalSanitizer.sanitizeLine(name, MAX_CELL_LENGTH) + "' is not a known provider"
                + SpellingSuggestion.didYouMean(name, known));
    }

    String askForUrl(String example) {
        while (true) {
            String answer = ask("address, for example " + example + ": ");
            if (!answer.isEmpty()) {
                return answer;
            }
        }
    }

    /** The key, which is not shown; empty if the person gives none. */
    Optional<String> askForKey(String provider) {
        char[] key = input.readHidden("key of " + provider + " (not shown; empty for none): ");
        if (key == null) {
            throw endOfInput();
        }
        return Optional.of(new String(key).strip()).filter(text -> !text.isEmpty());
    }

    /** One of the models, or the one that answered. */
    String askForModel(List<String> models, String answered) {
        int shown = Math.min(models.size(), MAX_MODELS_SHOWN);
        for (int i = 0; i < shown; i++) {
            terminal.writeLine(
                    String.format("%4d  %s", i + 1, TerminalSanitizer.sanitizeLine(models.get(i), MAX_CELL_LENGTH)));
        }
        if (shown < models.size()) {
            terminal.writeLine("      and " + (models.size() - shown) + " more; write the name of one");
        }
        while (true) {
            String answer = ask("default model (number or name; empty: " + answered + "): ");
            if (answer.isEmpty()) {
                return answered;
            }
            if (!answer.matches("-?\\d+")) {
                return answer;
            }
            Optional<String> chosen = byNumber(models, answer);
            if (chosen.isPresent()) {
                return chosen.get();
            }
            terminal.writeLine("write a number from 1 to " + shown + ", or a name");
        }
    }

    private static <T> Optional<T> byNumber(List<T> items, String answer) {
        if (!answer.matches("\\d{1,4}")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(answer);
        return number >= 1 && number <= items.size() ? Optional.of(items.get(number - 1)) : Optional.empty();
    }

    private String ask(String prompt) {
        String line = input.readLine(prompt);
        if (line == null) {
            throw endOfInput();
        }
        return line.strip();
    }

    private static CliException endOfInput() {
        return CliException.usageError(
                "the input ended; name the provider and its key: " + "`codeagent providers add NAME --key-env VAR`");
    }
}
