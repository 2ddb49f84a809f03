package dev.codeagent.server;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Formats parsed configuration as JSON, to pass it in one system property. */
final class JsonFormatter {
    private JsonFormatter() {}

    static String format(Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(e -> quote(e.getKey().toString()) + ":" + format(e.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case List<?> list -> list.stream().map(JsonFormatter::format).collect(Collectors.joining(",", "[", "]"));
            case Number n -> n.toString();
            case Boolean b -> b.toString();
            default -> quote(value.toString());
        };
    }

    private static String quote(String text) {
        var out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
