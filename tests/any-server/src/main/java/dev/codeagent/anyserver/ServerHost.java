package dev.codeagent.anyserver;

import java.io.IOException;

/** What the application runs on. */
public interface ServerHost {
    /** The launcher with the server's data directory. */
    Codeagent codeagent();

    int port();

    /** The test class is done with it. */
    void leave() throws IOException, InterruptedException;

    /** The one that the build names with {@code codeagent.server}: the same for all test classes. */
    static ServerHost find() throws IOException, InterruptedException {
        String name = System.getProperty("codeagent.server");
        return switch (name) {
            case "payara-micro" -> SharedMicro.running();
            case "payara-server" -> PayaraDomain.running();
            default -> throw new IllegalArgumentException("codeagent.server is " + name);
        };
    }
}
