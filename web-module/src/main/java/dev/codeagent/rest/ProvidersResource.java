package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
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
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Model providers. A key can be written but never read. */
@Path("/providers")
@RequestScoped
@Tag(name = "providers")
@Produces(MediaType.APPLICATION_JSON)
public class ProvidersResource {
    @Inject
    ProviderService providers;

    @Inject
    EditLock edits;

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

    /** A provider that was stored; {@code test} only if it was tested before. */
    public record ChangedProvider(
            ProviderConfiguration configuration,
            boolean hasKey,
            String source,
            Optional<ProviderService.ProviderTestResult> test) {

        static ChangedProvider of(ProviderService.ProviderEntry entry) {
            return new ChangedProvider(entry.configuration(), entry.hasKey(), entry.source(), Optional.empty());
        }

        static ChangedProvider of(ProviderService.TestedProvider tested) {
            return new ChangedProvider(
                    tested.configuration(), tested.hasKey(), tested.source(), Optional.of(tested.test()));
        }
    }

    @GET
    @Operation(operationId = "listProviders", summary = "List the providers")
    public Answer<List<ProviderService.ProviderEntry>> list(
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("0") @Schema(minimum = "0", maximum = "1000") int limit) {
        return Answer.pageOf(
                providers.list(Caller.LOCAL),
                cursor,
                limit,
                entry -> entry.configuration().id().value());
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getProvider", summary = "Get a provider")
    public Answer<ProviderService.ProviderEntry> get(@PathParam("id") ProviderId id) {
        return Answer.versioned(providers.get(Caller.LOCAL, id));
    }

    @PUT
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "putProvider",
            summary = "Add or change a provider; with test=true its key and model are tested first")
    public ChangedProvider put(
            @PathParam("id") ProviderId id,
            @QueryParam("test") @DefaultValue("false") boolean test,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            ProviderRequest request) {
        ProviderConfiguration configuration = configuration(id, request);
        return edits.withLock(id, () -> {
            if (ifMatch != null) {
                AnswerFilter.requireMatch(ifMatch, providers.get(Caller.LOCAL, id));
            }
            return test
                    ? ChangedProvider.of(providers.putTested(Caller.LOCAL, configuration, request.apiKey()))
                    : ChangedProvider.of(providers.put(Caller.LOCAL, configuration, request.apiKey()));
        });
    }

    @DELETE
    @Path("/{id}")
    @Operation(operationId = "deleteProvider", summary = "Remove a provider and its key")
    public void remove(@PathParam("id") ProviderId id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        edits.withLock(id, () -> {
            if (ifMatch != null) {
                AnswerFilter.requireMatch(ifMatch, providers.get(Caller.LOCAL, id));
            }
            providers.remove(Caller.LOCAL, id);
            return true;
        });
    }

    @POST
    @Path("/{id}/test")
    @Operation(
            operationId = "testProvider",
            summary = "Test a provider: request its list of models and an answer of a few tokens")
    public ProviderService.ProviderTestResult test(@PathParam("id") ProviderId id) {
        return providers.test(Caller.LOCAL, id);
    }

    private static ProviderConfiguration configuration(ProviderId id, ProviderRequest request) {
        return new ProviderConfiguration(
                id,
                request.wire(),
                request.baseUrl().isEmpty()
                        ? URI.create("")
                        : AgentException.readField(
                                "baseUrl", () -> ProviderUrl.parse("field 'baseUrl'", request.baseUrl())),
                request.defaultModel(),
                request.prices(),
                duration("firstByte", request.firstByte()),
                duration("betweenBytes", request.betweenBytes()));
    }

    private static Duration duration(String field, Optional<String> text) {
        return AgentException.readField(
                field, () -> text.map(t -> DurationFormat.parse(field, t)).orElse(Duration.ZERO));
    }
}
