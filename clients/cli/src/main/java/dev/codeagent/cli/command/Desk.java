package dev.codeagent.cli.command;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.server.Api;
import dev.codeagent.cli.server.Installation;
import dev.codeagent.cli.server.LocalServer;
import dev.codeagent.cli.server.ServerRecord;
import dev.codeagent.cli.settings.Invocation;
import dev.codeagent.cli.settings.Options;
import dev.codeagent.cli.terminal.Screen;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What every command works with.
 *
 * @param screen standard output, for people
 * @param out standard output, for programs
 * @param err standard error: progress and failures
 */
public record Desk(
        Invocation invocation,
        Options options,
        Installation installation,
        Screen screen,
        PrintStream out,
        PrintStream err) {

    public LocalServer localServer() {
        return new LocalServer(installation, options.data());
    }

    /** The server that the options mean; it must run. One that is only just starting is waited for. */
    public Api api() {
        if (options.server().isEmpty() && localServer().comesUp()) {
            localServer().await(this::progress);
        }
        return apiAsItIs();
    }

    /** The server that the options mean, whether it answers or not. */
    Api apiAsItIs() {
        return options.server()
                .or(() -> localServer().running().map(ServerRecord::address))
                .map(Api::new)
                .orElseThrow(() -> CliFailure.server(
                        "no server runs on " + options.data() + "; start it with `" + hint("up") + "`"));
    }

    /** The server that the options mean; started where it does not run. */
    public Api apiStarted() {
        boolean there = options.server().isPresent()
                || localServer().running().isPresent() && !localServer().comesUp();
        if (!there) {
            new ServerStart(this).run();
        }
        return apiAsItIs();
    }

    /** Where the server is now; after a restart it may have another port. */
    public URI address(URI last) {
        return options.server()
                .or(() -> localServer().running().map(ServerRecord::address))
                .orElse(last);
    }

    public Optional<Path> config() {
        return invocation.file("config");
    }

    public void progress(String text) {
        err.println(text);
    }

    /** What to type for a command about the same server. */
    public String hint(String command) {
        String name = System.getProperty("codeagent.name", "codeagent");
        String where = options.server().map(s -> " --server " + s).orElse("");
        String data = options.dataNamed() && where.isEmpty() ? " --data " + options.data() : "";
        return name + " " + command + where + data;
    }
}
