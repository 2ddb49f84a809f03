package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.script.ScriptException;
import dev.codeagent.fakemodel.script.ScriptReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Main class: {@code --script FILE [--port N]}. Exit code 2 for invalid options or an invalid script, 3 if it cannot
 * listen on the port.
 */
public final class FakeModelMain {
    private static final int LISTEN_ERROR = 3;
    private static final int USAGE_ERROR = 2;
    private static final int MAX_PORT = 65_535;
    private static final String USAGE = """
            usage: codeagent fake-model --script FILE [--port N]
              --script FILE  the script to play (JSON; docs/fake-model.md shows every field)
              --port N       the port on 127.0.0.1; 0, the default, takes a free one""";

    private FakeModelMain() {}

    /** The command line options. */
    private record Options(Path script, int port) {}

    public static void main(String[] args) {
        // Without this property each use of JSON searches all jars for an implementation.
        System.setProperty("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
        int status = run(args, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /**
     * Starts the server, which continues in the background. Returns the exit code of the process, 0 if the server runs.
     */
    static int run(String[] args, PrintStream out, PrintStream err) {
        if (args.length == 1 && (args[0].equals("--help") || args[0].equals("-h"))) {
            out.println(USAGE);
            return 0;
        }
        int port = 0;
        try {
            Options options = parseOptions(args);
            port = options.port();
            var server = FakeModelServer.start(ScriptReader.read(options.script()), port, err);
            out.println("fake model listening on " + server.url());
            out.flush();
            return 0;
        } catch (IllegalArgumentException e) {
            err.println("fake-model: " + e.getMessage());
            err.println(USAGE);
            return USAGE_ERROR;
        } catch (ScriptException e) {
            err.println("fake-model: " + e.getMessage());
            return USAGE_ERROR;
        } catch (BindException e) {
            err.println("fake-model: port " + port + " is in use; choose another with --port, or 0 for any free port");
            return LISTEN_ERROR;
        } catch (IOException e) {
            err.println("fake-model: cannot listen: " + e.getMessage());
            return LISTEN_ERROR;
        }
    }

    private static Options parseOptions(String[] args) {
        Optional<Path> script = Optional.empty();
        int port = 0;
        for (int i = 0; i < args.length; i += 2) {
            if (!args[i].equals("--script") && !args[i].equals("--port")) {
                throw new IllegalArgumentException("unknown option " + args[i] + "; use --script or --port");
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("option " + args[i] + " needs a value");
            }
            if (args[i].equals("--script")) {
                script = Optional.of(Path.of(args[i + 1]));
            } else {
                port = parsePort(args[i + 1]);
            }
        }
        int selectedPort = port;
        return script.map(s -> new Options(s, selectedPort))
                .orElseThrow(() -> new IllegalArgumentException("option --script is missing; add --script FILE"));
    }

    private static int parsePort(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > MAX_PORT) {
            throw new IllegalArgumentException(
                    "--port: '" + text + "' is not a port; use a number from 0 to " + MAX_PORT);
        }
        return Integer.parseInt(text);
    }
}
