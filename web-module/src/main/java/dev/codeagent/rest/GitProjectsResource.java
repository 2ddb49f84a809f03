package dev.codeagent.rest;

import dev.codeagent.api.project.GitAccess;
import dev.codeagent.api.project.GitProjectRequest;
import dev.codeagent.api.project.GitProjectService;
import dev.codeagent.api.project.GitProjectStatus;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Git projects: branches of repositories on other servers. Tokens and keys are never returned. */
@Path("/git-projects")
@RequestScoped
@Tag(name = "projects")
@Produces(MediaType.APPLICATION_JSON)
public class GitProjectsResource {
    @Inject
    GitProjectService projects;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Create the project of a branch of a repository on another server, or get it if it exists: {address, branch?, name?, subdirectory?, token?, username?, key?, hostKey?}")
    public Response create(InputStream body) {
        GitProjectRequest request = JsonBodies.read(body, GitProjectRequest.class);
        Project project = projects.create(Caller.LOCAL, request);
        return Response.status(Response.Status.CREATED)
                .entity(JsonBodies.toJson(project))
                .build();
    }

    @GET
    @Path("/{id}")
    @Operation(
            summary =
                    "Get the address, the branch and the last fetched commit of a git project, and its trusted host keys")
    public String get(@PathParam("id") String id) {
        GitProjectStatus status = projects.status(Caller.LOCAL, new ProjectId(id));
        return JsonBodies.toJson(status);
    }

    @PUT
    @Path("/{id}/access")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Change the access to the repository, after a test of it: {token?, username?, key?, hostKey?}")
    public String putAccess(@PathParam("id") String id, InputStream body) {
        GitAccess access = JsonBodies.read(body, GitAccess.class);
        return JsonBodies.toJson(projects.putAccess(Caller.LOCAL, new ProjectId(id), access));
    }
}
