package dev.codeagent.anyserver;

import dev.codeagent.bench.rig.Ports;
import dev.codeagent.bench.rig.ServerDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Payara Micro, started and stopped by {@code codeagent}. */
public record MicroServer(Codeagent codeagent, int port) implements ServerHost {

    public static MicroServer up(Path folder) throws IOException, InterruptedException {
        return up(folder, ServerDatabase.newDatabaseEnvironment());
    }

    /** @param environment more variables of the server's */
    public static MicroServer up(Path folder, Map<String, String> environment)
            throws IOException, InterruptedException {
        int port = Ports.free();
        Codeagent codeagent = Codeagent.on(Files.createDirectories(folder.resolve("data")))
                .with(environment)
                .with(Surroundings.all());
        Codeagent.Answer up = codeagent.run("up", "--port", String.valueOf(port));
        if (up.exit() != 0) {
            throw new IOException("up ended with " + up.exit() + ": " + up.err());
        }
        return new MicroServer(codeagent, port);
    }

    @Override
    public void leave() throws IOException, InterruptedException {
        codeagent.run("down");
    }
}
