package dev.codeagent.architecture.promises;

import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.diagnostics.Check;
import jakarta.json.JsonObject;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.Type;

/** Java names that become data: records that are written as JSON, enum constants that are written or read. */
record ValuePromises(Product product) {
    private static final Set<Class<?>> JSON_INTERFACES = Set.of(List.class, Map.class, JsonObject.class);
    private static final String RECORDS = "JSON of records, wherever it is stored or sent";
    private static final String ENUMS = "enums whose constants' names are written or read";
    private static final String CHECKS = "health and doctor: names of checks";
    private static final Set<String> NAMING = Set.of("name", "toString", "valueOf");

    void addTo(Promises promises) {
        var samples = new Samples();
        product.methods().flatMap(ValuePromises::records).distinct().forEach(type -> {
            var value = (Record) samples.of(type);
            promises.add(
                    RECORDS,
                    Promises.words(JsonPaths.of(RecordJson.write(value).build()).stream()
                            .map(path -> path.replace(": ", ":"))
                            .toList()));
        });
        Set<String> named = named();
        product.classes().stream()
                .filter(c -> !c.enumConstants().isEmpty() && named.contains(c.name()))
                .forEach(c -> promises.add(ENUMS, Promises.words(c.enumConstants())));
        product.classes().stream()
                .filter(c -> Check.class.isAssignableFrom(ClassFile.loadIfPossible(c.name())))
                .flatMap(c -> c.methods().stream())
                .filter(ValuePromises::namesCheck)
                .flatMap(Code::texts)
                .forEach(name -> promises.add(CHECKS, name));
    }

    /** Whether the method returns the name of a check: the only method of its interface that returns a string. */
    private static boolean namesCheck(Code code) {
        return code.type().equals("()Ljava/lang/String;")
                && Arrays.stream(Check.class.getMethods())
                        .anyMatch(m -> m.getReturnType() == String.class
                                && m.getParameterCount() == 0
                                && m.getName().equals(code.name()));
    }

    /** The records that a method reads from JSON or writes as JSON. */
    private static Stream<Class<?>> records(Code code) {
        String codec = RecordJson.class.getName();
        if (!code.calls(call -> call.owner().equals(codec))) {
            return Stream.of();
        }
        var names = new ArrayList<String>(
                code.only(Step.ClassOf.class).map(Step.ClassOf::name).toList());
        code.calls().forEach(call -> {
            names.add(Type.getReturnType(call.type()).getClassName());
            names.add(call.owner());
        });
        for (Type type : Type.getArgumentTypes(code.type())) {
            names.add(type.getClassName());
        }
        return names.stream().distinct().flatMap(ValuePromises::record);
    }

    private static Stream<Class<?>> record(String name) {
        Class<?> type = ClassFile.loadIfPossible(name);
        return type.isRecord() && Modifier.isPublic(type.getModifiers()) && !isOnlyArgument(type)
                ? Stream.of(type)
                : Stream.of();
    }

    /** Callers, and records with files or connections, are arguments of methods that write JSON, and no part of it. */
    private static boolean isOnlyArgument(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .anyMatch(t -> t.isInterface() && !t.isSealed() && !JSON_INTERFACES.contains(t)
                        || t.isRecord() && isOnlyArgument(t));
    }

    /** The classes whose constant names are read, or that are concatenated with strings. */
    private Set<String> named() {
        var names = new HashSet<String>();
        product.methods().flatMap(Code::calls).forEach(call -> {
            if (NAMING.contains(call.name())) {
                names.add(call.owner());
            } else if (call.owner().isEmpty()) {
                List.of(Type.getArgumentTypes(call.type())).forEach(type -> names.add(type.getClassName()));
            }
        });
        return names;
    }
}
