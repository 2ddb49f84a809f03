package dev.codeagent.bench.providers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.bench.harness.ChildProcesses;
import dev.codeagent.bench.harness.Ports;
import dev.codeagent.bench.harness.ProcessStats;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** An nginx that passes requests to the model server with {@code proxy_pass}: one process, no buffering. */
final class NginxProxy implements AutoCloseable {
    private static final long START_TIMEOUT_NANOS = 10_000_000_000L;

    private final Process process;
    private final URI url;

    private NginxProxy(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts nginx with its own configuration and log in {@code folder}.
     *
     * @throws AgentException INVALID_VALUE if nginx is not installed
     */
    static NginxProxy start(Path folder, URI model) throws IOException, InterruptedException {
        Path program = program()
                .orElseThrow(
                        () -> new AgentException(
                                ErrorCode.INVALID_VALUE,
                                "nginx is not installed, so there is nothing to compare with; on Debian: apt-get install nginx"));
        int port = Ports.free();
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), configuration(folder, port, model));
        Process process = new ProcessBuilder(
                        program.toString(), "-p", folder.toString(), "-c", configuration.toString(), "-e", log(folder))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.out").toFile())
                .start();
        ChildProcesses.destroyOnExit(process);
        var proxy = new NginxProxy(process, URI.create("http://127.0.0.1:" + port + model.getPath()));
        proxy.awaitPort(port, folder);
        return proxy;
    }

    /** The program on the PATH, or in the directory of system programs, which is not on every user's PATH. */
    private static Optional<Path> program() {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String configuration(Path folder, int port, URI model) {
        return """
                daemon off;
                master_process off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                events { worker_connections 4096; }
                http {
                    access_log off;
                    client_body_temp_path %1$s/nginx-body;
                    proxy_temp_path %1$s/nginx-proxy;
                    fastcgi_temp_path %1$s/nginx-fastcgi;
                    uwsgi_temp_path %1$s/nginx-uwsgi;
                    scgi_temp_path %1$s/nginx-scgi;
                    keepalive_requests 1000000;
                    upstream model { server %2$s; keepalive 600; }
                    server {
                        listen 127.0.0.1:%3$d backlog=1024;
                        location / {
                            proxy_pass http://model;
                            proxy_http_version 1.1;
                            proxy_set_header Connection "";
                            proxy_buffering off;
                            proxy_read_timeout 300s;
                        }
                    }
                }
                """.formatted(folder, model.getAuthority(), port);
    }

    private static String log(Path folder) {
        return folder.resolve("nginx.log").toString();
    }

    private void awaitPort(int port, Path folder) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() - begin > START_TIMEOUT_NANOS) {
                    throw new IOException("nginx does not listen on port " + port + "; see " + log(folder), e);
                }
                Thread.sleep(20);
            }
        }
    }

    /** The base URL, with the path of the model server. */
    URI url() {
        return url;
    }

    double cpuSeconds() throws IOException {
        return ProcessStats.cpuSeconds(process.pid());
    }

    @Override
    public void close() {
        process.destroy();
    }
}
