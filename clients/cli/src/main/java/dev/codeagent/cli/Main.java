package dev.codeagent.cli;

import dev.codeagent.cli.command.CommandContext;
import dev.codeagent.cli.command.CommandDispatcher;
import dev.codeagent.cli.command.SingleCommandInteraction;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.Installation;
import dev.codeagent.cli.session.InteractiveSession;
import dev.codeagent.cli.settings.ArgumentParser;
import dev.codeagent.cli.settings.GlobalOptions;
import dev.codeagent.cli.settings.Invocation;
import dev.codeagent.cli.settings.UserHome;
import dev.codeagent.cli.terminal.ReportingOutput;
import dev.codeagent.cli.terminal.SystemTerminalSize;
import dev.codeagent.cli.terminal.TerminalCapabilities;
import dev.codeagent.cli.terminal.TerminalStream;
import dev.codeagent.cli.terminal.TerminalWriter;
import jakarta.json.JsonException;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Entry point of the {@code codeagent} command. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // Without this property, each use of JSON searches all jars for an implementation.
        System.setProperty("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
        System.exit(run(arguments).code());
    }

    private static ExitCode run(String[] arguments) {
        TerminalCapabilities capabilities = detectTerminal();
        var output = new ReportingOutput(new FileOutputStream(FileDescriptor.out));
        var out = TerminalStream.forOutput(output, capabilities.charset());
        var terminal = new TerminalWriter(out, capabilities, new SystemTerminalSize(System.getenv()));
        var err = TerminalStream.forErrors(
                new FileOutputStream(FileDescriptor.err), capabilities.charset(), terminal::hideLive);
        try {
            ExitCode code = run(ArgumentParser.parse(version(), arguments), terminal, out, err);
            out.flush();
            return output.failure()
                    .map(reason -> {
                        err.println("codeagent: cannot write the output: " + reason);
                        return ExitCode.USAGE;
                    })
                    .orElse(code);
        } catch (CliException e) {
            err.println("codeagent: " + e.getMessage());
            return e.exitCode();
        } catch (ClassCastException | NullPointerException | JsonException e) {
            err.println("codeagent: the server gave an answer that this command cannot read (" + e.getMessage()
                    + "); `codeagent status` shows the version of the server");
            return ExitCode.SERVER;
        } finally {
            out.flush();
        }
    }

    private static ExitCode run(Invocation invocation, TerminalWriter terminal, PrintStream out, PrintStream err) {
        if (invocation.help().isPresent()) {
            out.print(invocation.help().get().apply(terminal.columns()));
            return ExitCode.OK;
        }
        Installation installation = Installation.find();
        GlobalOptions options = GlobalOptions.of(
                invocation.options(), Path.of("").toAbsolutePath(), installation.dataDirectory(), UserHome.find());
        var context = new CommandContext(
                invocation,
                options,
                installation,
                terminal,
                out,
                err,
                new SingleCommandInteraction(terminal.charset()));
        if (!invocation.command().equals(Invocation.NO_COMMAND)) {
            return CommandDispatcher.dispatch(context);
        }
        if (!context.interaction().isAttended()) {
            throw CliException.usageError("command missing; in a terminal this opens an interactive session\n"
                    + ArgumentParser.parse(version(), "--help")
                            .help()
                            .orElseThrow()
                            .apply(terminal.columns()));
        }
        return InteractiveSession.run(context, version());
    }

    private static String version() {
        return "codeagent "
                + Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                        .orElse("(not packaged)");
    }

    /**
     * The Unix launcher passes {@code codeagent.terminal}, which is more reliable than {@code System.console()}, and the
     * encoding of the user's locale, because it starts Java with UTF-8.
     */
    private static TerminalCapabilities detectTerminal() {
        boolean attached = Optional.ofNullable(System.getProperty("codeagent.terminal"))
                .map(Boolean::parseBoolean)
                .orElseGet(() -> System.console() != null);
        boolean windows = File.separatorChar == '\\';
        String encoding = windows
                ? System.getProperty("stdout.encoding", "UTF-8")
                : TerminalCapabilities.encodingOfLocale(Optional.ofNullable(System.getProperty("codeagent.locale"))
                        .map(locale -> Map.of("LC_ALL", locale))
                        .orElseGet(System::getenv));
        return TerminalCapabilities.of(attached, windows, System.getenv(), encoding);
    }
}
