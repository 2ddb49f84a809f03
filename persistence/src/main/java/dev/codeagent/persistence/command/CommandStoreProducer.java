package dev.codeagent.persistence.command;

import dev.codeagent.api.command.CommandStore;
import dev.codeagent.persistence.schema.MainDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

/** Produces the store of executed commands on the main database. Do not call it inside a container transaction. */
@ApplicationScoped
public class CommandStoreProducer {

    @Produces
    @ApplicationScoped
    public CommandStore commands(MainDatabase mainDatabase) {
        return new JdbcCommandStore(mainDatabase.dataSource());
    }
}
