package dev.codeagent.containers.compose;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.containers.managed.ContainerSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The services of a Compose file.
 *
 * @param services in start order: each one after those that it depends on
 * @param notices the parts of the file that are ignored, for the caller
 */
public record ComposeFile(String name, List<Service> services, List<String> notices) {

    /** The state that a service must reach before a dependent service starts. */
    public enum Condition {
        STARTED,
        HEALTHY,
        COMPLETED
    }

    /** @param dependsOn services, with the state that they must reach */
    public record Service(ContainerSpec containerSpec, Map<String, Condition> dependsOn) {
        public String name() {
            return containerSpec.name();
        }
    }

    public ComposeFile {
        services = sortByDependency(services);
        notices = List.copyOf(notices);
    }

    /**
     * Reads the text of a file.
     *
     * @param variables the values of {@code ${NAME}}
     * @throws dev.codeagent.api.error.AgentException INVALID_VALUE, with line and key, if the file is not supported
     */
    public static ComposeFile read(String file, String text, Map<String, String> variables) {
        return new ComposeReader(new VariableInterpolator(variables)).read(file, text);
    }

    private static List<Service> sortByDependency(List<Service> services) {
        var byName = new LinkedHashMap<String, Service>();
        services.forEach(s -> byName.put(s.name(), s));
        var ordered = new ArrayList<Service>();
        services.forEach(s -> visit(s, byName, new LinkedHashSet<>(), ordered));
        return List.copyOf(ordered);
    }

    private static void visit(Service service, Map<String, Service> all, Set<String> path, List<Service> ordered) {
        if (ordered.contains(service)) {
            return;
        }
        if (!path.add(service.name())) {
            throw invalid(
                    "services depend on each other in a cycle: " + String.join(" -> ", path) + " -> " + service.name());
        }
        service.dependsOn().keySet().forEach(dependency -> {
            if (!all.containsKey(dependency)) {
                throw invalid("service '" + service.name() + "' depends on '" + dependency
                        + "', which the file does not contain, or only with a profile");
            }
            visit(all.get(dependency), all, path, ordered);
        });
        path.remove(service.name());
        ordered.add(service);
    }

    private static AgentException invalid(String message) {
        return new AgentException(ErrorCode.INVALID_VALUE, message);
    }
}
