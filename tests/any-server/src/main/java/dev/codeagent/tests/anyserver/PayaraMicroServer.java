package dev.codeagent.tests.anyserver;

import dev.codeagent.bench.harness.Ports;
import dev.codeagent.bench.harness.ServerDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Payara Micro, started and stopped with {@code codeagent up} and {@code down}. */
public record PayaraMicroServer(CodeagentCli codeagent, int port) implements TestServer {

    public static PayaraMicroServer start(Path folder) throws IOException, InterruptedException {
        return start(folder, ServerDatabase.newDatabaseEnvironment());
    }

    /** @param environment additional environment variables of the server */
    public static PayaraMicroServer start(Path folder, Map<String, String> environment)
            throws IOException, InterruptedException {
        int port = Ports.free();
        CodeagentCli codeagent = CodeagentCli.forDataDirectory(Files.createDirectories(folder.resolve("data")))
                .with(environment)
                // The git servers and the receivers of tests are on this machine.
                .with(Map.of("CODEAGENT_GIT_PRIVATEHOSTS", "127.0.0.1", "CODEAGENT_WEBHOOKS_PRIVATEHOSTS", "127.0.0.1"))
                .with(ServerEnvironment.loadAll());
        CodeagentCli.CommandResult result = codeagent.run("up", "--port", String.valueOf(port));
        if (result.exit() != 0) {
            throw new IOException("codeagent up exited with " + result.exit() + ": " + result.err());
        }
        return new PayaraMicroServer(codeagent, port);
    }

    @Override
    public void release() throws IOException, InterruptedException {
        codeagent.run("down");
    }
}
