package dev.codeagent.bench.escapes.server;

import dev.codeagent.bench.harness.PayaraMicroBaseline;
import dev.codeagent.bench.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the attempts attack; a server starts when the first attempt asks for it, and all attempts share it. */
public final class ServerTarget implements AutoCloseable {
    private final Path folder;
    private final AtomicLong count = new AtomicLong();
    private final Map<Map<String, String>, SharedServer> servers = new ConcurrentHashMap<>();
    private final List<PayaraMicroBaseline> bareServers = new ArrayList<>();

    /** Starts once, for attempts on several threads. */
    private final class SharedServer {
        private Optional<ServerProcess> process = Optional.empty();

        synchronized ServerProcess start(Map<String, String> environment) throws IOException, InterruptedException {
            if (process.isEmpty()) {
                var options = ServerProcess.StartOptions.shipped();
                for (var variable : environment.entrySet()) {
                    options = options.with(variable.getKey(), variable.getValue());
                }
                process = Optional.of(ServerProcess.start(newDirectory("server"), options));
            }
            return process.get();
        }

        synchronized void close() throws InterruptedException {
            if (process.isPresent()) {
                process.get().close();
            }
        }
    }

    public ServerTarget(Path folder) {
        this.folder = folder;
    }

    /** Returns the product's server with its default configuration, and a data directory of its own. */
    public ServerProcess server() throws IOException, InterruptedException {
        return server(Map.of());
    }

    /**
     * Returns a server with other settings, for example as a control without a defence.
     *
     * @param environment environment variables in addition to the standard ones
     */
    public ServerProcess server(Map<String, String> environment) throws IOException, InterruptedException {
        return servers.computeIfAbsent(environment, key -> new SharedServer()).start(environment);
    }

    /** Returns an unmodified Payara Micro with a WAR of one page: the control of attempts against the HTTP server. */
    public synchronized PayaraMicroBaseline bareServer() throws IOException, InterruptedException {
        if (bareServers.isEmpty()) {
            bareServers.add(PayaraMicroBaseline.start(newDirectory("bare"), List.of()));
        }
        return bareServers.getFirst();
    }

    /** Creates an empty directory for one attempt. */
    public Path newDirectory(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name + "-" + count.incrementAndGet()));
    }

    @Override
    public void close() throws InterruptedException {
        for (SharedServer server : servers.values()) {
            server.close();
        }
        for (PayaraMicroBaseline bare : bareServers) {
            bare.close();
        }
    }
}
