package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.file.FileMatches;
import dev.codeagent.api.file.FilePage;
import dev.codeagent.api.file.FileQuery;
import dev.codeagent.api.file.FileSearch;
import dev.codeagent.api.file.FileService;
import dev.codeagent.api.file.FileSource;
import dev.codeagent.api.file.WriteCondition;
import dev.codeagent.api.file.WrittenFile;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The files of a project: its working tree, without what git ignores. */
@Path("/projects/{id}/files")
@RequestScoped
@Tag(name = "files")
@Produces(MediaType.APPLICATION_JSON)
public class ProjectFilesResource {
    @Inject
    FileService files;

    private static FileSource source(ProjectId project) {
        return new FileSource.OfProject(project);
    }

    @GET
    @Operation(
            operationId = "listProjectFiles",
            summary = "List the entries of a directory, or with recursive=true all files below it")
    @APIResponse(
            responseCode = "200",
            description = "A page of entries; 'next' is the cursor of the next one",
            headers =
                    @Header(
                            name = "Link",
                            description = "The address of the next page, with rel=\"next\"; absent on the last page"),
            content = @Content(schema = @Schema(implementation = FilePage.class)))
    public Response list(
            @PathParam("id") ProjectId project,
            @QueryParam("path") @DefaultValue("") String path,
            @QueryParam("recursive") @DefaultValue("false") boolean recursive,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("1000") @Schema(minimum = "1") int limit,
            @Context UriInfo address) {
        FilePage page = files.list(Caller.LOCAL, source(project), new FileQuery(path, recursive, cursor, limit));
        return FileResponses.page(JsonBodies.toJson(page), page.next(), address);
    }

    @GET
    @Path("/content")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(
            operationId = "readProjectFile",
            summary = "Read a file, or with the header Range a part of it; the header ETag changes with its content")
    @APIResponse(responseCode = "200", description = "The bytes of the file", headers = @Header(name = "ETag"))
    @APIResponse(responseCode = "206", description = "The part that Range requests", headers = @Header(name = "ETag"))
    @APIResponse(responseCode = "304", description = "The ETag in If-None-Match is current")
    public Response read(
            @PathParam("id") ProjectId project,
            @QueryParam("path") @DefaultValue("") String path,
            @HeaderParam("Range") @Nullable String range,
            @HeaderParam("If-Range") @Nullable String ifRange,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        return new FileResponses(files, source(project)).read(path, range, ifRange, ifNoneMatch);
    }

    @PUT
    @Path("/content")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "writeProjectFile",
            summary = "Replace the file whose ETag is in If-Match, or without If-Match create one")
    @APIResponse(
            responseCode = "200",
            description = "The file is replaced",
            headers = @Header(name = "ETag"),
            content = @Content(schema = @Schema(implementation = WrittenFile.class)))
    @APIResponse(
            responseCode = "201",
            description = "The file is created",
            headers = @Header(name = "ETag"),
            content = @Content(schema = @Schema(implementation = WrittenFile.class)))
    @APIResponse(responseCode = "412", description = "The file is another one than If-Match says")
    public Response write(
            @PathParam("id") ProjectId project,
            @QueryParam("path") @DefaultValue("") String path,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
            InputStream body,
            @Context UriInfo address) {
        WriteCondition condition = FileResponses.condition(ifMatch, ifNoneMatch);
        WrittenFile written = files.write(Caller.LOCAL, project, path, readBody(body), condition);
        boolean created = condition.equals(WriteCondition.ABSENT);
        return (created ? Response.created(address.getRequestUri()) : Response.ok())
                .header("ETag", FileResponses.quote(written.etag()))
                .entity(JsonBodies.toJson(written))
                .build();
    }

    private static byte[] readBody(InputStream body) {
        try {
            return body.readNBytes(FileService.MAX_WRITE_BYTES + 1);
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.MALFORMED_MESSAGE, "the request body is incomplete: " + e.getMessage(), e);
        }
    }

    @GET
    @Path("/matches")
    @Operation(operationId = "searchProjectFiles", summary = "Search a text in the files")
    @APIResponse(
            responseCode = "200",
            description = "The lines that contain the text",
            content = @Content(schema = @Schema(implementation = FileMatches.class)))
    public String search(
            @PathParam("id") ProjectId project,
            @QueryParam("text") @DefaultValue("") String text,
            @QueryParam("ignoreCase") @DefaultValue("false") boolean ignoreCase,
            @QueryParam("path") @DefaultValue("") String path,
            @QueryParam("limit") @DefaultValue("100") @Schema(minimum = "1") int limit) {
        return JsonBodies.toJson(
                files.search(Caller.LOCAL, source(project), new FileSearch(text, ignoreCase, path, limit)));
    }
}
