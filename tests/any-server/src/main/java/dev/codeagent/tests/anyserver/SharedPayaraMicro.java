package dev.codeagent.tests.anyserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One Payara Micro for all test classes of a process, because a start takes longer than the tests of a class. */
final class SharedPayaraMicro implements TestServer {
    private static SharedPayaraMicro shared;

    private final PayaraMicroServer server;

    private SharedPayaraMicro(PayaraMicroServer server) {
        this.server = server;
    }

    static synchronized SharedPayaraMicro shared() throws IOException, InterruptedException {
        if (shared == null) {
            Path target = Path.of(System.getProperty("basedir"), "target");
            // The logs stay there for the analysis of failed tests.
            var instance = new SharedPayaraMicro(PayaraMicroServer.start(Files.createTempDirectory(target, "server-")));
            Runtime.getRuntime().addShutdownHook(new Thread(instance::stop));
            shared = instance;
        }
        return shared;
    }

    private void stop() {
        try {
            server.release();
        } catch (IOException | InterruptedException e) {
            System.err.println("cannot stop the server: " + e.getMessage());
        }
    }

    @Override
    public CodeagentCli codeagent() {
        return server.codeagent();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void release() {
        // The next test class uses the server too; it stops when this process exits.
    }
}
