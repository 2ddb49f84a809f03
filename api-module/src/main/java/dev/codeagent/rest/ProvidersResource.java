package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.Providers;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.DurationText;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Model providers. A key goes in and never comes out. */
@Path("/providers")
@RequestScoped
@Tag(name = "providers")
@Produces(MediaType.APPLICATION_JSON)
public class ProvidersResource {
    @Inject
    Providers providers;

    /** The body of a put; all but {@code baseUrl} has a default. */
    public record NewProvider(
            String baseUrl,
            Optional<String> apiKey,
            String wire,
            String defaultModel,
            List<ProviderConfiguration.Price> prices,
            Optional<String> firstByte,
            Optional<String> betweenBytes) {

        @Override
        public String toString() {
            return "NewProvider[" + baseUrl + "]";
        }
    }

    @GET
    @Operation(summary = "List the providers")
    public String list() {
        return Body.of(providers.list(Caller.LOCAL));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Get a provider")
    public String get(@PathParam("id") String id) {
        return Body.of(providers.get(Caller.LOCAL, new ProviderId(id)));
    }

    @PUT
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Add or replace a provider: {baseUrl, apiKey?, wire?, defaultModel?, prices?, firstByte?, betweenBytes?}")
    public String put(@PathParam("id") String id, InputStream body) {
        NewProvider wanted = Body.read(body, NewProvider.class);
        return Body.of(providers.put(Caller.LOCAL, configuration(new ProviderId(id), wanted), wanted.apiKey()));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Remove a provider and its key")
    public void remove(@PathParam("id") String id) {
        providers.remove(Caller.LOCAL, new ProviderId(id));
    }

    @POST
    @Path("/{id}/test")
    @Operation(summary = "Ask the provider for its models")
    public String test(@PathParam("id") String id) {
        return Body.of(providers.test(Caller.LOCAL, new ProviderId(id)));
    }

    private static ProviderConfiguration configuration(ProviderId id, NewProvider wanted) {
        URI url = URI.create("");
        try {
            url = new URI(wanted.baseUrl().strip());
        } catch (java.net.URISyntaxException e) {
            throw badUrl(wanted.baseUrl());
        }
        if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
            throw badUrl(wanted.baseUrl());
        }
        return new ProviderConfiguration(
                id,
                wanted.wire().isEmpty() ? "openai" : wanted.wire(),
                url,
                wanted.defaultModel(),
                wanted.prices(),
                duration("firstByte", wanted.firstByte(), Duration.ofSeconds(60)),
                duration("betweenBytes", wanted.betweenBytes(), Duration.ofSeconds(60)));
    }

    private static Duration duration(String field, Optional<String> text, Duration otherwise) {
        return text.map(t -> DurationText.parse(field, t)).orElse(otherwise);
    }

    private static AgentException badUrl(String text) {
        return new AgentException(
                ErrorCode.INVALID_VALUE,
                "field 'baseUrl': '" + text
                        + "' is no http(s) address; write it up to the version, as in http://127.0.0.1:11434/v1");
    }
}
