package dev.codeagent.providers.azure;

import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.providers.http.ProviderConnection.KeyHeader;
import dev.codeagent.providers.http.WireRequest;
import dev.codeagent.providers.openai.OpenAiChatProvider;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A provider with Azure OpenAI. Three forms of its address are known:
 *
 * <ul>
 *   <li>{@code https://RESOURCE.openai.azure.com/openai/v1}: a model is the name of a deployment,
 *   <li>{@code …/openai/deployments/NAME?api-version=VERSION}: the deployment of the address answers, whatever the model,
 *   <li>{@code …/openai?api-version=VERSION}, or without a path: as the one before, with the model as the deployment.
 * </ul>
 */
public final class AzureOpenAiProvider extends OpenAiChatProvider {
    private static final Pattern DEPLOYMENT = Pattern.compile("(.*)/deployments/([^/]+)/?");
    private static final String DEFAULT_VERSION = "api-version=2024-10-21";

    public AzureOpenAiProvider(ProviderSetup setup) {
        super(setup, Set.of());
    }

    @Override
    protected KeyHeader keyHeader() {
        return new KeyHeader("api-key", "");
    }

    /** The address with {@code /openai}, and a version of the API where the form of the address needs one. */
    @Override
    protected URI apiUrl(URI configured) {
        String path = String.valueOf(configured.getRawPath()).replaceFirst("(/(chat/completions|responses))?/*$", "");
        String completePath = path.isEmpty() || path.equals("null") ? "/openai" : path;
        boolean needsVersion = configured.getRawQuery() == null && !completePath.endsWith("/v1");
        String query = configured.getRawQuery() != null
                ? "?" + configured.getRawQuery()
                : needsVersion ? "?" + DEFAULT_VERSION : "";
        return URI.create(configured.getScheme() + "://" + configured.getRawAuthority() + completePath + query);
    }

    private String path() {
        return connection().configuration().baseUrl().getRawPath();
    }

    @Override
    protected WireRequest writeMessage(McpMessage message, ProviderContext context) {
        WireRequest request = super.writeMessage(message, context);
        if (path().endsWith("/v1") || DEPLOYMENT.matcher(path()).matches()) {
            return request;
        }
        String deployment = URLEncoder.encode(context.model(), StandardCharsets.UTF_8);
        return new WireRequest(
                request.method(), "/deployments/" + deployment + request.path(), request.headers(), request.body());
    }

    /** The list contains the models of the resource; which of them are deployed, this API does not tell. */
    @Override
    protected List<Model> listModels() {
        Matcher deployment = DEPLOYMENT.matcher(path());
        if (!deployment.matches()) {
            return super.listModels();
        }
        String url = connection().configuration().baseUrl().toString();
        // This request shows whether the address and the key are right.
        connectionTo(URI.create(url.replaceFirst("/deployments/[^?]*", ""))).exchange(WireRequest.get("/models"));
        return List.of(Model.of(deployment.group(2)));
    }
}
