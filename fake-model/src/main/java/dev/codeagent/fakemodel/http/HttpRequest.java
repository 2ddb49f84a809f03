package dev.codeagent.fakemodel.http;

import java.util.Map;

/** A request; the names of the headers are not case-sensitive, and the query and the path are decoded. */
public record HttpRequest(
        String method, String path, Map<String, String> query, Map<String, String> headers, String body) {

    /** Returns the value of a header; empty without it. */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** Returns the value of a query parameter; empty without it. */
    public String query(String name) {
        return query.getOrDefault(name, "");
    }

    /** Returns the same request with another path. */
    public HttpRequest withPath(String newPath) {
        return new HttpRequest(method, newPath, query, headers, body);
    }
}
