package dev.codeagent.architecture.promises;

import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.api.wire.ServerMessage;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Events, messages of the gateway, error codes. */
record WirePromises(Product product) {
    private static final String EVENTS = "events: types and fields";
    private static final String ENVELOPES = "events: type of their message";
    private static final String VALUES = "events: values of fields that have a few";
    private static final String MESSAGES = "gateway: messages of the server";
    private static final String ERRORS = "errors: code, kind, status of HTTP";

    void addTo(Promises promises) {
        var samples = new Samples();
        for (Class<?> type : RunEvent.class.getPermittedSubclasses()) {
            var event = (RunEvent) samples.of(type);
            JsonObject json = EventCodec.write(new RecordedEvent(new RunId("x"), 1, Instant.EPOCH, event));
            String name = json.getString("type");
            JsonPaths.of(json).forEach(path -> promises.add(EVENTS, name + " " + path));
            promises.add(
                    ENVELOPES, name + " " + ServerMessage.typeOf(event).name().toLowerCase(Locale.ROOT));
        }
        promises.addAll(VALUES, samples.enumerations());
        messages(samples, promises);
        errors(promises);
    }

    /** Calls each method that writes a message, with sample arguments. */
    private static void messages(Samples samples, Promises promises) {
        Arrays.stream(ServerMessage.class.getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers()) && m.getReturnType() == String.class)
                .map(m -> (String) call(
                        m,
                        Stream.of(m.getGenericParameterTypes()).map(samples::of).toArray()))
                .map(text -> JsonPaths.parse(text).asJsonObject())
                .forEach(message -> {
                    JsonObject payload = message.getJsonObject("payload");
                    String what = payload.get("status") instanceof JsonString status ? " " + status.getString() : "";
                    JsonPaths.of(message)
                            .forEach(path -> promises.add(MESSAGES, message.getString("type") + what + " " + path));
                });
    }

    private void errors(Promises promises) {
        List<Method> statuses = product.annotated(Provider.class)
                .filter(ExceptionMapper.class::isAssignableFrom)
                .flatMap(c -> Arrays.stream(c.getDeclaredMethods()))
                .filter(m -> m.getReturnType() == int.class
                        && Arrays.equals(m.getParameterTypes(), new Class<?>[] {ErrorCode.class}))
                .toList();
        for (ErrorCode code : ErrorCode.values()) {
            String kind = code.kind().name().toLowerCase(Locale.ROOT);
            statuses.forEach(status -> promises.add(ERRORS, code.name() + " " + kind + " " + call(status, code)));
        }
    }

    private static Object call(Method method, Object... arguments) {
        try {
            method.setAccessible(true);
            return method.invoke(null, arguments);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
