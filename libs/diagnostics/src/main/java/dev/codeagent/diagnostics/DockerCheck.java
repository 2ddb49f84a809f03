package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.error.AgentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Checks the Docker engine and that it has the sandbox image. */
record DockerCheck(DockerEngineProbe engine, boolean hostConfigured) implements Check {
    static final String IMAGE = "codeagent/sandbox";

    private static final String IMPACT = "sandboxes in containers do not work; bubblewrap does not need Docker";

    static DockerCheck from(Map<String, String> environment, Path home) {
        return new DockerCheck(
                DockerEngineProbe.from(environment, home, java.time.Duration.ofSeconds(3)),
                !environment.getOrDefault("DOCKER_HOST", "").isBlank());
    }

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public List<Finding> run() {
        if (!engine.isSupported()) {
            return List.of(warning(
                    "DOCKER_HOST is " + engine.address() + ", which cannot be checked here",
                    "check whether `docker version` works; only unix:///… and tcp://host:port can be checked here"));
        }
        Optional<Finding> problem = engine.socketPath().flatMap(this::socketProblem);
        if (problem.isPresent()) {
            return List.of(problem.get());
        }
        try {
            DockerEngineProbe.Response ping = engine.get("/_ping");
            if (ping.status() != 200) {
                return List.of(
                        warning(describeEngine() + " answers with HTTP " + ping.status(), "check the engine's log"));
            }
            return List.of(Finding.ok(name(), describeVersion(ping) + " at " + describeEngine()), checkImage());
        } catch (AgentException e) {
            return List.of(warning(
                    describeEngine() + " needs TLS, but " + e.getMessage(),
                    "correct that file, or unset DOCKER_TLS_VERIFY"));
        } catch (SSLException e) {
            return List.of(warning(
                    describeEngine() + ": TLS failed: " + e.getMessage(),
                    "check that ca.pem is the authority of its certificate, that the certificate names that host,"
                            + " and that it accepts cert.pem"));
        } catch (IOException e) {
            return List.of(warning(
                    describeEngine() + ": " + DirectoryCheck.reason(e),
                    "start it, for example: sudo systemctl start docker"
                            + (hostConfigured ? ", or correct DOCKER_HOST" : "")));
        }
    }

    private Optional<Finding> socketProblem(Path socket) {
        if (!Files.exists(socket)) {
            return Optional.of(warning(
                    "no engine at " + describeEngine(),
                    hostConfigured
                            ? "correct DOCKER_HOST, or start that engine"
                            : "install and start Docker, if you want it"));
        }
        return Files.isWritable(socket)
                ? Optional.empty()
                : Optional.of(warning(
                        "the user " + System.getProperty("user.name") + " has no permission to use " + describeEngine(),
                        "run sudo usermod -aG docker " + System.getProperty("user.name") + ", then log in again"));
    }

    private String describeEngine() {
        return hostConfigured ? "DOCKER_HOST " + engine.address() : engine.address();
    }

    private static String describeVersion(DockerEngineProbe.Response ping) {
        // For example "Docker/20.10.24 (linux)"; Podman reports the name of its library.
        String server = ping.headers()
                .getOrDefault("server", "")
                .replaceFirst("^Libpod/", "Podman/")
                .replaceFirst("^(\\w+)/(\\S+).*", "$1 $2");
        String api = ping.headers().getOrDefault("api-version", "");
        return (server.isEmpty() ? "an engine of unknown version" : server)
                + (api.isEmpty() ? "" : " (API " + api + ")");
    }

    private Finding checkImage() throws IOException {
        int status = engine.get("/images/" + IMAGE + "/json").status();
        return switch (status) {
            case 200 -> Finding.ok("image", IMAGE + " exists");
            case 404 ->
                Finding.warn(
                        "image",
                        IMAGE + " does not exist",
                        IMPACT,
                        "build it with executor/image.sh, or set another one in sandbox.image");
            default ->
                Finding.warn(
                        "image",
                        "the engine answers a request for " + IMAGE + " with HTTP " + status,
                        IMPACT,
                        "check the engine's log");
        };
    }

    private Finding warning(String found, String advice) {
        return Finding.warn(name(), found, IMPACT, advice);
    }
}
