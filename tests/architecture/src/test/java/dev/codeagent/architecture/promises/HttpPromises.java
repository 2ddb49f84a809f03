package dev.codeagent.architecture.promises;

import jakarta.servlet.annotation.WebFilter;
import jakarta.websocket.server.ServerEndpoint;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Addresses outside of REST (the WebSocket gateway, health, the model gateway) and the health checks. */
record HttpPromises(Product product) {
    private static final String GATEWAY = "HTTP: gateway and filters";
    private static final String PATHS = "HTTP: paths that programs name";
    private static final String SCRIPTS = "HTTP: paths that scripts name";
    private static final String HEALTH = "HTTP: checks of health";
    private static final String HEADERS = "HTTP: headers that programs name";
    private static final String PATH = "/(api|ws|health|openapi|v1|mcp)([/?].*)?";
    private static final List<String> CHECKS = List.of(
            "org.eclipse.microprofile.health.Liveness",
            "org.eclipse.microprofile.health.Readiness",
            "org.eclipse.microprofile.health.Startup");

    void addTo(Promises promises) {
        product.annotated(ServerEndpoint.class)
                .map(c -> c.getAnnotation(ServerEndpoint.class))
                .forEach(e ->
                        promises.add(GATEWAY, e.value() + " with subprotocols " + String.join(", ", e.subprotocols())));
        product.annotated(WebFilter.class)
                .flatMap(c -> Arrays.stream(c.getAnnotation(WebFilter.class).urlPatterns()))
                .forEach(pattern -> promises.add(GATEWAY, "filter for " + pattern));
        product.texts().filter(text -> text.matches(PATH)).forEach(text -> promises.add(PATHS, text));
        Scripts.of(product)
                .forEach(script -> Pattern.compile("[ {-]((/health|/api)[a-z0-9/]*)")
                        .matcher(Scripts.text(script))
                        .results()
                        .forEach(match -> promises.add(SCRIPTS, Scripts.name(product, script) + " " + match.group(1))));
        product.texts()
                .filter(text -> text.matches("(?i)(x-[a-z]|last-event|mcp-|retry-|www-)[a-z-]*"))
                .forEach(text -> promises.add(HEADERS, text));
        health(promises);
    }

    /** The name of a check is the string before the call of {@code named}. */
    private void health(Promises promises) {
        for (String kind : CHECKS) {
            String simple = kind.substring(kind.lastIndexOf('.') + 1);
            List<ClassFile> checks = product.classes().stream()
                    .filter(c -> c.annotations().contains(kind))
                    .toList();
            if (!checks.isEmpty()) {
                promises.add(HEALTH, simple + " has " + checks.size());
            }
            checks.stream()
                    .flatMap(c -> c.methods().stream())
                    .flatMap(code -> code.textsBefore(call -> call.name().equals("named"), 1).stream())
                    .forEach(name -> promises.add(HEALTH, simple + " " + name));
        }
    }
}
