package dev.codeagent.containers.compose;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands for {@code ${NAME}} in a file: what the call gives, never the server's own environment. */
final class Variables {
    private static final Pattern USE = Pattern.compile(
            "\\$(?:\\$|(?<plain>[A-Za-z_]\\w*)|\\{(?<name>[A-Za-z_]\\w*)(?:(?<how>:?[-?+])(?<word>[^{}]*))?}|)");

    private final Map<String, String> given;
    private final Set<String> missing = new LinkedHashSet<>();

    Variables(Map<String, String> given) {
        this.given = Map.copyOf(given);
    }

    Optional<String> find(String name) {
        if (!given.containsKey(name)) {
            missing.add(name);
        }
        return Optional.ofNullable(given.get(name));
    }

    /** Those that were asked for, have no value and no other word instead. */
    Set<String> missing() {
        return missing;
    }

    String fill(String text, YamlValue place) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        Matcher uses = USE.matcher(text);
        var filled = new StringBuilder();
        while (uses.find()) {
            uses.appendReplacement(filled, Matcher.quoteReplacement(value(uses, place)));
        }
        return uses.appendTail(filled).toString();
    }

    private String value(Matcher use, YamlValue place) {
        if (use.group().equals("$$")) {
            return "$";
        }
        if (use.group().equals("$")) {
            throw place.wrong("a $ stands alone; write $$ for the character");
        }
        if (use.group("plain") != null) {
            return find(use.group("plain")).orElse("");
        }
        String name = use.group("name");
        String how = use.group("how") == null ? "" : use.group("how");
        Optional<String> value = Optional.ofNullable(given.get(name)).filter(v -> !how.startsWith(":") || !v.isEmpty());
        String kind = how.replace(":", "");
        if (kind.equals("?") && value.isEmpty()) {
            throw place.wrong("${" + name + "} has no value (" + use.group("word") + "); give it in env");
        }
        return switch (kind) {
            case "-" -> value.orElse(use.group("word"));
            case "+" -> value.isPresent() ? use.group("word") : "";
            case "?" -> value.orElseThrow();
            default -> find(name).orElse("");
        };
    }
}
