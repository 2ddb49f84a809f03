package dev.codeagent.architecture.promises;

import dev.codeagent.api.wire.RecordJson;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Paths, parameters and JSON of the REST API. */
record RestPromises(Product product) {
    private static final String METHODS = "REST: methods, paths, parameters";
    private static final String REQUESTS = "REST: fields of requests";
    private static final String ANSWERS = "REST: fields of answers";
    private static final String VALUES = "REST: values of fields that have a few";

    void addTo(Promises promises) {
        String base = product.annotated(ApplicationPath.class)
                .map(c -> c.getAnnotation(ApplicationPath.class).value())
                .collect(Collectors.joining());
        var samples = new Samples();
        product.annotated(Path.class)
                .forEach(resource -> Arrays.stream(resource.getDeclaredMethods())
                        .forEach(method -> verb(method)
                                .ifPresent(verb -> add(
                                        promises,
                                        samples,
                                        method,
                                        verb + " " + base + path(resource) + path(method)))));
        promises.addAll(VALUES, samples.enumerations());
    }

    private static String path(AnnotatedElement element) {
        Path path = element.getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }

    private static Optional<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(a -> a.annotationType().getAnnotation(HttpMethod.class))
                .filter(verb -> verb != null)
                .map(HttpMethod::value)
                .findFirst();
    }

    private void add(Promises promises, Samples samples, Method method, String name) {
        promises.add(METHODS, name);
        if (method.isAnnotationPresent(Produces.class)) {
            promises.add(
                    METHODS,
                    name + " as "
                            + String.join(
                                    ", ", method.getAnnotation(Produces.class).value()));
        }
        for (Parameter parameter : method.getParameters()) {
            parameter(parameter).ifPresent(text -> promises.add(METHODS, name + " " + text));
        }
        Arrays.stream(method.getParameters())
                .filter(parameter ->
                        parameter.getType().isRecord() && parameter(parameter).isEmpty())
                .filter(parameter -> !parameter.isAnnotationPresent(PathParam.class))
                .map(Parameter::getType)
                .forEach(type -> fields(samples, type).forEach(f -> promises.add(REQUESTS, name + " " + f)));
        Type answer = unwrap(method.getGenericReturnType());
        if (recordOf(answer).isRecord()) {
            promises.addAll(
                    ANSWERS,
                    fields(samples, answer).stream().map(f -> name + " " + f).toList());
        }
    }

    /** The body of an answer that also has headers. */
    private static Type unwrap(Type type) {
        return type instanceof ParameterizedType p
                        && ((Class<?>) p.getRawType()).getSimpleName().equals("Answer")
                ? p.getActualTypeArguments()[0]
                : type;
    }

    private static Optional<String> parameter(Parameter parameter) {
        String defaultValue = parameter.isAnnotationPresent(DefaultValue.class)
                ? " = " + parameter.getAnnotation(DefaultValue.class).value()
                : "";
        if (parameter.isAnnotationPresent(HeaderParam.class)) {
            return Optional.of(
                    "header " + parameter.getAnnotation(HeaderParam.class).value() + defaultValue);
        }
        return Optional.ofNullable(parameter.getAnnotation(QueryParam.class))
                .map(query -> "query " + query.value() + defaultValue);
    }

    private static Class<?> recordOf(Type type) {
        return type instanceof ParameterizedType p
                ? recordOf(p.getActualTypeArguments()[0])
                : type instanceof Class<?> c ? c : Object.class;
    }

    private static List<String> fields(Samples samples, Type type) {
        String prefix = type instanceof ParameterizedType ? "[]." : "";
        var value = (Record) samples.of(recordOf(type));
        return JsonPaths.of(RecordJson.write(value).build()).stream()
                .map(path -> prefix + path)
                .toList();
    }
}
