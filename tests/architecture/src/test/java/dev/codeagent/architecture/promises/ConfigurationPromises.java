package dev.codeagent.architecture.promises;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Configuration keys, their defaults, and the environment variables that set them. */
record ConfigurationPromises(Product product) {
    private static final String KEYS = "configuration: keys and their defaults";
    private static final String NAMED = "configuration: keys that code names";
    private static final String VARIABLES = "configuration: variables that set keys";
    private static final String OWN = "files and system properties named codeagent.…";
    private static final String KEY = "[a-z]+(\\.[a-zA-Z]+)+";

    void addTo(Promises promises) {
        Class<?> holder = holder().load();
        Map<String, String> defaults = map(holder, true);
        defaults.forEach((key, value) -> promises.add(KEYS, key + " = " + value));
        map(holder, false).forEach((variable, key) -> promises.add(VARIABLES, variable + " sets " + key));
        defaults.keySet()
                .forEach(key -> variable(holder, key).forEach(v -> promises.add(VARIABLES, v + " sets " + key)));
        String groups = String.join(
                "|",
                defaults.keySet().stream()
                        .map(k -> k.split("\\.")[0])
                        .distinct()
                        .toList());
        product.texts()
                .filter(text -> text.matches("(" + groups + ")(\\.[a-zA-Z]+)+"))
                .forEach(text -> promises.add(NAMED, text));
        product.texts().filter(text -> text.matches("codeagent(\\.[a-zA-Z]+)+")).forEach(t -> promises.add(OWN, t));
    }

    /** The class whose constants contain the most pairs of key and default. */
    private ClassFile holder() {
        return product.classes().stream()
                .max((a, b) -> Long.compare(pairs(a), pairs(b)))
                .orElseThrow();
    }

    private static long pairs(ClassFile type) {
        return type.methods().stream()
                .filter(method -> method.name().equals("<clinit>"))
                .flatMap(method ->
                        method
                                .textsBefore(
                                        call -> call.owner().equals("java.util.Map")
                                                && call.name().equals("entry"),
                                        2)
                                .stream())
                .filter(text -> text.matches(KEY))
                .count();
    }

    /** The map of the class whose keys are configuration keys, or environment variables. */
    @SuppressWarnings("unchecked")
    private static Map<String, String> map(Class<?> holder, boolean dotted) {
        var found = new TreeMap<String, String>();
        for (Field field : holder.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == Map.class) {
                field.setAccessible(true);
                ((Map<String, String>) value(field)).forEach((key, value) -> {
                    if (key.matches(KEY) == dotted) {
                        found.put(key, value);
                    }
                });
            }
        }
        if (found.isEmpty()) {
            throw new IllegalStateException("no map of settings in " + holder);
        }
        return found;
    }

    private static Object value(Field field) {
        try {
            return field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The results of the class's methods from string to string for a key, if they look like a variable. */
    private static Stream<String> variable(Class<?> holder, String key) {
        return Arrays.stream(holder.getDeclaredMethods())
                .filter(m -> Modifier.isStatic(m.getModifiers()) && m.getReturnType() == String.class)
                .filter(m -> m.getParameterCount() == 1 && m.getParameterTypes()[0] == String.class)
                .map(m -> {
                    try {
                        m.setAccessible(true);
                        return (String) m.invoke(null, key);
                    } catch (IllegalAccessException | InvocationTargetException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .filter(text -> text.matches("[A-Z_]+"));
    }
}
