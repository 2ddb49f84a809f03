package dev.codeagent.client.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.client.http.Download;
import dev.codeagent.client.http.IdempotencyKey;
import dev.codeagent.client.json.JsonTexts;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The interfaces and records against the OpenAPI document of the server. */
class ApiCoverageTest {
    private static final java.nio.file.Path DOCUMENT = java.nio.file.Path.of("../../docs/openapi.json");
    private static final List<Class<?>> INTERFACES = List.of(
            ProjectsApi.class,
            RunsApi.class,
            ApprovalsApi.class,
            ProvidersApi.class,
            AgentsApi.class,
            FilesApi.class,
            UploadsApi.class,
            GitProjectsApi.class,
            ResultsApi.class,
            WebhooksApi.class,
            ServerApi.class);

    /** Requests without a method, and why. */
    private static final Map<String, String> WITHOUT_A_METHOD = Map.ofEntries(
            Map.entry("GET /health", "for load balancers; the CLI reads its status with HttpTransport"),
            Map.entry("GET /health/live", "for load balancers"),
            Map.entry("GET /health/ready", "for load balancers"),
            Map.entry("GET /metrics", "for scrapers"),
            Map.entry("GET /identity", "CodeAgentClient.forDataDirectory sends it before each first request"),
            Map.entry("GET /openapi", "for generators"),
            Map.entry("POST /login", "for browsers"),
            Map.entry("GET /ws/v1/connect", "CodeAgentClient.follow opens it"));

    private static JsonObject document;

    @BeforeAll
    static void read() throws IOException {
        document = JsonTexts.parse(Files.readString(DOCUMENT)).asJsonObject();
    }

    @Test
    void thereIsAMethodForEachRequestOfTheServer() {
        Set<String> documented = new TreeSet<>(operations().keySet());
        Set<String> own = requests().map(ApiCoverageTest::request).collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).hasSizeGreaterThan(70).containsAll(own);
        documented.removeAll(own);
        assertThat(documented).isEqualTo(WITHOUT_A_METHOD.keySet());
    }

    @Test
    void theParametersAreThoseOfTheServer() {
        for (Method method : requests().toList()) {
            Set<String> documented = new TreeSet<>();
            operations()
                    .get(request(method))
                    .getOrDefault("parameters", JsonValue.EMPTY_JSON_ARRAY)
                    .asJsonArray()
                    .stream()
                    .map(parameter -> resolve(parameter.asJsonObject()))
                    .filter(parameter -> parameter.getString("in").equals("query"))
                    .forEach(parameter -> documented.add(parameter.getString("name")));

            assertThat(Arrays.stream(method.getParameters())
                            .filter(parameter -> parameter.isAnnotationPresent(QueryParam.class))
                            .map(parameter ->
                                    parameter.getAnnotation(QueryParam.class).value()))
                    .as(request(method))
                    .isSubsetOf(documented);
        }
    }

    /** A method without it stays beside the one with it, because most callers do not need it. */
    @Test
    void eachRequestThatTakesAnIdempotencyKeyHasAMethodWithOne() {
        Set<String> own = requests()
                .filter(method -> Arrays.asList(method.getParameterTypes()).contains(IdempotencyKey.class))
                .map(ApiCoverageTest::request)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = new TreeSet<>();
        operations().forEach((request, operation) -> {
            if (operation.toString().contains("\"name\":\"Idempotency-Key\"")) {
                documented.add(request);
            }
        });

        assertThat(documented).hasSizeGreaterThan(5).isEqualTo(own);
    }

    @Test
    void theRecordsHaveTheFieldsOfTheAnswers() {
        int compared = 0;
        for (Method method : requests().toList()) {
            JsonObject responses = operations().get(request(method)).getJsonObject("responses");
            for (String status : List.of("200", "201", "202")) {
                if (responses.containsKey(status) && !isFile(method.getReturnType())) {
                    Set<String> documented = fields(resolve(responses.getJsonObject(status)));
                    var own = new TreeSet<String>();
                    paths(method.getGenericReturnType(), "", own);

                    assertThat(own).as(request(method)).containsAll(documented);
                    compared += documented.size();
                }
            }
        }
        assertThat(compared).isGreaterThan(400);
    }

    @Test
    void theRecordsHaveTheFieldsOfTheRequests() {
        int compared = 0;
        for (Method method : requests().toList()) {
            var own = new TreeSet<String>();
            Arrays.stream(method.getGenericParameterTypes())
                    .filter(type -> type instanceof Class<?> c && c.isRecord() && c != IdempotencyKey.class)
                    .forEach(type -> paths(type, "", own));
            JsonObject body = operations().get(request(method)).getJsonObject("requestBody");
            if (body != null) {
                Set<String> documented = fields(resolve(body));

                assertThat(own).as(request(method)).isEqualTo(documented);
                compared += documented.size();
            }
        }
        assertThat(compared).isGreaterThan(30);
    }

    private static boolean isFile(Class<?> answer) {
        return answer == byte[].class || answer == Download.class;
    }

    private static Stream<Method> requests() {
        return INTERFACES.stream().flatMap(type -> Arrays.stream(type.getDeclaredMethods()));
    }

    private static String request(Method method) {
        String verb = Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(annotation -> annotation != null)
                .map(HttpMethod::value)
                .findFirst()
                .orElseThrow();
        // The newest run has the name 'last'.
        return verb + " " + method.getAnnotation(Path.class).value().replace("/runs/last", "/runs/{run}");
    }

    private static Map<String, JsonObject> operations() {
        var operations = new TreeMap<String, JsonObject>();
        document.getJsonObject("paths")
                .forEach((path, methods) -> methods.asJsonObject().forEach((method, operation) -> {
                    if (Set.of("get", "put", "post", "delete").contains(method)) {
                        operations.put(method.toUpperCase(Locale.ROOT) + " " + path, operation.asJsonObject());
                    }
                }));
        return operations;
    }

    private static JsonObject resolve(JsonObject value) {
        return value.containsKey("$ref")
                ? document.getValue(value.getString("$ref").substring(1)).asJsonObject()
                : value;
    }

    /** The paths of the fields of a body in JSON, such as {@code [].usage.inputTokens}. */
    private static Set<String> fields(JsonObject body) {
        var found = new TreeSet<String>();
        JsonObject content = body.getJsonObject("content");
        if (content != null && content.containsKey("application/json")) {
            fields(content.getJsonObject("application/json").getJsonObject("schema"), "", found);
        }
        return found;
    }

    private static void fields(JsonObject schema, String prefix, Set<String> found) {
        JsonObject resolved = resolve(schema);
        JsonArray alternatives = resolved.containsKey("anyOf") ? resolved.getJsonArray("anyOf") : null;
        if (alternatives != null) {
            alternatives.forEach(alternative -> fields(alternative.asJsonObject(), prefix, found));
        } else if (resolved.containsKey("properties")) {
            resolved.getJsonObject("properties")
                    .forEach((name, value) ->
                            fields(value.asJsonObject(), prefix + (prefix.isEmpty() ? "" : ".") + name, found));
        } else if (resolved.containsKey("items")) {
            fields(resolved.getJsonObject("items"), prefix + "[]", found);
        } else if (resolved.get("additionalProperties") instanceof JsonObject values) {
            fields(values, prefix + ".*", found);
        } else if (!resolved.getString("type", "").equals("null")) {
            found.add(prefix);
        }
    }

    private static void paths(Type type, String prefix, Set<String> found) {
        if (type instanceof ParameterizedType generic) {
            boolean map = generic.getRawType() == Map.class;
            String suffix = generic.getRawType() == List.class ? "[]" : map ? ".*" : "";
            paths(generic.getActualTypeArguments()[map ? 1 : 0], prefix + suffix, found);
        } else if (type instanceof Class<?> plain && plain.isRecord()) {
            for (RecordComponent component : plain.getRecordComponents()) {
                paths(component.getGenericType(), prefix + (prefix.isEmpty() ? "" : ".") + component.getName(), found);
            }
        } else if (type != void.class) {
            found.add(prefix);
        }
    }
}
