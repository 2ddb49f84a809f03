package dev.codeagent.client.api;

import dev.codeagent.client.http.IdempotencyKey;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;

/** Projects that are branches of repositories on git servers, and the servers that get results. */
@Produces("application/json")
@Consumes("application/json")
public interface GitProjectsApi {

    /** Creates the project of a branch, or gets it if it exists. */
    @POST
    @Path("/api/v1/git-projects")
    Project create(NewGitProject project);

    @POST
    @Path("/api/v1/git-projects")
    Project create(@HeaderParam("Idempotency-Key") IdempotencyKey key, NewGitProject project);

    @GET
    @Path("/api/v1/git-projects/{id}")
    GitProjectStatus status(@PathParam("id") String project);

    /** Changes the access to the repository, after a test of it. */
    @PUT
    @Path("/api/v1/git-projects/{id}/access")
    GitProjectStatus setAccess(@PathParam("id") String project, GitAccess access);

    /** The git server that gets the results of a project of any kind. */
    @GET
    @Path("/api/v1/projects/{id}/remote")
    Remote remote(@PathParam("id") String project);

    @PUT
    @Path("/api/v1/projects/{id}/remote")
    Remote setRemote(@PathParam("id") String project, RemoteChange change);

    @DELETE
    @Path("/api/v1/projects/{id}/remote")
    void removeRemote(@PathParam("id") String project);
}
