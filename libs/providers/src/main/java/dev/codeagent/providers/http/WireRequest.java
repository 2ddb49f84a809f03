package dev.codeagent.providers.http;

import java.util.Map;

/**
 * A request to a provider.
 *
 * @param path appended to the base URL; begins with a slash, may contain a query
 * @param headers in addition to those of authorization and content
 * @param body a JSON text; empty for none
 */
public record WireRequest(String method, String path, Map<String, String> headers, String body) {
    public WireRequest {
        headers = Map.copyOf(headers);
    }

    public static WireRequest get(String path) {
        return new WireRequest("GET", path, Map.of(), "");
    }

    public static WireRequest post(String path, String body) {
        return new WireRequest("POST", path, Map.of(), body);
    }
}
