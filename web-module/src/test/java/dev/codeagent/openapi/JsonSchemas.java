package dev.codeagent.openapi;

import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.wire.EnumCodec;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * JSON schemas of records, by the rules of {@link dev.codeagent.api.wire.RecordJson}. In an answer each field is present
 * that is not optional; in a request a field may be missing unless its schema says {@code required}. A record that
 * occurs in both has two schemas, the second with the suffix {@code Input}.
 */
final class JsonSchemas {
    private static final String ID_PATTERN = "^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$";

    private final JavadocReader javadoc = new JavadocReader();
    private final Map<String, JsonObject> schemas = new TreeMap<>();
    private final Map<String, Type> owners = new HashMap<>();

    /** All schemas that were referred to so far, by name. */
    Map<String, JsonObject> components() {
        return schemas;
    }

    JsonObject of(Type type, boolean request) {
        return switch (type) {
            case ParameterizedType p
            when p.getRawType() == List.class || p.getRawType() == Set.class ->
                array(of(p.getActualTypeArguments()[0], request));
            case ParameterizedType p
            when p.getRawType() == Optional.class -> of(p.getActualTypeArguments()[0], request);
            case ParameterizedType p
            when p.getRawType() == Map.class ->
                schema("object")
                        .add("additionalProperties", of(p.getActualTypeArguments()[1], request))
                        .build();
            case ParameterizedType p ->
                record(
                        (Class<?>) p.getRawType(),
                        ((Class<?>) p.getActualTypeArguments()[0]).getSimpleName() + "Page",
                        Map.of(((Class<?>) p.getRawType()).getTypeParameters()[0], p.getActualTypeArguments()[0]),
                        request);
            case Class<?> raw -> ofClass(raw, request);
            default -> throw new IllegalArgumentException("no schema of " + type);
        };
    }

    private JsonObject ofClass(Class<?> type, boolean request) {
        if (type == RecordedEvent.class) {
            return ref(new EventSchemas(this).addTo(schemas));
        } else if (type.isEnum()) {
            return ofEnum(type);
        } else if (isId(type)) {
            return schema("string").add("pattern", ID_PATTERN).build();
        } else if (type.isRecord()) {
            return record(type, name(type, request), Map.of(), request);
        }
        return simple(type);
    }

    private static JsonObject simple(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "String" -> schema("string").build();
            case "boolean" -> schema("boolean").build();
            case "int", "Integer" -> schema("integer").add("format", "int32").build();
            case "long", "Long" -> schema("integer").add("format", "int64").build();
            case "Instant" -> format("date-time", Instant.class);
            case "LocalDate" -> format("date", LocalDate.class);
            case "Duration" -> format("duration-text", Duration.class);
            case "URI" -> format("uri-reference", URI.class);
            case "BigDecimal" -> format("decimal", BigDecimal.class);
            case "JsonObject" -> schema("object").build();
            default -> throw new IllegalArgumentException("no schema of " + type);
        };
    }

    private static JsonObject format(String format, Class<?> type) {
        JsonObjectBuilder schema = schema("string");
        if (type == Duration.class) {
            return schema.add("pattern", "^\\d{1,9}(ms|s|m|h|d)$").build();
        }
        return schema.add("format", format).build();
    }

    /** A record with one component named value is written as that value. */
    static boolean isId(Class<?> type) {
        return type.isRecord()
                && type.getRecordComponents().length == 1
                && type.getRecordComponents()[0].getName().equals("value");
    }

    private JsonObject ofEnum(Class<?> type) {
        String name = name(type, false);
        if (claim(name, type)) {
            JsonArrayBuilder values = Json.createArrayBuilder();
            Arrays.stream(type.getEnumConstants()).forEach(c -> values.add(EnumCodec.write((Enum<?>) c)));
            JsonObjectBuilder schema = schema("string");
            javadoc.description(type).ifPresent(text -> schema.add("description", text));
            schemas.put(name, schema.add("enum", values).build());
        }
        return ref(name);
    }

    private JsonObject record(Class<?> type, String name, Map<TypeVariable<?>, Type> arguments, boolean request) {
        if (claim(name, type)) {
            JsonObjectBuilder schema = schema("object");
            javadoc.description(type).ifPresent(text -> schema.add("description", text));
            schemas.put(name, addFields(schema, type, arguments, request).build());
        }
        return ref(name);
    }

    JsonObjectBuilder addFields(
            JsonObjectBuilder schema, Class<?> type, Map<TypeVariable<?>, Type> arguments, boolean request) {
        JsonObjectBuilder properties = Json.createObjectBuilder();
        JsonArrayBuilder required = Json.createArrayBuilder();
        for (RecordComponent component : type.getRecordComponents()) {
            JsonObjectBuilder property = Json.createObjectBuilder();
            javadoc.component(type, component.getName()).ifPresent(text -> property.add("description", text));
            field(component, arguments, request).forEach(property::add);
            properties.add(component.getName(), property);
            Schema annotation = component.getAccessor().getAnnotation(Schema.class);
            boolean always = component.getType() != Optional.class && !request;
            if (always || annotation != null && annotation.required()) {
                required.add(component.getName());
            }
        }
        schema.add("properties", properties);
        var names = required.build();
        return names.isEmpty() ? schema : schema.add("required", names);
    }

    private JsonObject field(RecordComponent component, Map<TypeVariable<?>, Type> arguments, boolean request) {
        Schema annotation = component.getAccessor().getAnnotation(Schema.class);
        if (annotation != null && annotation.enumeration().length > 0) {
            return schema("string")
                    .add("enum", Json.createArrayBuilder(List.of(annotation.enumeration())))
                    .build();
        }
        if (annotation != null && annotation.implementation() != Void.class) {
            JsonObject other = of(annotation.implementation(), request);
            return component.getType() == List.class ? array(other) : other;
        }
        return of(resolve(component.getGenericType(), arguments), request);
    }

    private static Type resolve(Type type, Map<TypeVariable<?>, Type> arguments) {
        if (type instanceof TypeVariable<?> variable) {
            return arguments.get(variable);
        }
        if (type instanceof ParameterizedType p && p.getActualTypeArguments()[0] instanceof TypeVariable<?> variable) {
            return new ListOf(arguments.get(variable));
        }
        return type;
    }

    /** The type of a list whose elements have a type parameter of the record. */
    private record ListOf(Type element) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return new Type[] {element};
        }

        @Override
        public Type getRawType() {
            return List.class;
        }

        @Override
        public Type getOwnerType() {
            return List.class;
        }
    }

    /** Whether the schema of this name has to be made; fails if two types want the same name. */
    private boolean claim(String name, Type type) {
        Type owner = owners.putIfAbsent(name, type);
        if (owner != null && !owner.equals(type)) {
            throw new IllegalStateException("rename one of " + owner + " and " + type + ": both are " + name);
        }
        return owner == null;
    }

    /** A nested type has the name of its record before its own; services and resources are left out. */
    static String name(Class<?> type, boolean request) {
        Class<?> outer = type.getEnclosingClass();
        String name = outer == null || outer.getSimpleName().matches(".*(Service|Resource|Rotation)")
                ? type.getSimpleName()
                : outer.getSimpleName() + type.getSimpleName();
        return request && !name.endsWith("Request") && !type.isEnum() ? name + "Input" : name;
    }

    static JsonObjectBuilder schema(String type) {
        return Json.createObjectBuilder().add("type", type);
    }

    static JsonObject array(JsonObject items) {
        return schema("array").add("items", items).build();
    }

    static JsonObject ref(String name) {
        return Json.createObjectBuilder()
                .add("$ref", "#/components/schemas/" + name)
                .build();
    }
}
