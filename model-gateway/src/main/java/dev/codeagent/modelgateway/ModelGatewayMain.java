package dev.codeagent.modelgateway;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.docker.DockerConnection;
import dev.codeagent.docker.DockerEngineClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;

/** The main class: {@code --config FILE --host ADDRESS --port N}; runs until the process is stopped. */
public final class ModelGatewayMain {
    private static final System.Logger LOG = System.getLogger(ModelGatewayMain.class.getName());
    private static final Set<String> OPTIONS = Set.of("--config", "--host", "--port");
    private static final Duration MAINTENANCE_INTERVAL = Duration.ofSeconds(5);
    private static final Duration SHORT_MAINTENANCE_INTERVAL = Duration.ofSeconds(1);
    private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(5);
    private static final String TOKEN_VARIABLE = "DOCKER_LLM_TOKEN";

    private ModelGatewayMain() {}

    public static void main(String[] arguments) {
        // One line per event.
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT %4$s %5$s%6$s%n");
        try {
            run(parseOptions(arguments));
        } catch (AgentException e) {
            System.err.println("codeagent: " + e.getMessage());
            System.exit(e.code() == ErrorCode.INVALID_VALUE ? 2 : 3);
        }
    }

    private static void run(Map<String, String> options) {
        GatewaySettings settings = GatewaySettingsReader.read(configuration(options));
        InetSocketAddress address = address(options);
        Optional<Secret> token = token();
        if (!address.getAddress().isLoopbackAddress() && token.isEmpty()) {
            throw invalidOption("--host " + address.getHostString() + " is reachable from other hosts; set "
                    + TOKEN_VARIABLE + " to a token that callers must send, or use 127.0.0.1");
        }
        Path home = Path.of(System.getProperty("user.home"));
        var engine = new DockerEngineClient(
                DockerConnection.fromEnvironment(System.getenv(), home),
                Thread.ofVirtual().factory());
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(ProxySelector.of(null))
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        var runner = new DockerModelRunner(engine, settings, hostname(), http);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var models = new ModelRegistry(settings.models(), runner, new SystemTimeSource(), threads);
        var gateway =
                new ModelGateway(address, new RequestAuthenticator(token), models, http, KEEP_ALIVE_INTERVAL, threads);
        removeOrphans(runner); // After binding the address: another gateway there may still use its containers.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            gateway.close();
            models.close();
            removeOrphans(runner);
        }));
        gateway.start();
        LOG.log(
                System.Logger.Level.INFO,
                "docker-llm listens on http://{0}:{1} models={2}",
                address.getHostString(),
                String.valueOf(gateway.port()),
                settings.models().size());
        maintainForever(models, settings);
    }

    /** Never returns. */
    private static void maintainForever(ModelRegistry models, GatewaySettings settings) {
        Duration shortestIdleTimeout = settings.models().stream()
                .map(m -> m.idleTimeout())
                .min(Duration::compareTo)
                .orElse(MAINTENANCE_INTERVAL);
        var time = new SystemTimeSource();
        while (true) {
            time.sleep(
                    shortestIdleTimeout.compareTo(MAINTENANCE_INTERVAL) < 0
                            ? SHORT_MAINTENANCE_INTERVAL
                            : MAINTENANCE_INTERVAL);
            models.maintain();
        }
    }

    /** If the engine is not available now, the next request for a model reports it. */
    private static void removeOrphans(DockerModelRunner runner) {
        try {
            runner.removeOrphans();
        } catch (AgentException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot remove old containers: {0}", e.getMessage());
        }
    }

    /** No default: the working directory may be a repository of somebody else, and the file says what is executed. */
    private static Path configuration(Map<String, String> options) {
        return Optional.ofNullable(options.get("--config"))
                .map(Path::of)
                .orElseThrow(() -> invalidOption("--config FILE is missing; `codeagent llm` names config/llm.json"));
    }

    private static InetSocketAddress address(Map<String, String> options) {
        String host = options.getOrDefault("--host", "127.0.0.1");
        String port = options.getOrDefault("--port", "8090");
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw invalidOption("--port " + port + ": not a port; use a number up to 65535");
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(port));
        } catch (UnknownHostException e) {
            throw invalidOption("--host " + host + ": not an address of this host");
        }
    }

    private static String hostname() {
        try {
            Path name = Path.of("/etc/hostname");
            return Files.exists(name) ? Files.readString(name).strip() : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static Optional<Secret> token() {
        return Optional.ofNullable(System.getenv(TOKEN_VARIABLE))
                .filter(t -> !t.isBlank())
                .map(Secret::new);
    }

    private static Map<String, String> parseOptions(String[] arguments) {
        var options = new HashMap<String, String>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!OPTIONS.contains(arguments[i]) || i + 1 == arguments.length) {
                throw invalidOption(
                        "'" + arguments[i] + "' is unknown or has no value; options are " + new TreeSet<>(OPTIONS));
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    private static AgentException invalidOption(String message) {
        return new AgentException(ErrorCode.INVALID_VALUE, message);
    }

    /** The system clock. */
    private static final class SystemTimeSource implements TimeSource {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void sleep(Duration duration) {
            try {
                Thread.sleep(duration);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AgentException(ErrorCode.CANCELLED, "interrupted", e);
            }
        }
    }
}
