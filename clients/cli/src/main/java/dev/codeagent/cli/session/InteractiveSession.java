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
import dev.codeagent.cli.settings.UserHome;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.JsonException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp;

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
    private final PendingLines pending = new PendingLines();

    /** How the terminal was before the session: it shows what is typed, and collects it into lines. */
    private final Attributes lineMode;

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
                terminal, new SessionCompleter(names, files), HistoryFile.location(System.getenv(), UserHome.find()));
        this.keyboard = new SessionKeyboard(terminal, prompt::shortenPaste);
        this.lineMode = SystemTerminal.enterKeyMode(terminal);
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
        Path home = UserHome.find();
        return path.startsWith(home) && !path.equals(home) ? "~/" + home.relativize(path) : path.toString();
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
                        pending.forgetStopped();
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
            terminal.setAttributes(lineMode);
        }
    }

    /** The next line that was typed while a command went on, as if it were typed now, or what is typed at the prompt. */
    private PromptReader.Input nextInput() {
        Optional<String> typed = pending.pollLine();
        if (typed.isPresent()) {
            PromptReader.Input.Line line = prompt.lineOf(typed.get());
            context.terminal().writeLine(conversation.promptText() + line.shown());
            return line;
        }
        return prompt.read(conversation.promptText(), pending.takeInitialText());
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
            pending.stop(unsent ? line.shown().stripTrailing() : "");
            if (!left) { // The user knows: it was Ctrl-C.
                printError(e.getMessage());
            }
        } catch (ClassCastException | NullPointerException | JsonException e) {
            pending.stop("");
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
            case CLEAR -> {
                terminal.puts(InfoCmp.Capability.clear_screen);
                terminal.flush();
            }
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
            int columns = context.terminal().columns();
            context.terminal().writeLine(invocation.help().get().apply(columns).stripTrailing());
            return;
        }
        var given = new HashMap<>(context.invocation().options());
        given.putAll(invocation.options());
        var command = new Invocation(invocation.command(), invocation.parameters(), given, Optional.empty());
        var options = GlobalOptions.of(
                given, Path.of("").toAbsolutePath(), context.installation().dataDirectory(), UserHome.find());
        var commandContext = new CommandContext(
                command, options, context.installation(), context.terminal(), context.out(), context.err(), keyboard);
        if (!command.command().startsWith("/") && !FOLLOWING.contains(command.command())) {
            // What is typed meanwhile is not shown; the next prompt reads it.
            if (InterruptibleCommand.run(terminal, () -> CommandDispatcher.dispatch(commandContext))
                    .isEmpty()) {
                context.terminal().showLive(List.of());
                printError("interrupted; the server may finish what it was asked for");
                pending.stop("");
            }
            return;
        }
        keyboard.begin(pending.initialText());
        boolean expected = false;
        try (Interaction.KeyboardFocus keys = keyboard.startListening()) {
            expected = EXPECTED.contains(CommandDispatcher.dispatch(commandContext));
        } finally {
            pending.add(keyboard.takeTyped());
            if (!expected) {
                pending.stop("");
            }
        }
    }
}
