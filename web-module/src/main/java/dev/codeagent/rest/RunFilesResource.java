package dev.codeagent.rest;

import dev.codeagent.api.file.FileMatches;
import dev.codeagent.api.file.FilePage;
import dev.codeagent.api.file.FileQuery;
import dev.codeagent.api.file.FileSearch;
import dev.codeagent.api.file.FileService;
import dev.codeagent.api.file.FileSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The files of a run's result: what the run started from, with its patch. */
@Path("/runs/{run}/files")
@RequestScoped
@Tag(name = "files")
@Produces(MediaType.APPLICATION_JSON)
public class RunFilesResource {
    @Inject
    FileService files;

    private static FileSource source(String run) {
        return new FileSource.OfRun(new RunId(run));
    }

    @GET
    @Operation(
            operationId = "listRunFiles",
            summary = "List the entries of a directory, or with recursive=true all files below it")
    @APIResponse(
            responseCode = "200",
            description = "A page of entries; 'next' is the cursor of the next one",
            content = @Content(schema = @Schema(implementation = FilePage.class)))
    public Response list(
            @PathParam("run") String run,
            @QueryParam("path") @DefaultValue("") String path,
            @QueryParam("recursive") @DefaultValue("false") boolean recursive,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("1000") String limit,
            @Context UriInfo address) {
        FilePage page = files.list(
                Caller.LOCAL, source(run), new FileQuery(path, recursive, cursor, FileResponses.limit(limit)));
        return FileResponses.page(JsonBodies.toJson(page), page.next(), address);
    }

    @GET
    @Path("/content")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(operationId = "readRunFile", summary = "Read a file, or with the header Range a part of it")
    public Response read(
            @PathParam("run") String run,
            @QueryParam("path") @DefaultValue("") String path,
            @Context HttpHeaders headers) {
        return new FileResponses(files, source(run)).read(path, headers);
    }

    @GET
    @Path("/matches")
    @Operation(operationId = "searchRunFiles", summary = "Search a text in the files")
    @APIResponse(
            responseCode = "200",
            description = "The lines that contain the text",
            content = @Content(schema = @Schema(implementation = FileMatches.class)))
    public String search(
            @PathParam("run") String run,
            @QueryParam("text") @DefaultValue("") String text,
            @QueryParam("ignoreCase") @DefaultValue("false") boolean ignoreCase,
            @QueryParam("path") @DefaultValue("") String path,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        return JsonBodies.toJson(files.search(
                Caller.LOCAL, source(run), new FileSearch(text, ignoreCase, path, FileResponses.limit(limit))));
    }
}
