package dev.codeagent.providers.contract;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import java.util.stream.Stream;

/** Writes JSON for a {@link WireDialect} from a template: single quotes are double ones, each %s a JSON value. */
public final class DialectJson {

    private DialectJson() {}

    /** Fills a template, for example {@code template("{'text':%s}", text)}; a String becomes a JSON string. */
    public static String template(String template, Object... values) {
        Object[] json = Stream.of(values)
                .map(v -> v instanceof String s ? Json.createValue(s).toString() : v)
                .toArray();
        return String.format(template.replace('\'', '"'), json);
    }

    /** A JSON text that a template contains as it is. */
    public static Object raw(String json) {
        return new Object() {
            @Override
            public String toString() {
                return json;
            }
        };
    }

    public static JsonObject parse(String json) {
        try (var reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    /** The text in two pieces; none if it is empty. */
    public static List<String> halves(String text) {
        int middle = text.length() / 2;
        return Stream.of(text.substring(0, middle), text.substring(middle))
                .filter(half -> !half.isEmpty())
                .toList();
    }
}
