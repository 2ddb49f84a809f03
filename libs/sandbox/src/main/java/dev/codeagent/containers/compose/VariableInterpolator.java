package dev.codeagent.containers.compose;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code ${NAME}} in a file with values of the call, never with the environment of the server. */
final class VariableInterpolator {
    private static final Pattern EXPRESSION = Pattern.compile(
            "\\$(?:\\$|(?<plain>[A-Za-z_]\\w*)|\\{(?<name>[A-Za-z_]\\w*)(?:(?<how>:?[-?+])(?<word>[^{}]*))?}|)");

    private final Map<String, String> values;
    private final Set<String> missing = new LinkedHashSet<>();

    VariableInterpolator(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    Optional<String> find(String name) {
        if (!values.containsKey(name)) {
            missing.add(name);
        }
        return Optional.ofNullable(values.get(name));
    }

    /** Names that the file uses and that have neither a value nor a default. */
    Set<String> missingNames() {
        return missing;
    }

    String interpolate(String text, YamlValue location) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        Matcher expressions = EXPRESSION.matcher(text);
        var result = new StringBuilder();
        while (expressions.find()) {
            expressions.appendReplacement(result, Matcher.quoteReplacement(resolve(expressions, location)));
        }
        return expressions.appendTail(result).toString();
    }

    private String resolve(Matcher expression, YamlValue location) {
        if (expression.group().equals("$$")) {
            return "$";
        }
        if (expression.group().equals("$")) {
            throw location.invalid("a single $ has no meaning; write $$ for the character");
        }
        if (expression.group("plain") != null) {
            return find(expression.group("plain")).orElse("");
        }
        String name = expression.group("name");
        String operator = expression.group("how") == null ? "" : expression.group("how");
        Optional<String> value =
                Optional.ofNullable(values.get(name)).filter(v -> !operator.startsWith(":") || !v.isEmpty());
        String kind = operator.replace(":", "");
        if (kind.equals("?") && value.isEmpty()) {
            throw location.invalid("${" + name + "} has no value (" + expression.group("word") + "); set it in env");
        }
        return switch (kind) {
            case "-" -> value.orElse(expression.group("word"));
            case "+" -> value.isPresent() ? expression.group("word") : "";
            case "?" -> value.orElseThrow();
            default -> find(name).orElse("");
        };
    }
}
