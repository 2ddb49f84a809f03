package dev.codeagent.architecture.promises;

import dev.codeagent.docker.ResourceLabels;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Labels and names of the objects that the product creates on a Docker engine, and the names in its images and Compose
 * file.
 */
record ContainerPromises(Product product) {
    private static final String LABELS = "containers: labels";
    private static final String ROLES = "containers: values of labels and parts of names";
    private static final String NAMES = "containers: names of containers, volumes, networks, images, branches";
    private static final String COMPOSE = "containers: Compose file";
    private static final String IMAGE = "containers: image";
    private static final List<String> PARTS =
            List.of("image", "entrypoint", "ports", "volumes", "profiles", "networks");
    private static final Pattern DOCKERFILE = Pattern.compile(
            "(?m)^(?:FROM \\S+ AS \\S+|EXPOSE .*|ENTRYPOINT .*|LABEL .*|WORKDIR .*|VOLUME .*|USER .*)$");

    void addTo(Promises promises) {
        product.texts()
                .filter(text -> text.matches("dev\\.codeagent\\.[a-z-]*|com\\.docker\\.[a-z.-]*"))
                .forEach(text -> promises.add(LABELS, text));
        String labels = ResourceLabels.class.getName();
        product.methods()
                .flatMap(code -> code.textsBefore(call -> call.owner().equals(labels), 2).stream())
                .forEach(text -> promises.add(ROLES, text));
        product.texts().filter(text -> text.matches("codeagent[-/](\\S+)?")).forEach(text -> promises.add(NAMES, text));
        product.classes().stream()
                .filter(c -> c.methods().stream().flatMap(Code::texts).anyMatch(ContainerPromises::name))
                .flatMap(c -> c.methods().stream().flatMap(Code::texts))
                .filter(text -> text.matches("-?[a-z]+(-[a-z]+)*"))
                .forEach(text -> promises.add(ROLES, text));
        compose(promises);
        Scripts.of(product).stream()
                .filter(file -> file.endsWith("Dockerfile"))
                .forEach(file -> DOCKERFILE
                        .matcher(Scripts.text(file))
                        .results()
                        .forEach(line -> promises.add(
                                IMAGE,
                                file.getParent().equals(product.root()) ? line.group() : "sandbox " + line.group())));
    }

    private static boolean name(String text) {
        return text.startsWith("codeagent-") && text.contains(Step.ANY);
    }

    private void compose(Promises promises) {
        var file =
                (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(product.file("docker-compose.yml"));
        for (String kind : List.of("services", "networks", "volumes")) {
            ((Map<?, ?>) file.get(kind)).forEach((name, content) -> {
                promises.add(COMPOSE, kind + " " + name);
                if (content instanceof Map<?, ?> fields) {
                    PARTS.stream()
                            .filter(fields::containsKey)
                            .forEach(part ->
                                    promises.add(COMPOSE, kind + " " + name + " " + part + " " + fields.get(part)));
                }
            });
        }
    }
}
