package dev.codeagent.cli.session;

import dev.codeagent.cli.command.CommandContext;
import dev.codeagent.cli.command.CommandDispatcher;
import dev.codeagent.cli.command.Interaction;
import dev.codeagent.cli.command.SystemTerminal;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.settings.ArgumentParser;
import dev.codeagent.cli.settings.GlobalOptions;
import dev.codeagent.cli.settings.Invocation;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.JsonException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/**
 * The interactive session: reads lines at a prompt and executes each as a command of the command line, in one
 * conversation. The prompt is hidden while a command goes on.
 */
public final class InteractiveSession {
    /** Commands that follow a run; keys are read while they go on. */
    private static final Set<String> FOLLOWING = Set.of("demo", "attach");

    /** After these the lines that were typed meanwhile are executed; after others the user sees them first. */
    private static final Set<ExitCode> EXPECTED = Set.of(ExitCode.OK, ExitCode.NOTHING_CHANGED);

    private final CommandContext context;
    private final String version;
    private final Terminal terminal;
    private final SessionKeyboard keyboard;
    private final PromptReader prompt;
    private final ProjectFiles files;
    private final Conversation conversation;
    private RestClient client;
    private final Deque<String> typedLines = new ArrayDeque<>();

    /** Lines that were typed and not executed because one before them failed; each comes into a prompt of its own. */
    private final List<String> stoppedLines = new ArrayList<>();

    private String initialText = "";
    private boolean interruptedOnEmptyLine;

    private InteractiveSession(CommandContext context, String version, Terminal terminal, RestClient client) {
        this.context = context;
        this.version = version;
        this.client = client;
        this.terminal = terminal;
        this.files = new ProjectFiles(context.options().project());
        this.conversation = new Conversation(context, this::currentClient);
        var names = new ServerNames(this::currentClient, context::projectId);
        this.prompt = new PromptReader(
                terminal,
                new SessionCompleter(names, files),
                HistoryFile.location(System.getenv(), Path.of(System.getProperty("user.home"))));
        this.keyboard = new SessionKeyboard(terminal, prompt::shortenPaste);
        // Outside of the prompt and of runs, which have handlers of their own, Ctrl-C does not end the session.
        terminal.handle(Terminal.Signal.INT, signal -> {});
        terminal.handle(Terminal.Signal.WINCH, signal -> context.terminal().sizeChanged());
    }

    /** Finds or starts the server, and returns when the user leaves. */
    public static ExitCode run(CommandContext context, String version) {
        if (!Files.isDirectory(context.options().project())) {
            throw CliException.usageError("--project: " + context.options().project() + " is not a directory");
        }
        RestClient client = context.restClientOrStartServer();
        try {
            return new InteractiveSession(
                            context,
                            version,
                            SystemTerminal.open(context.terminal().charset()),
                            client)
                    .readLines();
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "cannot open the terminal: " + e.getMessage(), e);
        }
    }

    private RestClient currentClient() {
        URI address = context.currentAddress(client.baseUri());
        if (!address.equals(client.baseUri())) {
            client = new RestClient(address, context.tokens());
        }
        return client;
    }

    /** The path as a shell shows it. */
    private static String displayPath(Path path) {
        String home = System.getenv().getOrDefault("HOME", "");
        return !home.isEmpty() && path.startsWith(home) && !path.equals(Path.of(home))
                ? "~/" + Path.of(home).relativize(path)
                : path.toString();
    }

    private ExitCode readLines() {
        files.refresh();
        context.terminal().writeLine(Style.BOLD, version);
        context.terminal().writeLine(Style.DIM, displayPath(context.options().project()) + " · " + client.baseUri());
        context.terminal()
                .writeLine(Style.DIM, "Type a request, or /help. Alt-Enter starts another line, Tab completes.");
        ServerMonitor monitor = new ServerMonitor(
                        () -> context.currentAddress(client.baseUri()),
                        notice -> prompt.printAbove(new AttributedString(
                                TerminalSanitizer.sanitize(notice),
                                context.terminal().hasColors()
                                        ? AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW)
                                        : AttributedStyle.DEFAULT)))
                .start();
        try {
            while (true) {
                PromptReader.Input input = nextInput();
                context.terminal().sizeChanged(); // The prompt takes the signal while it is shown.
                switch (input) {
                    case PromptReader.Input.Closed closed -> {
                        return ExitCode.OK;
                    }
                    case PromptReader.Input.Interrupted interrupted -> {
                        stoppedLines.clear();
                        if (interrupted.lineWasEmpty() && interruptedOnEmptyLine) {
                            return ExitCode.OK;
                        }
                        interruptedOnEmptyLine = interrupted.lineWasEmpty();
                        if (interruptedOnEmptyLine) {
                            context.terminal().writeLine(Style.DIM, "press Ctrl-C again, or Ctrl-D, to leave");
                        }
                    }
                    case PromptReader.Input.Line line -> {
                        interruptedOnEmptyLine = false;
                        prompt.remember(line.shown());
                        if (!execute(line)) {
                            return ExitCode.OK;
                        }
                    }
                }
            }
        } finally {
            monitor.close();
        }
    }

    /** The next line that was typed while a command went on, as if it were typed now, or what is typed at the prompt. */
    private PromptReader.Input nextInput() {
        if (typedLines.isEmpty() && initialText.isBlank() && !stoppedLines.isEmpty()) {
            initialText = stoppedLines.removeFirst();
        }
        if (!typedLines.isEmpty()) {
            PromptReader.Input.Line line = prompt.lineOf(typedLines.removeFirst());
            context.terminal().writeLine(conversation.promptText() + line.shown());
            return line;
        }
        String initial = initialText;
        initialText = "";
        return prompt.read(conversation.promptText(), initial);
    }

    /** Puts each line that was typed and not executed into a prompt, one after another. */
    private void stopTypedLines(String first) {
        var texts = new ArrayList<String>();
        texts.add(first);
        texts.addAll(typedLines);
        texts.add(initialText);
        typedLines.clear();
        texts.removeIf(String::isBlank);
        initialText = texts.isEmpty() ? "" : texts.removeFirst();
        stoppedLines.addAll(0, texts);
    }

    /** False if the user leaves. A failure ends the command and not the session. */
    private boolean execute(PromptReader.Input.Line line) {
        Optional<String> lost = prompt.findUnknownPaste(line.shown());
        if (lost.isPresent()) {
            printError(lost.get() + " is of an earlier session and no longer there; paste the text again");
            return true;
        }
        String runBefore = keyboard.lastRun();
        try {
            return execute(LineInterpreter.interpret(line.text()));
        } catch (CliException e) {
            boolean left = Thread.interrupted() || e.exitCode() == ExitCode.INTERRUPTED;
            boolean unsent = !left && e.exitCode() == ExitCode.SERVER && runBefore.equals(keyboard.lastRun());
            stopTypedLines(unsent ? line.shown().stripTrailing() : "");
            if (!left) { // The user knows: it was Ctrl-C.
                printError(e.getMessage());
            }
        } catch (ClassCastException | NullPointerException | JsonException e) {
            stopTypedLines("");
            printError("the server gave an answer that this command cannot read (" + e.getMessage() + ")");
        }
        return true;
    }

    private void printError(String message) {
        context.terminal().writeParagraph(Style.RED, message, 2);
    }

    private boolean execute(TypedLine line) {
        switch (line) {
            case TypedLine.Empty empty -> {}
            case TypedLine.Rejected rejected -> printError(rejected.reason());
            case TypedLine.SelectCommand select -> conversation.selectCommand(select.command());
            case TypedLine.Request request -> dispatch(conversation.commandLine(request));
            case TypedLine.Verb verb -> dispatch(withLastRun(verb.words()));
            case TypedLine.SessionCommand command -> {
                return executeSessionCommand(command);
            }
        }
        return true;
    }

    private boolean executeSessionCommand(TypedLine.SessionCommand command) {
        switch (command.verb()) {
            case HELP -> SessionHelp.print(context.terminal());
            case NEW -> conversation.startNew();
            case SESSIONS -> conversation.listOrResume(command.argument());
            case PROVIDER -> conversation.selectProvider(command.argument());
            case MODEL -> conversation.selectModel(command.argument());
            case EXIT -> {
                return false;
            }
        }
        return true;
    }

    /** A command about a run means the last one of this session if no run is named. */
    private List<String> withLastRun(List<String> words) {
        String last = keyboard.lastRun();
        if (last.isEmpty()) {
            return words;
        }
        var completed = new ArrayList<>(words);
        completed.replaceAll(word -> word.equals("last") ? last : word);
        boolean needsRun = LineInterpreter.findVerb(words)
                .filter(spec -> spec.parameter().startsWith("RUN"))
                .isPresent();
        if (needsRun && !LineInterpreter.hasParameter(words)) {
            completed.add(1, last);
        }
        return completed;
    }

    private void dispatch(List<String> words) {
        Invocation invocation = ArgumentParser.parse(version, words.toArray(String[]::new));
        if (invocation.help().isPresent()) {
            context.terminal().writeLine(invocation.help().get().stripTrailing());
            return;
        }
        var given = new HashMap<>(context.invocation().options());
        given.putAll(invocation.options());
        var command = new Invocation(invocation.command(), invocation.parameters(), given, Optional.empty());
        var options = GlobalOptions.of(
                given,
                Path.of("").toAbsolutePath(),
                context.installation().dataDirectory(),
                Path.of(System.getProperty("user.home")));
        var commandContext = new CommandContext(
                command, options, context.installation(), context.terminal(), context.out(), context.err(), keyboard);
        if (!command.command().startsWith("/") && !FOLLOWING.contains(command.command())) {
            if (InterruptibleCommand.run(terminal, () -> CommandDispatcher.dispatch(commandContext))
                    .isEmpty()) {
                context.terminal().showLive(List.of());
                printError("interrupted; the server may finish what it was asked for");
                stopTypedLines("");
            }
            return;
        }
        keyboard.begin(initialText);
        boolean expected = false;
        try (Interaction.KeyboardFocus keys = keyboard.startListening()) {
            expected = EXPECTED.contains(CommandDispatcher.dispatch(commandContext));
        } finally {
            TypeAhead.Typed typed = keyboard.takeTyped();
            typedLines.addAll(typed.lines());
            initialText = typed.text();
            if (!expected) {
                stopTypedLines("");
            }
        }
    }
}
