package dev.codeagent.openapi;

import dev.codeagent.rest.RestApplication;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A method of a resource, with the HTTP method and the path that it answers. */
record Route(String method, String path, Method code) {

    /** All routes of the REST API: the methods of all classes with a path, beside the application. */
    static List<Route> all() {
        return resources()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .flatMap(method -> verb(method).map(verb -> of(verb, method)).stream())
                .sorted(Comparator.comparing(Route::path)
                        .thenComparing(Route::method)
                        .thenComparing(Route::isHidden))
                .toList();
    }

    private static Stream<Class<?>> resources() {
        return classes().filter(type -> type.isAnnotationPresent(Path.class));
    }

    /** All classes of the module. */
    static Stream<Class<?>> classes() {
        try (Stream<java.nio.file.Path> files = Files.walk(java.nio.file.Path.of(RestApplication.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI()))) {
            return files
                    .map(file -> file.toString().replace('/', '.'))
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name -> name.substring(name.indexOf("dev.codeagent."), name.length() - ".class".length()))
                    .<Class<?>>map(Route::load)
                    .toList()
                    .stream();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Route.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Route of(String verb, Method method) {
        String base = RestApplication.class.getAnnotation(ApplicationPath.class).value();
        String path = method.getDeclaringClass().getAnnotation(Path.class).value()
                + (method.isAnnotationPresent(Path.class)
                        ? method.getAnnotation(Path.class).value()
                        : "");
        return new Route(verb, base + path.replaceAll("\\{(\\w+)\\s*:[^}]*}", "{$1}"), method);
    }

    private static Optional<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(a -> a.annotationType().getAnnotation(HttpMethod.class))
                .filter(verb -> verb != null)
                .map(HttpMethod::value)
                .findFirst();
    }

    /** Whether another method of the same address describes the operation. */
    boolean isHidden() {
        Operation operation = code.getAnnotation(Operation.class);
        return operation != null && operation.hidden();
    }
}
