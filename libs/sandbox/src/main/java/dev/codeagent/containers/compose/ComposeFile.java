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
 * @param services each behind those that it depends on
 * @param notices what of the file is not done, for whoever called
 */
public record ComposeFile(String name, List<Service> services, List<String> notices) {

    /** What must be so of a service before another starts. */
    public enum Condition {
        STARTED,
        HEALTHY,
        COMPLETED
    }

    /** @param dependsOn services and what must be so of them */
    public record Service(ContainerSpec containerSpec, Map<String, Condition> dependsOn) {
        public String name() {
            return containerSpec.name();
        }
    }

    public ComposeFile {
        services = sortByDependency(services);
        notices = List.copyOf(notices);
    }

    /** Reads the file's text. @param variables what stands for {@code ${NAME}} */
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
            throw invalid("services depend on each other in a circle: " + String.join(" -> ", path) + " -> "
                    + service.name());
        }
        service.dependsOn().keySet().forEach(dependency -> {
            if (!all.containsKey(dependency)) {
                throw invalid("service '" + service.name() + "' depends on '" + dependency
                        + "', which the file does not have, or only with a profile");
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
