package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.server.Installation;
import dev.codeagent.cli.server.LocalServer;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.server.ServerProcess;
import dev.codeagent.cli.settings.GlobalOptions;
import dev.codeagent.cli.settings.Invocation;
import dev.codeagent.cli.terminal.TerminalWriter;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What every command works with.
 *
 * @param terminal standard output, for people
 * @param out standard output, for programs
 * @param err standard error: progress and failures
 */
public record CommandContext(
        Invocation invocation,
        GlobalOptions options,
        Installation installation,
        TerminalWriter terminal,
        PrintStream out,
        PrintStream err) {

    public LocalServer localServer() {
        return new LocalServer(installation, options.data());
    }

    /** The server that the options mean; it must run. One that is only just starting is waited for. */
    public RestClient restClientWhenReady() {
        if (options.server().isEmpty() && localServer().isStarting()) {
            localServer().awaitStartup(this::printProgress);
        }
        return restClient();
    }

    /** The server that the options mean, whether it answers or not. */
    RestClient restClient() {
        return options.server()
                .or(() -> localServer().findRunning().map(ServerProcess::address))
                .map(RestClient::new)
                .orElseThrow(() -> CliException.serverError(
                        "no server runs on " + options.data() + "; start it with `" + commandLineFor("up") + "`"));
    }

    /** The server that the options mean; started where it does not run. */
    public RestClient restClientOrStartServer() {
        boolean running = options.server().isPresent()
                || localServer().findRunning().isPresent() && !localServer().isStarting();
        if (!running) {
            new ServerStarter(this).start();
        }
        return restClient();
    }

    /** Where the server is now; after a restart it may have another port. */
    public URI currentAddress(URI lastKnown) {
        return options.server()
                .or(() -> localServer().findRunning().map(ServerProcess::address))
                .orElse(lastKnown);
    }

    public Optional<Path> configFile() {
        return invocation.fileOption("config");
    }

    public void printProgress(String text) {
        err.println(text);
    }

    /** What to type for a command about the same server. */
    public String commandLineFor(String command) {
        String name = System.getProperty("codeagent.name", "codeagent");
        String serverOption = options.server().map(s -> " --server " + s).orElse("");
        String dataOption = options.dataGiven() && serverOption.isEmpty() ? " --data " + options.data() : "";
        return name + " " + command + serverOption + dataOption;
    }
}
