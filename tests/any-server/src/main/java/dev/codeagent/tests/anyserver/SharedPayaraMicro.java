package dev.codeagent.tests.anyserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One Payara Micro for all test classes of a process, because most of what a class costs would be its start. */
final class SharedPayaraMicro implements TestServer {
    private static SharedPayaraMicro shared;

    private final PayaraMicroServer server;

    private SharedPayaraMicro(PayaraMicroServer server) {
        this.server = server;
    }

    static synchronized SharedPayaraMicro shared() throws IOException, InterruptedException {
        if (shared == null) {
            Path target = Path.of(System.getProperty("basedir"), "target");
            // Its logs stay, for those who wonder why a test has failed.
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
            System.err.println("the server was not stopped: " + e.getMessage());
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
        // The next test class wants it, too; it ends with this process.
    }
}
