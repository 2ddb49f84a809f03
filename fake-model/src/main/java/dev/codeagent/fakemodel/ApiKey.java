package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.http.HttpRequest;
import dev.codeagent.fakemodel.wire.Dialect;
import dev.codeagent.fakemodel.wire.RequestException;
import dev.codeagent.fakemodel.wire.WireError;
import java.util.List;

/** Finds the API key of a request, and checks that it stands only in the header of its dialect. */
final class ApiKey {
    private static final String BEARER = "Bearer ";
    private static final List<String> HEADERS = List.of("Authorization", "x-api-key", "x-goog-api-key", "api-key");
    private static final List<String> PARAMETERS = List.of("key", "api_key", "api-key", "access_token");

    private ApiKey() {}

    /** Returns the key in any of the headers; empty without one. */
    static String find(HttpRequest request) {
        for (String header : HEADERS) {
            String value = request.header(header);
            if (!value.isEmpty() && !header.equals("Authorization")) {
                return value;
            }
        }
        String authorization = request.header("Authorization");
        return authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length()).strip()
                : "";
    }

    /** Checks where the key is; whether it is the right one is checked elsewhere. */
    static void requireRightPlace(HttpRequest request, Dialect dialect) {
        for (String header : HEADERS) {
            if (!header.equalsIgnoreCase(dialect.keyHeader())
                    && !request.header(header).isEmpty()) {
                throw misplaced("the header " + header, dialect);
            }
        }
        for (String parameter : PARAMETERS) {
            if (request.query().containsKey(parameter)) {
                throw misplaced("the query", dialect);
            }
        }
    }

    private static RequestException misplaced(String place, Dialect dialect) {
        return new RequestException(
                WireError.of(
                        401,
                        "the API key of " + dialect.name() + " belongs in the header " + dialect.keyHeader()
                                + ", not in " + place),
                RequestException.Cause.VIOLATION);
    }
}
