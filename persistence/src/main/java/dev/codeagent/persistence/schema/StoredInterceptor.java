package dev.codeagent.persistence.schema;

import dev.codeagent.api.error.AgentException;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.TransactionalException;

/** Stands around the transaction, so that a commit that fails is told too. */
@Stored
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
public class StoredInterceptor {

    @AroundInvoke
    Object tell(InvocationContext call) throws Exception {
        try {
            return call.proceed();
        } catch (PersistenceException | TransactionalException e) {
            throw own(e);
        }
    }

    private static AgentException own(RuntimeException failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof AgentException known) {
                return known;
            }
        }
        return StorageErrors.translate(failure, "use the database");
    }
}
