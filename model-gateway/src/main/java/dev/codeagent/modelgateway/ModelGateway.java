package dev.codeagent.modelgateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import jakarta.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;

/** The HTTP server: the OpenAI API under {@code /v1}, MCP at {@code /mcp}, and {@code /health} for monitoring. */
final class ModelGateway implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ModelGateway.class.getName());

    private final HttpServer server;
    private final RequestAuthenticator authenticator;
    private final OpenAiApi openAi;
    private final McpApi mcp;

    /**
     * Binds the address.
     *
     * @param keepAliveInterval the idle time after which a stream gets a comment
     * @throws AgentException CONFIGURATION if the address cannot be bound
     */
    ModelGateway(
            InetSocketAddress address,
            RequestAuthenticator authenticator,
            ModelRegistry models,
            HttpClient http,
            Duration keepAliveInterval,
            Executor threads) {
        // The chunks of a stream are small and must be sent without delay.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.authenticator = authenticator;
        var reverseProxy = new ReverseProxy(models, http, keepAliveInterval);
        this.openAi = new OpenAiApi(models, reverseProxy);
        this.mcp = new McpApi(models, reverseProxy);
        try {
            this.server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION,
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + e.getMessage()
                            + "; choose another port with --port",
                    e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    /** Starts to answer; earlier connections wait until then. */
    void start() {
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            respond(exchange);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "response failed: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void respond(HttpExchange exchange) throws IOException, InterruptedException {
        try {
            route(exchange);
        } catch (AgentException e) {
            HttpJson.sendJson(exchange, GatewayError.of(e).status(), HttpJson.errorBody(e));
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "request failed path=" + exchange.getRequestURI().getPath(),
                    e);
            var internal = GatewayError.INTERNAL.exception("the gateway failed; see its log for details");
            HttpJson.sendJson(exchange, GatewayError.INTERNAL.status(), HttpJson.errorBody(internal));
        }
    }

    private void route(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/health")) {
            HttpJson.sendJson(
                    exchange,
                    200,
                    Json.createObjectBuilder().add("status", "ok").build());
            return;
        }
        authenticator.authenticate(exchange.getRequestHeaders());
        if (path.equals("/mcp")) {
            mcp.handle(exchange);
        } else {
            openAi.handle(exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
