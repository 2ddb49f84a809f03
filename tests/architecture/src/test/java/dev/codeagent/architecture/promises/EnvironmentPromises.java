package dev.codeagent.architecture.promises;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Environment variables that programs and scripts read or set. */
record EnvironmentPromises(Product product) {
    private static final String JAVA = "environment: variables that programs name";
    private static final String SCRIPTS = "environment: variables that scripts name";
    private static final String RESOURCES = "environment: variables that resources name";
    private static final String NAME = "[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+";
    private static final Pattern UNIX = Pattern.compile("(?m)\\$\\{?([A-Z][A-Z0-9_]+)|^ +(?:- )?([A-Z][A-Z_]+)[:=]"
            + "|^#?([A-Z][A-Z_]+)=|(?:ARG|ENV) ([A-Z][A-Z_]+)");
    private static final Pattern WINDOWS = Pattern.compile("%([A-Z][A-Z0-9_]+)%|(?<=defined )([A-Z][A-Z0-9_]+)");

    void addTo(Promises promises) {
        Set<String> enums = product.classes().stream()
                .flatMap(c -> c.enumConstants().stream())
                .collect(Collectors.toSet());
        product.texts()
                .filter(text -> text.matches(NAME) && !enums.contains(text))
                .forEach(text -> promises.add(JAVA, text));
        Predicate<Step.Call> reads = call -> call.name().equals("getenv")
                || call.owner().equals("java.util.Map")
                        && Set.of("get", "getOrDefault", "containsKey").contains(call.name());
        product.methods()
                .flatMap(method -> method.textsBefore(reads, 2).stream())
                .filter(text -> text.matches("[A-Z][A-Z0-9]+") && !enums.contains(text))
                .forEach(text -> promises.add(JAVA, text));
        product.resources()
                .forEach((name, text) -> Pattern.compile("\"(" + NAME + ")\"")
                        .matcher(text)
                        .results()
                        .forEach(match -> promises.add(RESOURCES, Path.of(name).getFileName() + " " + match.group(1))));
        for (Path script : Scripts.of(product)) {
            String name = Scripts.name(product, script);
            Pattern pattern = name.endsWith(".cmd") ? WINDOWS : UNIX;
            pattern.matcher(Scripts.text(script)).results().forEach(match -> {
                for (int group = 1; group <= match.groupCount(); group++) {
                    if (match.group(group) != null) {
                        promises.add(SCRIPTS, name + " " + match.group(group));
                    }
                }
            });
        }
    }
}
