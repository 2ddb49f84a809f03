package dev.codeagent.client.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The TypeScript client has the events of the Java client, which are those of the server. After a change of the events,
 * {@code -Dtypescript.update=true} writes its types again.
 */
class TypeScriptEventsTest {
    private static final Path FILE = Path.of("../typescript/src/events.ts");
    private static final Map<Class<?>, String> SCALARS = Map.of(
            String.class, "string",
            Instant.class, "string",
            BigDecimal.class, "string",
            int.class, "number",
            long.class, "number",
            boolean.class, "boolean",
            Integer.class, "number",
            JsonObject.class, "Record<string, unknown>");

    private final Map<String, String> interfaces = new TreeMap<>();

    @Test
    void theTypesOfTheTypeScriptClientAreThoseOfTheEvents() throws IOException {
        String expected = generate();
        if (Boolean.getBoolean("typescript.update")) {
            Files.writeString(FILE, expected);
        }

        assertThat(FILE)
                .as("mvn -pl clients/java -am test -Dtest=TypeScriptEventsTest -Dtypescript.update=true"
                        + " -Dsurefire.failIfNoSpecifiedTests=false writes it again")
                .hasContent(expected);
    }

    private String generate() {
        String union = new TreeMap<>(RunEvent.TYPES)
                .entrySet().stream()
                        .map(entry -> "  | (Event<\"" + entry.getKey() + "\"> & " + named(entry.getValue()) + ")")
                        .collect(Collectors.joining("\n"));
        return """
                // Generated from the events of the Java client; its TypeScriptEventsTest writes this file.

                interface Event<T extends string> {
                  type: T;
                  run: string;
                  /** Counts the events of a run from 1, without gaps. */
                  seq: number;
                  /** When it happened, in ISO 8601. */
                  at: string;
                }

                export type RunEvent =
                """ + union + ";\n\n" + """
                /** A part of a block while the model streams it, or of the output of a tool call. */
                export interface Delta {
                  type: "delta";
                  run: string;
                  step: string;
                  block: string;
                  kind: string;
                  /** In UTF-16 units from the beginning of the block. */
                  offset: number;
                  text: string;
                }

                """ + String.join("\n", interfaces.values());
    }

    private String named(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        String name = (outer == null || outer == RunEvent.class ? "" : outer.getSimpleName()) + type.getSimpleName();
        if (!interfaces.containsKey(name)) {
            interfaces.put(name, "");
            interfaces.put(name, "export interface " + name + " {\n" + fields(type) + "}\n");
        }
        return name;
    }

    private String fields(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> !RunEvent.class.isAssignableFrom(type)
                        || !List.of("run", "seq", "at").contains(component.getName()))
                .map(this::field)
                .collect(Collectors.joining());
    }

    private String field(RecordComponent component) {
        boolean optional = component.getType() == Optional.class;
        return "  " + component.getName() + (optional ? "?" : "") + ": " + typeOf(component.getGenericType()) + ";\n";
    }

    private String typeOf(Type type) {
        if (type instanceof ParameterizedType generic) {
            String argument = typeOf(generic.getActualTypeArguments()[0]);
            return generic.getRawType() == List.class ? argument + "[]" : argument;
        }
        return SCALARS.getOrDefault((Class<?>) type, "").isEmpty() ? named((Class<?>) type) : SCALARS.get(type);
    }
}
