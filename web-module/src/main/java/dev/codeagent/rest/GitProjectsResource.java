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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
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
    @Idempotent
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createGitProject",
            summary = "Create the project of a branch of a repository on another server, or get it if it exists")
    @APIResponse(responseCode = "201", description = "The project exists")
    public Answer<Project> create(GitProjectRequest request) {
        Project project = projects.create(Caller.LOCAL, request);
        return Answer.created(project, "projects/" + project.id());
    }

    @GET
    @Path("/{id}")
    @Operation(
            operationId = "getGitProject",
            summary =
                    "Get the address, the branch and the last fetched commit of a git project, and its trusted host keys")
    public GitProjectStatus get(@PathParam("id") ProjectId id) {
        return projects.status(Caller.LOCAL, id);
    }

    @PUT
    @Path("/{id}/access")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "putGitProjectAccess", summary = "Change the access to the repository, after a test of it")
    public GitProjectStatus putAccess(@PathParam("id") ProjectId id, GitAccess access) {
        return projects.putAccess(Caller.LOCAL, id, access);
    }
}
