package dev.codeagent.cli.dev;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.server.Installation;
import dev.codeagent.cli.server.LocalServer;
import dev.codeagent.cli.terminal.TerminalWriter;
import dev.codeagent.client.local.ServerProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** The server in the foreground, in step with its sources, until Ctrl-C. */
public final class DevMode {
    private final Installation installation;
    private final LocalServer server;
    private final TerminalWriter terminal;

    public DevMode(Installation installation, LocalServer server, TerminalWriter terminal) {
        this.installation = installation;
        this.server = server;
        this.terminal = terminal;
    }

    /** Ends with an exception, or with this process. */
    public void run(Path data, Optional<Integer> port, Optional<Path> config) throws IOException, InterruptedException {
        Path root = installation.root();
        if (!Files.isRegularFile(root.resolve("pom.xml"))) {
            throw CliException.usageError("dev needs the sources, and " + root + " has none; use `codeagent up`");
        }
        SourceTree tree = SourceTree.read(root);
        var console = new DevConsole(terminal);
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        Path home = Objects.requireNonNull(installation.serverJar().getParent());
        var loop =
                new DevLoop(tree, home, data.resolve("dev"), () -> startServer(port, config, console, http), console);
        Runtime.getRuntime().addShutdownHook(new Thread(loop::stop));
        loop.run();
    }

    private DevServer startServer(Optional<Integer> port, Optional<Path> config, DevConsole console, HttpClient http) {
        Process process = server.startInDevMode(port, config);
        return new DevServer(process, () -> server.findRunning().map(ServerProcess::address), console, http);
    }
}
