package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Refuses a change whose condition its operation does not check: a client that sends the condition relies on it, and would
 * overwrite the change of somebody else.
 */
@Provider
public class Preconditions implements ContainerRequestFilter {
    private static final List<String> CONDITIONS = List.of("If-Match", "If-None-Match", "If-Unmodified-Since");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        Method method = resource.getResourceMethod();
        if (method == null || READING.contains(request.getMethod())) {
            return;
        }
        for (String condition : CONDITIONS) {
            if (request.getHeaderString(condition) != null) {
                requireChecked(method, condition);
            }
        }
    }

    /** @throws AgentException INVALID_VALUE if the method of a resource does not check the header */
    static void requireChecked(Method method, String condition) {
        if (!takes(method, condition)) {
            String advice = takes(method, "If-Match")
                    ? "send If-Match with the ETag of what you read"
                    : "send the request without it";
            throw AgentException.invalidValue("this operation does not check the header '" + condition + "'; " + advice)
                    .inField(condition);
        }
    }

    private static boolean takes(Method method, String condition) {
        return Arrays.stream(method.getParameterAnnotations())
                .flatMap(Arrays::stream)
                .anyMatch(annotation -> isHeader(annotation, condition));
    }

    private static boolean isHeader(Annotation annotation, String name) {
        return annotation instanceof HeaderParam header && header.value().equalsIgnoreCase(name);
    }
}
