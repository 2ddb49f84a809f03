package dev.codeagent.rest;

import dev.codeagent.api.provider.ProviderService;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The providers that can be added without an address. */
@Path("/known-providers")
@RequestScoped
@Tag(name = "providers")
@Produces(MediaType.APPLICATION_JSON)
public class KnownProvidersResource {
    @Inject
    ProviderService providers;

    @GET
    @Operation(
            operationId = "listKnownProviders",
            summary = "List the known providers: name, address, and the usual variable of the key")
    public List<ProviderService.KnownProvider> list() {
        return providers.known(Caller.LOCAL);
    }
}
