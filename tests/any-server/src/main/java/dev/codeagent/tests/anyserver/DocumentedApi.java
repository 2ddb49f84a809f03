package dev.codeagent.tests.anyserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.codeagent.bench.harness.ServerAddress;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The REST API as the document describes it that the server publishes: each answer must have a status, a media type, headers and a
 * body that the document allows. A field that the document does not name is an error.
 */
public final class DocumentedApi {
    /** {@link RestProjectsDocumentTest} compares them; {@link RestDocumentTest} compares all that are in no list. */
    static final Set<String> OF_PROJECTS = Set.of(
            "listProjectFiles",
            "readProjectFile",
            "writeProjectFile",
            "searchProjectFiles",
            "listRunFiles",
            "readRunFile",
            "searchRunFiles",
            "downloadPatch",
            "listRunFollowers",
            "addAttachment",
            "getPullRequestText",
            "putRemote",
            "getRemote",
            "deleteRemote",
            "decideApproval",
            "createUpload",
            "getUpload",
            "sendUploadPiece",
            "finishUpload",
            "mergeRun",
            "createSampleProject",
            "deleteProject");

    /** A test with a git server and a receiver of webhooks compares them. */
    public static final Set<String> OF_RECEIVERS = Set.of(
            "createGitProject",
            "getGitProject",
            "putGitProjectAccess",
            "listWebhooks",
            "getWebhook",
            "putWebhook",
            "testWebhook",
            "listWebhookDeliveries",
            "retryWebhookDelivery",
            "deleteWebhook");

    /** Operations of which only errors are compared, and why. */
    static final Map<String, String> WITHOUT_SUCCESS = Map.of(
            "refreshModels", "reads the catalogue from the internet",
            "pushRun", "needs a git server with a certificate that the server trusts",
            "createPullRequest", "needs such a server with the API of a forge",
            "connect", "changes to the WebSocket, which has tests of its own");

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ServerAddress server;
    private final JsonNode document;
    private final TreeMap<String, String> operations = new TreeMap<>();
    private final Set<String> succeeded = new TreeSet<>();

    public DocumentedApi(ServerAddress server) throws IOException, InterruptedException {
        this.server = server;
        this.document = MAPPER.readTree(
                HTTP.send(server.request("/openapi").GET().build(), HttpResponse.BodyHandlers.ofString())
                        .body());
        document.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> operations.put(
                                path.getValue().get(method).get("operationId").textValue(),
                                method + " " + path.getKey())));
        document.get("components").get("schemas").forEach(DocumentedApi::forbidOtherFields);
    }

    private static void forbidOtherFields(JsonNode schema) {
        if (schema.has("properties")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
    }

    /** The operations that were not answered with success yet. */
    public Set<String> missing() {
        var missing = new TreeSet<>(operations.keySet());
        missing.removeAll(succeeded);
        return missing;
    }

    /** An operation with the values of the parameters in its path. */
    public Call call(String operation, String... pathValues) {
        String[] place = operations.get(operation).split(" ");
        String path = place[1];
        for (String value : pathValues) {
            path = path.replaceFirst("\\{\\w+}", value);
        }
        return new Call(operation, place[0], place[1], path);
    }

    /** A request of an operation. */
    public final class Call {
        private final String operation;
        private final String method;
        private final String template;
        private final String path;
        private final HttpRequest.Builder request;
        private HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.noBody();

        private Call(String operation, String method, String template, String path) {
            this.operation = operation;
            this.method = method;
            this.template = template;
            this.path = path;
            this.request = server.request(path);
        }

        public Call query(String query) {
            return copy(server.request(path + "?" + query));
        }

        private Call copy(HttpRequest.Builder other) {
            request.uri(other.build().uri());
            return this;
        }

        public Call header(String name, String value) {
            request.header(name, value);
            return this;
        }

        public Call body(String json) {
            return body("application/json", json.getBytes(StandardCharsets.UTF_8));
        }

        public Call body(String type, byte[] bytes) {
            body = HttpRequest.BodyPublishers.ofByteArray(bytes);
            return header("Content-Type", type);
        }

        /** Sends it, and compares the answer with the document. */
        public HttpResponse<String> send() throws IOException, InterruptedException {
            HttpResponse<String> answer = HTTP.send(
                    request.method(method.toUpperCase(java.util.Locale.ROOT), body)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() < 300 && answer.statusCode() >= 200) {
                succeeded.add(operation);
            }
            compare(answer);
            return answer;
        }

        public JsonNode json() throws IOException, InterruptedException {
            return MAPPER.readTree(send().body());
        }

        private void compare(HttpResponse<String> answer) throws IOException {
            String what = method + " " + path + " " + answer.statusCode() + " " + answer.body();
            JsonNode responses = document.get("paths").get(template).get(method).get("responses");
            JsonNode response = responses.path(String.valueOf(answer.statusCode()));
            boolean error = answer.statusCode() >= 400;
            assertThat(error || !response.isMissingNode())
                    .as("the status is documented: " + what)
                    .isTrue();
            response = resolve(response.isMissingNode() ? responses.get("default") : response);
            String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
            if (error) {
                assertThat(type).as(what).isEqualTo("application/problem+json");
            }
            response.path("headers").fieldNames().forEachRemaining(name -> {
                if (!name.equals("Link")) {
                    assertThat(answer.headers().firstValue(name))
                            .as(name + " of " + what)
                            .isPresent();
                }
            });
            JsonNode content = response.path("content");
            if (content.isEmpty()) {
                assertThat(answer.body()).as(what).isEmpty();
                return;
            }
            assertThat(content.has(type))
                    .as("the type " + type + " is documented: " + what)
                    .isTrue();
            if (type.endsWith("json")) {
                var schema = (ObjectNode) content.get(type).get("schema").deepCopy();
                schema.set("components", document.get("components"));
                assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                                .getSchema(schema)
                                .validate(MAPPER.readTree(answer.body())))
                        .as(what)
                        .isEmpty();
            }
        }

        private JsonNode resolve(JsonNode node) {
            return node.has("$ref") ? document.at(node.get("$ref").textValue().substring(1)) : node;
        }
    }
}
