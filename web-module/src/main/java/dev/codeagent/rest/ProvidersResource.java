package dev.codeagent.rest;

import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderService;
import dev.codeagent.api.provider.ProviderUrl;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.DurationFormat;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Model providers. A key can be written but never read. */
@Path("/providers")
@RequestScoped
@Tag(name = "providers")
@Produces(MediaType.APPLICATION_JSON)
public class ProvidersResource {
    @Inject
    ProviderService providers;

    /** The body of a PUT; a field that is missing keeps its value, or gets that of the preset. */
    public record ProviderRequest(
            String baseUrl,
            Optional<String> apiKey,
            String wire,
            String defaultModel,
            List<ProviderConfiguration.Price> prices,
            Optional<String> firstByte,
            Optional<String> betweenBytes) {

        /** Without the key, and without the URL, which is not checked yet and may contain a password. */
        @Override
        public String toString() {
            return "ProviderRequest[" + defaultModel + "]";
        }
    }

    @GET
    @Operation(summary = "List the providers")
    public String list() {
        return JsonBodies.toJson(providers.list(Caller.LOCAL));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Get a provider")
    public String get(@PathParam("id") String id) {
        return JsonBodies.toJson(providers.get(Caller.LOCAL, new ProviderId(id)));
    }

    @PUT
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Add or change a provider: {baseUrl?, apiKey?, wire?, defaultModel?, prices?, firstByte?, betweenBytes?}; with test=true its key and model are tested first")
    public String put(
            @PathParam("id") String id, @QueryParam("test") @DefaultValue("false") boolean test, InputStream body) {
        ProviderRequest request = JsonBodies.read(body, ProviderRequest.class);
        ProviderConfiguration configuration = configuration(new ProviderId(id), request);
        return test
                ? JsonBodies.toJson(providers.putTested(Caller.LOCAL, configuration, request.apiKey()))
                : JsonBodies.toJson(providers.put(Caller.LOCAL, configuration, request.apiKey()));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Remove a provider and its key")
    public void remove(@PathParam("id") String id) {
        providers.remove(Caller.LOCAL, new ProviderId(id));
    }

    @POST
    @Path("/{id}/test")
    @Operation(summary = "Test a provider: request its list of models and an answer of a few tokens")
    public String test(@PathParam("id") String id) {
        return JsonBodies.toJson(providers.test(Caller.LOCAL, new ProviderId(id)));
    }

    private static ProviderConfiguration configuration(ProviderId id, ProviderRequest request) {
        return new ProviderConfiguration(
                id,
                request.wire(),
                request.baseUrl().isEmpty() ? URI.create("") : ProviderUrl.parse("field 'baseUrl'", request.baseUrl()),
                request.defaultModel(),
                request.prices(),
                duration("firstByte", request.firstByte()),
                duration("betweenBytes", request.betweenBytes()));
    }

    private static Duration duration(String field, Optional<String> text) {
        return text.map(t -> DurationFormat.parse(field, t)).orElse(Duration.ZERO);
    }
}
