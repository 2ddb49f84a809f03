package dev.codeagent.cli;

import dev.codeagent.cli.command.Commands;
import dev.codeagent.cli.command.Desk;
import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import dev.codeagent.cli.server.Installation;
import dev.codeagent.cli.settings.Arguments;
import dev.codeagent.cli.settings.Invocation;
import dev.codeagent.cli.settings.Options;
import dev.codeagent.cli.terminal.Screen;
import dev.codeagent.cli.terminal.Terminal;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/** The {@code codeagent} command. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // Without it, each use of JSON searches all jars for an implementation.
        System.setProperty("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
        System.exit(run(arguments).number());
    }

    private static ExitCode run(String[] arguments) {
        // Transcripts hold characters of every script, whatever the system's own encoding is.
        Terminal terminal = terminal();
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, terminal.charset());
        var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, terminal.charset());
        try {
            return run(Arguments.parse(version(), arguments), terminal, out, err);
        } catch (CliFailure e) {
            err.println("codeagent: " + e.getMessage());
            return e.exit();
        } finally {
            out.flush();
        }
    }

    private static ExitCode run(Invocation invocation, Terminal terminal, PrintStream out, PrintStream err) {
        if (invocation.help().isPresent()) {
            out.print(invocation.help().get());
            return ExitCode.OK;
        }
        Installation installation = Installation.find();
        Options options = Options.of(
                invocation.given(),
                Path.of("").toAbsolutePath(),
                installation.data(),
                Path.of(System.getProperty("user.home")));
        return Commands.run(new Desk(invocation, options, installation, new Screen(out, terminal.colours()), out, err));
    }

    private static String version() {
        return "codeagent "
                + Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                        .orElse("(not packaged)");
    }

    /** The launcher of Unix knows for sure whether there is a terminal. */
    private static Terminal terminal() {
        boolean attached = Optional.ofNullable(System.getProperty("codeagent.terminal"))
                .map(Boolean::parseBoolean)
                .orElseGet(() -> System.console() != null);
        boolean windows = File.separatorChar == '\\';
        return Terminal.of(attached, windows, System.getenv(), System.getProperty("stdout.encoding", "UTF-8"));
    }
}
