package dev.codeagent.bench.faults;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.TurnListener;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records the requests for an answer that the router makes of a provider, which stays as it is. */
final class RecordedAttempts {
    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();

    /** One request; times are those of {@link System#nanoTime}. */
    static final class Attempt {
        final long start = System.nanoTime();
        volatile long end;
        /** Zero while nothing arrived. */
        volatile long firstDelta;

        volatile Optional<AgentException> failure = Optional.empty();

        boolean hasDelta() {
            return firstDelta != 0;
        }
    }

    List<Attempt> list() {
        return List.copyOf(attempts);
    }

    LlmProvider observe(LlmProvider provider) {
        return (LlmProvider) Proxy.newProxyInstance(
                RecordedAttempts.class.getClassLoader(), new Class<?>[] {LlmProvider.class}, (proxy, method, args) -> {
                    if (method.getName().equals("sendMessage")) {
                        return send(provider, (McpMessage) args[0], (ProviderContext) args[1]);
                    }
                    var attempt = new Attempt();
                    try {
                        return method.invoke(provider, args);
                    } catch (InvocationTargetException e) {
                        if (e.getCause() instanceof AgentException failure
                                && failure.code() == ErrorCode.PROVIDER_TIMEOUT) {
                            end(attempt, failure); // The router does not go on to the request for an answer.
                        }
                        throw e.getCause();
                    }
                });
    }

    private void end(Attempt attempt, AgentException failure) {
        attempt.failure = Optional.of(failure);
        attempt.end = System.nanoTime();
        attempts.add(attempt);
    }

    private Object send(LlmProvider provider, McpMessage message, ProviderContext context) {
        var attempt = new Attempt();
        attempts.add(attempt);
        try {
            return provider.sendMessage(
                    message,
                    new ProviderContext(
                            context.model(),
                            context.traits(),
                            context.parameters(),
                            context.streamed(),
                            new FirstDelta(attempt, context.listener()),
                            context.cancellation()));
        } catch (AgentException e) {
            attempt.failure = Optional.of(e);
            throw e;
        } finally {
            attempt.end = System.nanoTime();
        }
    }

    private record FirstDelta(Attempt attempt, TurnListener listener) implements TurnListener {
        @Override
        public void onDelta(String kind, String text) {
            if (attempt.firstDelta == 0) {
                attempt.firstDelta = System.nanoTime();
            }
            listener.onDelta(kind, text);
        }

        @Override
        public void onRestart(String reason) {
            listener.onRestart(reason);
        }

        @Override
        public void onNotice(String code, String text) {
            listener.onNotice(code, text);
        }
    }
}
