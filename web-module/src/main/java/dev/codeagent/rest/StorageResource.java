package dev.codeagent.rest;

import dev.codeagent.api.run.StorageService;
import dev.codeagent.api.run.StorageService.CleanRequest;
import dev.codeagent.api.run.StorageService.StorageReport;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What runs occupy on disks. */
@Path("/storage")
@RequestScoped
@Tag(name = "storage")
@Produces(MediaType.APPLICATION_JSON)
public class StorageResource {
    @Inject
    StorageService storage;

    @GET
    @Operation(
            operationId = "getStorage",
            summary = "List what runs occupy on disks, with the reason why a run would be kept")
    public StorageReport list() {
        return storage.clean(Caller.LOCAL, new CleanRequest(List.of(), "", false, true));
    }

    @POST
    @Path("/clean")
    @Operation(operationId = "cleanStorage", summary = "Free the workspaces of ended runs; branches with patches stay")
    public StorageReport clean(@RequestBody(required = false) CleanRequest request) {
        return storage.clean(Caller.LOCAL, request);
    }
}
