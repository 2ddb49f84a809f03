package dev.codeagent.providers.wire;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.FillInMiddle;
import dev.codeagent.api.provider.InstallProgress;
import dev.codeagent.api.provider.InstallResult;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.Page;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.providers.http.ProviderConnection;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.http.ResponseLimits;
import dev.codeagent.providers.http.ResponseReader;
import dev.codeagent.providers.http.WireRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A provider over HTTP. A subclass is the codec of one wire: it writes requests, reads answers and lists models. It has
 * no state, because requests are made at the same time.
 */
public abstract class HttpLlmProvider implements LlmProvider {
    private static final Pattern VERSION = Pattern.compile("/v\\d");

    private final ProviderHttpClient http;
    private final Optional<Secret> key;
    private final ResponseLimits limits;
    private volatile ProviderConnection connection;
    private volatile CancellationToken requests = new CancellationToken();
    private volatile boolean connected;

    /** @param setup its key was checked already: it can be sent in a header */
    protected HttpLlmProvider(ProviderSetup setup) {
        this.http = setup.http();
        this.key = setup.key();
        this.limits = setup.limits();
        this.connection = newConnection(setup.configuration());
    }

    /** What a provider is made of. */
    public record ProviderSetup(
            ProviderHttpClient http, ProviderConfiguration configuration, Optional<Secret> key, ResponseLimits limits) {
        public ProviderSetup(ProviderHttpClient http, ProviderConfiguration configuration, Optional<Secret> key) {
            this(http, configuration, key, ResponseLimits.DEFAULT);
        }
    }

    private ProviderConnection newConnection(ProviderConfiguration configuration) {
        return newConnection(configuration, apiUrl(configuration.baseUrl()));
    }

    private ProviderConnection newConnection(ProviderConfiguration configuration, URI url) {
        return new ProviderConnection(http, configuration.withBaseUrl(url), key, keyHeader(), limits);
    }

    /** The connection for downloads of models, which take longer than answers. */
    protected final ProviderConnection downloadsFrom(URI url) {
        return new ProviderConnection(
                http, connection.configuration().withBaseUrl(url), key, keyHeader(), limits.forDownloads());
    }

    /** Sends a request that {@link #disconnect} ends. */
    public interface Streaming<R> {
        R stream(
                ProviderConnection target,
                WireRequest request,
                ResponseReader<R> reader,
                CancellationToken cancellation);
    }

    /** The header that carries the key. */
    protected ProviderConnection.KeyHeader keyHeader() {
        return ProviderConnection.KeyHeader.BEARER;
    }

    /** The address to which the paths of requests are appended; made of the configured one without state. */
    protected URI apiUrl(URI configured) {
        return configured;
    }

    /** The address with the version of the API if it has none; it may have been copied with its endpoint. */
    protected static URI withVersion(URI configured, String version) {
        String path = String.valueOf(configured.getRawPath());
        if (VERSION.matcher(path).find()) {
            return configured;
        }
        String query = configured.getRawQuery() == null ? "" : "?" + configured.getRawQuery();
        String base = configured.getScheme() + "://" + configured.getRawAuthority()
                + (configured.getRawPath() == null ? "" : path.replaceAll("(/messages|/chat)?/*$", ""));
        return URI.create(base + version + query);
    }

    /** A connection to another API of the same server, with the same key. */
    protected final ProviderConnection connectionTo(URI url) {
        return newConnection(connection.configuration(), url);
    }

    /** Writes a request for one answer; the same conversation gives the same bytes, so that prefixes can be cached. */
    protected abstract WireRequest writeMessage(McpMessage message, ProviderContext context);

    /** Creates the reader of one answer, which fills the builder. */
    protected abstract ResponseReader<McpResponse> newReader(ResponseBuilder response, ProviderContext context);

    /** The models that the provider lists. */
    protected abstract List<Model> listModels();

    protected final ProviderConnection connection() {
        return connection;
    }

    @Override
    public final String name() {
        return connection.configuration().id().value();
    }

    @Override
    public final boolean connect(ProviderConfiguration configuration) {
        connection = newConnection(configuration);
        try {
            listModels();
            connected = true;
        } catch (AgentException e) {
            connected = false;
        }
        return connected;
    }

    @Override
    public final void disconnect() {
        connected = false;
        CancellationToken ended = requests;
        requests = new CancellationToken();
        ended.cancel();
    }

    @Override
    public final boolean isConnected() {
        return connected;
    }

    @Override
    public List<Model> installedModels() {
        return listModels().stream().filter(Model::installed).toList();
    }

    @Override
    public Page<Model> availableModels(int page, int pageSize) {
        return Page.of(listModels(), page, pageSize);
    }

    @Override
    public Page<Model> searchModels(String query, int page, int pageSize) {
        String searched = query.strip().toLowerCase(Locale.ROOT);
        return Page.of(
                listModels().stream()
                        .filter(m -> (m.id() + " " + m.name())
                                .toLowerCase(Locale.ROOT)
                                .contains(searched))
                        .toList(),
                page,
                pageSize);
    }

    @Override
    public InstallResult installModel(
            String modelId, Consumer<InstallProgress> progress, CancellationToken cancellation) {
        throw unsupported("install models");
    }

    @Override
    public void removeModel(String modelId) {
        throw unsupported("remove models");
    }

    @Override
    public McpResponse fillInMiddle(FillInMiddle request, ProviderContext context) {
        throw unsupported("fill in the middle of a text");
    }

    private AgentException unsupported(String action) {
        return new AgentException(
                ErrorCode.INVALID_VALUE, "provider " + name() + " cannot " + action + " over its API");
    }

    @Override
    public McpResponse sendMessage(McpMessage message, ProviderContext context) {
        return send(writeMessage(message, context), context);
    }

    /** Sends a request whose answer is read like that to a message. */
    protected final McpResponse send(WireRequest request, ProviderContext context) {
        return stream(request, newReader(newBuilder(context), context), context.cancellation());
    }

    protected final ResponseBuilder newBuilder(ProviderContext context) {
        return new ResponseBuilder(context.listener(), limits, connection.redactor());
    }

    /** Sends a request that {@link #disconnect} ends. */
    protected final <R> R stream(WireRequest request, ResponseReader<R> reader, CancellationToken cancellation) {
        return stream(connection, request, reader, cancellation);
    }

    protected final <R> R stream(
            ProviderConnection target, WireRequest request, ResponseReader<R> reader, CancellationToken cancellation) {
        CancellationToken both = new CancellationToken();
        try (var ofCaller = cancellation.onCancel(both::cancel);
                var ofProvider = requests.onCancel(both::cancel)) {
            R result = target.stream(request, reader, both);
            connected = true;
            return result;
        } catch (AgentException e) {
            if (e.code() == ErrorCode.PROVIDER_UNREACHABLE) {
                connected = false;
            }
            throw e;
        }
    }
}
