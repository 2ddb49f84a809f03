package dev.codeagent.container;

import dev.codeagent.api.storage.Storage;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

/** Stands in for the database's own word that it is away. */
@Alternative
@Priority(1)
@ApplicationScoped
public class AwayStorage implements Storage {
    static final String REASON = "db.house.test:5432 refused the connection";

    @Override
    public Status status() {
        return Status.down(REASON);
    }
}
