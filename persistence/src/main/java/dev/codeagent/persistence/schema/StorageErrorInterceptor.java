package dev.codeagent.persistence.schema;

import dev.codeagent.api.error.AgentException;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.TransactionalException;

/** Translates storage failures; runs outside the transaction interceptor, so that a failed commit is translated too. */
@TranslateStorageErrors
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
public class StorageErrorInterceptor {

    @AroundInvoke
    Object translate(InvocationContext call) throws Exception {
        try {
            return call.proceed();
        } catch (PersistenceException | TransactionalException e) {
            throw toAgentException(e);
        }
    }

    private static AgentException toAgentException(RuntimeException failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof AgentException known) {
                return known;
            }
        }
        return StorageErrors.translate(failure, "use the database");
    }
}
