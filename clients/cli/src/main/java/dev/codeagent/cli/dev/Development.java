package dev.codeagent.cli.dev;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.server.Installation;
import dev.codeagent.cli.server.LocalServer;
import dev.codeagent.cli.server.ServerRecord;
import dev.codeagent.cli.terminal.Screen;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Optional;

/** The server in the foreground, in step with its sources, until Ctrl-C. */
public final class Development {
    private final Installation installation;
    private final LocalServer server;
    private final Screen screen;

    public Development(Installation installation, LocalServer server, Screen screen) {
        this.installation = installation;
        this.server = server;
        this.screen = screen;
    }

    /** Ends with an exception, or with this process. */
    public void run(Path data, Optional<Integer> port, Optional<Path> config) throws IOException, InterruptedException {
        var tree = new SourceTree(installation.root());
        if (!tree.complete()) {
            throw CliFailure.usage("dev needs the sources, and " + tree.root() + " has none; use `codeagent up`");
        }
        var console = new Console(screen);
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        Path home = installation.serverJar().getParent();
        var loop = new DevLoop(tree, home, data.resolve("dev"), () -> start(port, config, console, http), console);
        Runtime.getRuntime().addShutdownHook(new Thread(loop::stop));
        loop.run();
    }

    private DevServer start(Optional<Integer> port, Optional<Path> config, Console console, HttpClient http) {
        Process process = server.startToDevelop(port, config);
        return new DevServer(process, () -> server.running().map(ServerRecord::address), console, http);
    }
}
