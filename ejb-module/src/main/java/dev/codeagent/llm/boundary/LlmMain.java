package dev.codeagent.llm.boundary;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.doctor.DockerAddress;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.engine.Engine;
import dev.codeagent.llm.Door;
import dev.codeagent.llm.EngineModelHost;
import dev.codeagent.llm.Gateway;
import dev.codeagent.llm.GatewayFile;
import dev.codeagent.llm.GatewaySettings;
import dev.codeagent.llm.Models;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;

/** The program: {@code --config FILE --host ADDRESS --port N}; it works until it is told to end. */
public final class LlmMain {
    private static final System.Logger LOG = System.getLogger(LlmMain.class.getName());
    private static final Set<String> OPTIONS = Set.of("--config", "--host", "--port");
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration SHORT_LOOK = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final String TOKEN = "DOCKER_LLM_TOKEN";

    private LlmMain() {}

    public static void main(String[] words) {
        // One event, one line.
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT %4$s %5$s%6$s%n");
        try {
            run(options(words));
        } catch (AgentException e) {
            System.err.println("codeagent: " + e.getMessage());
            System.exit(e.code() == ErrorCode.INVALID_VALUE ? 2 : 3);
        }
    }

    private static void run(Map<String, String> options) {
        GatewaySettings settings = GatewayFile.read(Path.of(options.getOrDefault("--config", "config/llm.json")));
        InetSocketAddress address = address(options);
        Optional<Secret> token = token();
        if (!address.getAddress().isLoopbackAddress() && token.isEmpty()) {
            throw wrong("--host " + address.getHostString() + " is reached by others, so " + TOKEN
                    + " must have a token that they send; or use 127.0.0.1");
        }
        Path home = Path.of(System.getProperty("user.home"));
        var engine = new Engine(
                DockerAddress.of(System.getenv(), home),
                DockerAddress.certificates(System.getenv(), home),
                Thread.ofVirtual().factory());
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(ProxySelector.of(null))
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        var host = new EngineModelHost(engine, settings, machine(), http);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var models = new Models(settings.models(), host, new RealPace(), threads);
        var gateway = new Gateway(address, new Door(token), models, http, SILENCE, threads);
        clear(host); // After the address is taken: what another gateway has there, it works with.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            gateway.close();
            models.close();
            clear(host);
        }));
        gateway.start();
        LOG.log(
                System.Logger.Level.INFO,
                "docker-llm listens on http://{0}:{1} models={2}",
                address.getHostString(),
                String.valueOf(gateway.port()),
                settings.models().size());
        keep(models, settings);
    }

    /** For ever. */
    private static void keep(Models models, GatewaySettings settings) {
        Duration shortest = settings.models().stream()
                .map(m -> m.idle())
                .min(Duration::compareTo)
                .orElse(LOOK);
        var pace = new RealPace();
        while (true) {
            pace.pause(shortest.compareTo(LOOK) < 0 ? SHORT_LOOK : LOOK);
            models.look();
        }
    }

    /** An engine that is away now is told to whoever asks a model. */
    private static void clear(EngineModelHost host) {
        try {
            host.clear();
        } catch (AgentException e) {
            LOG.log(System.Logger.Level.WARNING, "containers of before are not looked for: {0}", e.getMessage());
        }
    }

    private static InetSocketAddress address(Map<String, String> options) {
        String host = options.getOrDefault("--host", "127.0.0.1");
        String port = options.getOrDefault("--port", "8090");
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw wrong("--port " + port + " is no port; give a number up to 65535");
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(port));
        } catch (UnknownHostException e) {
            throw wrong("--host " + host + " is no address of this machine");
        }
    }

    private static String machine() {
        try {
            Path name = Path.of("/etc/hostname");
            return Files.exists(name) ? Files.readString(name).strip() : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static Optional<Secret> token() {
        return Optional.ofNullable(System.getenv(TOKEN))
                .filter(t -> !t.isBlank())
                .map(Secret::new);
    }

    private static Map<String, String> options(String[] words) {
        var options = new HashMap<String, String>();
        for (int i = 0; i < words.length; i += 2) {
            if (!OPTIONS.contains(words[i]) || i + 1 == words.length) {
                throw wrong("'" + words[i] + "' is unknown or has no value; options are " + new TreeSet<>(OPTIONS));
            }
            options.put(words[i], words[i + 1]);
        }
        return options;
    }

    private static AgentException wrong(String message) {
        return new AgentException(ErrorCode.INVALID_VALUE, message);
    }
}
