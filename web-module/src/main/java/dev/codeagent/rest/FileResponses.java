package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.file.ByteRange;
import dev.codeagent.api.file.FileContent;
import dev.codeagent.api.file.FileService;
import dev.codeagent.api.file.FileSource;
import dev.codeagent.api.file.WriteCondition;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.ErrorResponse;
import dev.codeagent.http.Problem;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The answers about files, which are the same for those of a project and of a run. */
record FileResponses(FileService files, FileSource source) {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");
    private static final int UNSATISFIABLE = 416;

    /** A page and the address of the next one. */
    static Response page(String json, Optional<String> next, UriInfo address) {
        Response.ResponseBuilder response = Response.ok(json, MediaType.APPLICATION_JSON);
        next.ifPresent(cursor -> response.link(
                address.getRequestUriBuilder()
                        .replaceQueryParam("cursor", cursor)
                        .build(),
                "next"));
        return response.build();
    }

    /** The parameters are the headers of the request with these names. */
    Response read(String path, @Nullable String rangeHeader, @Nullable String ifRange, @Nullable String ifNoneMatch) {
        ByteRange range = range(rangeHeader);
        FileContent content = files.read(Caller.LOCAL, source, path, range);
        String etag = quote(content.etag());
        if (EntityTags.matches(ifNoneMatch, etag)) {
            return Response.notModified().header("ETag", etag).build();
        }
        if (ifRange != null && !ifRange.strip().equals(etag) && !range.isAll()) {
            range = ByteRange.ALL;
            content = files.read(Caller.LOCAL, source, path, range);
        }
        boolean partial = !range.isAll();
        if (partial && content.bytes().length == 0) {
            return Response.status(UNSATISFIABLE)
                    .header("Content-Range", "bytes */" + content.size())
                    .type(Problem.MEDIA_TYPE)
                    .entity(Problem.of(
                            UNSATISFIABLE,
                            ErrorResponse.of(AgentException.invalidValue("header 'Range' is '" + rangeHeader
                                            + "', but the file has " + content.size() + " bytes")
                                    .inField("Range"))))
                    .build();
        }
        Response.ResponseBuilder response = partial
                ? Response.status(Response.Status.PARTIAL_CONTENT)
                        .header(
                                "Content-Range",
                                "bytes " + content.offset() + "-" + (content.offset() + content.bytes().length - 1)
                                        + "/" + content.size())
                : Response.ok();
        // A file of a project must never become a page of this server, whatever it contains.
        return response.entity(content.bytes())
                .type(MediaType.APPLICATION_OCTET_STREAM)
                .header("ETag", quote(content.etag()))
                .header("Accept-Ranges", "bytes")
                .header("Cache-Control", "private, no-cache")
                .header("Content-Disposition", "attachment")
                .header("Content-Security-Policy", "sandbox; default-src 'none'")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    static String quote(String etag) {
        return '"' + etag + '"';
    }

    /** A header that is no single range is ignored, as RFC 9110 permits. */
    private static ByteRange range(@Nullable String header) {
        Matcher matcher = RANGE.matcher(header == null ? "" : header.strip());
        if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
            return ByteRange.ALL;
        }
        long first = matcher.group(1).isEmpty() ? -1 : Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? -1 : Long.parseLong(matcher.group(2));
        return first >= 0 && last >= 0 && last < first ? ByteRange.ALL : new ByteRange(first, last);
    }

    /**
     * What a file must be before it is written; without a header it must not exist. The parameters are the headers of the
     * request with these names.
     */
    static WriteCondition condition(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        boolean named = ifMatch != null && !ifMatch.isBlank();
        if (ifNoneMatch != null && (named || !ifNoneMatch.strip().equals("*"))) {
            throw AgentException.invalidValue(
                            "header 'If-None-Match' may be * to create a file, without If-Match; to replace one, send If-Match"
                                    + " alone")
                    .inField("If-None-Match");
        }
        if (ifMatch == null || !named) {
            return WriteCondition.ABSENT;
        }
        String text = EntityTags.strong(ifMatch);
        if (text.equals("*")) {
            return WriteCondition.EXISTS;
        }
        if (!text.matches("\"[0-9A-Za-z]+\"")) {
            throw AgentException.invalidValue(
                            "header 'If-Match' must be the ETag of the file in quotation marks, or *; send one only")
                    .inField("If-Match");
        }
        return new WriteCondition(text.substring(1, text.length() - 1));
    }
}
