package dev.codeagent.anyserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One Payara Micro for all test classes of a process, because most of what a class costs would be its start. */
final class SharedMicro implements ServerHost {
    private static SharedMicro running;

    private final MicroServer server;

    private SharedMicro(MicroServer server) {
        this.server = server;
    }

    static synchronized SharedMicro running() throws IOException, InterruptedException {
        if (running == null) {
            Path target = Path.of(System.getProperty("basedir"), "target");
            // Its logs stay, for those who wonder why a test has failed.
            var shared = new SharedMicro(MicroServer.up(Files.createTempDirectory(target, "server-")));
            Runtime.getRuntime().addShutdownHook(new Thread(shared::end));
            running = shared;
        }
        return running;
    }

    private void end() {
        try {
            server.leave();
        } catch (IOException | InterruptedException e) {
            System.err.println("the server was not stopped: " + e.getMessage());
        }
    }

    @Override
    public Codeagent codeagent() {
        return server.codeagent();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void leave() {
        // The next test class wants it, too; it ends with this process.
    }
}
