package dev.codeagent.tests.anyserver;

import dev.codeagent.bench.harness.ServerAddress;
import java.io.IOException;

/** A server on which the application runs. */
public interface TestServer {
    /** The launcher with the data directory of this server. */
    CodeagentCli codeagent();

    int port();

    default ServerAddress address() {
        return new ServerAddress(port(), codeagent().data());
    }

    /** Called when the test class no longer needs the server. */
    void release() throws IOException, InterruptedException;

    /** The server that the system property {@code codeagent.server} names; the same for all test classes. */
    static TestServer configured() throws IOException, InterruptedException {
        String name = System.getProperty("codeagent.server");
        return switch (name) {
            case "payara-micro" -> SharedPayaraMicro.shared();
            case "payara-server" -> PayaraServerDomain.shared();
            default -> throw new IllegalArgumentException("codeagent.server: unknown server " + name);
        };
    }
}
