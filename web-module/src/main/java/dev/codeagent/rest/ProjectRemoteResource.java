package dev.codeagent.rest;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.publishing.PublishingService;
import dev.codeagent.api.publishing.Remote;
import dev.codeagent.api.publishing.RemoteRequest;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The git server that gets the results of a project. A token can be written but never read. */
@Path("/projects/{id}/remote")
@RequestScoped
@Tag(name = "publishing")
@Produces(MediaType.APPLICATION_JSON)
public class ProjectRemoteResource {
    @Inject
    PublishingService publishing;

    @GET
    @Operation(operationId = "getRemote", summary = "Get the git server that gets the results of a project")
    public Remote get(@PathParam("id") ProjectId id) {
        return publishing.remote(Caller.LOCAL, id);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "putRemote",
            summary =
                    "Store the git server of a project; a missing field keeps its value, except the token if the server"
                            + " changes")
    public Remote put(@PathParam("id") ProjectId id, RemoteRequest request) {
        return publishing.putRemote(Caller.LOCAL, id, request);
    }

    @DELETE
    @Operation(operationId = "deleteRemote", summary = "Remove the git server of a project and its token")
    public void remove(@PathParam("id") ProjectId id) {
        publishing.removeRemote(Caller.LOCAL, id);
    }
}
