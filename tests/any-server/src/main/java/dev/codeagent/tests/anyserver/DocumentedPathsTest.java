package dev.codeagent.tests.anyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.harness.ServerAddress;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each request in the table of docs/rest.md is one of the running server. */
@Tag("any-server")
class DocumentedPathsTest {
    private static final Pattern REQUEST = Pattern.compile("`(?:(GET|POST|PUT|DELETE) )?(/[^` ?]*)[^`]*`");

    private static TestServer server;

    /** A method and the template of a path. */
    private record Documented(String method, String path) {}

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.configured();
    }

    @Test
    void eachDocumentedRequestExists() throws Exception {
        List<Documented> requests =
                requestsOf(Files.readAllLines(CodeagentCli.projectRoot().resolve("docs/rest.md")));

        assertThat(requests).hasSizeGreaterThan(35).allSatisfy(request -> {
            HttpResponse<String> answer = send(request.method(), request.path());

            assertThat(answer.statusCode()).as(request + ": " + answer.body()).isNotIn(405, 500, 501);
            assertThat(answer.body())
                    .as(request.toString())
                    .doesNotContain("this address does not exist", "does not support this method");
            if (answer.statusCode() == 404) {
                assertThat(answer.body()).as(request.toString()).containsAnyOf("no-such-", "UNKNOWN_");
            }
        });
    }

    @Test
    void findsARequestThatDoesNotExist() throws Exception {
        assertThat(requestsOf(List.of("| `POST /runs/{run}/cancel` · `/discard` | x |")))
                .containsExactly(
                        new Documented("POST", "/runs/no-such-run/cancel"),
                        new Documented("POST", "/runs/no-such-run/discard"));
        HttpResponse<String> missing = send("GET", "/nothing/here");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).doesNotContain("no-such-").doesNotContain("UNKNOWN_");
    }

    private static HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        ServerAddress address = server.address();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    address.request("/api/v1" + path)
                            .header("Content-Type", "application/json")
                            .method(
                                    method,
                                    method.equals("GET")
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString("{\"path\":\"/no-such-path\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** In a row, a later path without a method has the method of the one before; a short one replaces its end. */
    private static List<Documented> requestsOf(List<String> lines) {
        var requests = new ArrayList<Documented>();
        for (String line : lines) {
            if (!line.matches("\\| `(GET|POST|PUT|DELETE) .*")) {
                continue;
            }
            Matcher matcher = REQUEST.matcher(line.substring(0, line.indexOf(" |", 2)));
            Documented before = new Documented("GET", "");
            while (matcher.find()) {
                String path = matcher.group(2).replaceAll("\\{(\\w+)}", "no-such-$1");
                boolean shortForm = matcher.group(1) == null && path.lastIndexOf('/') == 0;
                String complete = shortForm ? before.path().replaceFirst("/[^/]*$", path) : path;
                before = new Documented(matcher.group(1) == null ? before.method() : matcher.group(1), complete);
                requests.add(before);
            }
        }
        return requests;
    }
}
