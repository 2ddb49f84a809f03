package dev.codeagent.client.http;

import dev.codeagent.client.error.ApiError;
import dev.codeagent.client.error.ApiException;
import dev.codeagent.client.json.JsonTexts;
import dev.codeagent.client.json.RecordReader;
import dev.codeagent.client.json.RecordWriter;
import jakarta.json.JsonException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends the calls of an interface with JAX-RS annotations as requests. */
public final class RestProxy implements InvocationHandler {
    private static final String JSON = "application/json";

    private final Supplier<HttpTransport> transport;

    private RestProxy(Supplier<HttpTransport> transport) {
        this.transport = transport;
    }

    /** @param transport called for every request, because a restarted server may have another port */
    public static <T> T of(Class<T> api, Supplier<HttpTransport> transport) {
        return api.cast(Proxy.newProxyInstance(api.getClassLoader(), new Class<?>[] {api}, new RestProxy(transport)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> proxy == Objects.requireNonNull(arguments)[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default ->
                    method.getDeclaringClass().getSimpleName() + " of "
                            + transport.get().address();
            };
        }
        return call(method, arguments == null ? new Object[0] : arguments);
    }

    private @Nullable Object call(Method method, @Nullable Object[] arguments) {
        String verb = verb(method);
        String path = method.getAnnotation(Path.class).value();
        var query = new StringBuilder();
        byte[] body = {};
        var headers = new HashMap<String, String>();
        Annotation[][] annotations = method.getParameterAnnotations();
        for (int i = 0; i < arguments.length; i++) {
            Object value = arguments[i];
            Optional<PathParam> inPath = find(annotations[i], PathParam.class);
            Optional<QueryParam> inQuery = find(annotations[i], QueryParam.class);
            Optional<HeaderParam> inHeader = find(annotations[i], HeaderParam.class);
            if (inPath.isPresent()) {
                path = path.replace(
                        "{" + inPath.get().value() + "}", segment(inPath.get().value(), value));
            } else if (inQuery.isPresent()) {
                if (value != null) {
                    query.append(query.length() == 0 ? '?' : '&')
                            .append(inQuery.get().value())
                            .append('=')
                            .append(HttpTransport.encode(value.toString()));
                }
            } else if (inHeader.isPresent()) {
                if (value != null) {
                    headers.put(inHeader.get().value(), value.toString());
                }
            } else if (value instanceof byte[] bytes) {
                body = bytes;
            } else {
                body = RecordWriter.write((Record) Objects.requireNonNull(value))
                        .toString()
                        .getBytes(StandardCharsets.UTF_8);
            }
        }
        headers.put(
                "Accept",
                Optional.ofNullable(method.getAnnotation(Produces.class))
                        .map(types -> types.value()[0])
                        .orElse(JSON));
        headers.put(
                "Content-Type",
                Optional.ofNullable(method.getAnnotation(Consumes.class))
                        .map(types -> types.value()[0])
                        .orElse(JSON));
        HttpTransport.Answer answer = transport.get().send(verb, path + query, headers, body);
        return read(method, verb + " " + path, answer);
    }

    private static @Nullable Object read(Method method, String request, HttpTransport.Answer answer) {
        if (method.getReturnType() == void.class) {
            return null;
        }
        if (method.getReturnType() == byte[].class) {
            return answer.bytes();
        }
        if (method.getReturnType() == Download.class) {
            return new Download(answer.bytes(), answer.header("ETag"));
        }
        try {
            return RecordReader.read(JsonTexts.parse(answer.text()), method.getGenericReturnType());
        } catch (JsonException e) {
            throw new ApiException(new ApiError(
                    answer.status(),
                    "",
                    "",
                    "the answer to " + request + " cannot be read: " + e.getMessage(),
                    Optional.empty()));
        }
    }

    private static String segment(String name, @Nullable Object value) {
        String text = String.valueOf(value);
        // An empty name, or one that is a path of its own, would be the address of something else.
        if (value == null || text.isEmpty() || text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException("'" + name + "' is '" + text + "'; it must be a name");
        }
        return HttpTransport.encode(text);
    }

    private static String verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(Objects::nonNull)
                .map(HttpMethod::value)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(method + " is not a request"));
    }

    private static <A extends Annotation> Optional<A> find(Annotation[] annotations, Class<A> type) {
        return Arrays.stream(annotations)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }
}
