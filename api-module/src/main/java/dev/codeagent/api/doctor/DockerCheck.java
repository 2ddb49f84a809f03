package dev.codeagent.api.doctor;

import dev.codeagent.api.error.AgentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** The Docker engine, and in it the image that sandboxes are made from. */
record DockerCheck(DockerEngine engine, boolean named) implements Check {
    static final String IMAGE = "codeagent/sandbox";

    private static final String LOST = "sandboxes in containers; bubblewrap does without them";

    static DockerCheck of(Map<String, String> environment, Path home) {
        return new DockerCheck(
                DockerEngine.find(environment, home, java.time.Duration.ofSeconds(3)),
                !environment.getOrDefault("DOCKER_HOST", "").isBlank());
    }

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public List<Finding> look() {
        if (!engine.spoken()) {
            return List.of(without(
                    "DOCKER_HOST is " + engine.address() + ", which was not tried",
                    "see whether `docker version` works; unix:///… and tcp://host:port are tried here"));
        }
        Optional<Finding> obstacle = engine.socket().flatMap(this::obstacle);
        if (obstacle.isPresent()) {
            return List.of(obstacle.get());
        }
        try {
            DockerEngine.Answer ping = engine.get("/_ping");
            if (ping.status() != 200) {
                return List.of(without(place() + " answers with HTTP " + ping.status(), "look into the engine's log"));
            }
            return List.of(Finding.ok(name(), version(ping) + " at " + place()), image());
        } catch (AgentException e) {
            return List.of(without(
                    place() + " is to be asked over TLS, but " + e.getMessage(),
                    "correct that file, or unset DOCKER_TLS_VERIFY"));
        } catch (SSLException e) {
            return List.of(
                    without(
                            place() + ": TLS failed: " + e.getMessage(),
                            "see that ca.pem is the authority of its certificate, which names that host, and that it accepts cert.pem"));
        } catch (IOException e) {
            return List.of(without(
                    place() + ": " + FolderCheck.reason(e),
                    "start it, e.g. sudo systemctl start docker" + (named ? ", or correct DOCKER_HOST" : "")));
        }
    }

    private Optional<Finding> obstacle(Path socket) {
        if (!Files.exists(socket)) {
            return Optional.of(without(
                    "no engine at " + place(),
                    named ? "correct DOCKER_HOST, or start that engine" : "install and start Docker, if you want it"));
        }
        return Files.isWritable(socket)
                ? Optional.empty()
                : Optional.of(without(
                        "the user " + System.getProperty("user.name") + " may not use " + place(),
                        "sudo usermod -aG docker " + System.getProperty("user.name") + ", then log in again"));
    }

    private String place() {
        return named ? "DOCKER_HOST " + engine.address() : engine.address();
    }

    private static String version(DockerEngine.Answer ping) {
        // E.g. "Docker/20.10.24 (linux)"; Podman calls itself by the name of its library.
        String server = ping.headers()
                .getOrDefault("server", "")
                .replaceFirst("^Libpod/", "Podman/")
                .replaceFirst("^(\\w+)/(\\S+).*", "$1 $2");
        String api = ping.headers().getOrDefault("api-version", "");
        return (server.isEmpty() ? "an engine of unknown version" : server)
                + (api.isEmpty() ? "" : " (API " + api + ")");
    }

    private Finding image() throws IOException {
        int status = engine.get("/images/" + IMAGE + "/json").status();
        return switch (status) {
            case 200 -> Finding.ok("image", IMAGE + " is there");
            case 404 ->
                Finding.warn(
                        "image",
                        IMAGE + " is not there",
                        LOST,
                        "make it with sandbox/image.sh, or name another one in sandbox.image");
            default ->
                Finding.warn(
                        "image",
                        "asked for " + IMAGE + ", the engine answers with HTTP " + status,
                        LOST,
                        "look into the engine's log");
        };
    }

    private Finding without(String found, String advice) {
        return Finding.warn(name(), found, LOST, advice);
    }
}
