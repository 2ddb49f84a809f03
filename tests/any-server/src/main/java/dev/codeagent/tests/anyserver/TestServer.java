package dev.codeagent.tests.anyserver;

import java.io.IOException;

/** What the application runs on. */
public interface TestServer {
    /** The launcher with the server's data directory. */
    CodeagentCli codeagent();

    int port();

    /** The test class is done with it. */
    void release() throws IOException, InterruptedException;

    /** The one that the build names with {@code codeagent.server}: the same for all test classes. */
    static TestServer configured() throws IOException, InterruptedException {
        String name = System.getProperty("codeagent.server");
        return switch (name) {
            case "payara-micro" -> SharedPayaraMicro.shared();
            case "payara-server" -> PayaraServerDomain.shared();
            default -> throw new IllegalArgumentException("codeagent.server is " + name);
        };
    }
}
