package dev.codeagent.traces;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.diagnostics.net.BoundedHttp;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server that accepts traces with OTLP over HTTP as JSON, through the proxies of the environment. */
public final class TraceCollector implements TraceExporter.Collector {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MAX_ANSWER = 64 << 10;

    private final URI address;
    private final Map<String, String> headers;
    private final EnvironmentProxySelector proxies;
    private final Supplier<HttpClient> factory;
    private @Nullable HttpClient client;

    /**
     * @param headers of each request; they may be secrets
     * @param factory creates the client at the first request, because loading trust anchors takes time
     */
    public TraceCollector(
            URI address, Map<String, String> headers, EnvironmentProxySelector proxies, Supplier<HttpClient> factory) {
        this.address = address;
        this.headers = Map.copyOf(headers);
        this.proxies = proxies;
        this.factory = factory;
    }

    /**
     * Reads a file with a header in each line, {@code NAME: VALUE}.
     *
     * @throws AgentException CONFIGURATION if that is not possible; the message has no value
     */
    public static Map<String, String> readHeaders(Path file) {
        var headers = new TreeMap<String, String>();
        try {
            int number = 0;
            for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                number++;
                int colon = line.indexOf(':');
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                if (colon < 1 || !line.substring(0, colon).matches("[A-Za-z0-9-]+")) {
                    throw new AgentException(
                            ErrorCode.CONFIGURATION,
                            "traces.headersFile: line " + number + " of " + file + " is not a header NAME: VALUE");
                }
                headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION,
                    "traces.headersFile: cannot read " + file + " ("
                            + e.getClass().getSimpleName() + ")",
                    e);
        }
        return headers;
    }

    /** An answer that says that this request is wrong is not repeated. */
    @Override
    public void send(String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .header("User-Agent", "codeagent-traces")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        proxies.proxyAuthorization(address).ifPresent(value -> request.setHeader("Proxy-Authorization", value));
        headers.forEach(request::setHeader);
        HttpResponse<byte[]> response = BoundedHttp.send(client(), request.build(), MAX_ANSWER, LIMIT);
        int status = response.statusCode();
        if (status == 429 || status >= 500) {
            throw new IOException("the collector at " + address.getHost() + " answered HTTP " + status);
        }
        if (status >= 300) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION,
                    "the collector at " + address.getHost() + " refused the trace with HTTP " + status
                            + "; check traces.endpoint and traces.headersFile");
        }
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = factory.get();
        }
        return client;
    }
}
