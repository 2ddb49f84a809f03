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

/** The listener: OpenAI's wire below {@code /v1}, MCP at {@code /mcp}, {@code /health} for whoever watches. */
public final class ModelGateway implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ModelGateway.class.getName());

    private final HttpServer server;
    private final RequestAuthenticator authenticator;
    private final OpenAiApi openAi;
    private final McpApi mcp;

    /**
     * Takes its address; CONFIGURATION where it cannot be had.
     *
     * @param keepAliveInterval after which a stream that says nothing gets a comment
     */
    public ModelGateway(
            InetSocketAddress address,
            RequestAuthenticator authenticator,
            ModelRegistry models,
            HttpClient http,
            Duration keepAliveInterval,
            Executor threads) {
        // Words of a stream are small, and nobody shall wait for the next.
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
                            + "; name another port with --port",
                    e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    /** Begins to answer; until then those who connect wait. */
    public void start() {
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            respond(exchange);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "answer broke off: {0}", e.getMessage());
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
            var internal = GatewayError.INTERNAL.exception("the gateway failed; its log says more");
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
