package dev.codeagent.container;

import dev.codeagent.api.credential.Credentials;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.persistence.contract.AnyValue;
import dev.codeagent.persistence.contract.RunJournalContract;
import dev.codeagent.persistence.contract.StoreContract;
import jakarta.inject.Inject;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** The journal on the container's own pool of connections, the stores on JPA with the container's transactions. */
@ExtendWith(ArquillianExtension.class)
class PersistenceInContainerTest extends RunJournalContract implements StoreContract {
    private final String name = "t" + UUID.randomUUID().toString().substring(0, 8);

    @Inject
    RunJournal journal;

    @Inject
    ProjectStore projects;

    @Inject
    ProviderStore providers;

    @Inject
    Credentials credentials;

    @Deployment
    static WebArchive server() {
        return TestLibraries.addTo(ServerArchive.fresh())
                .addClasses(RunJournalContract.class, StoreContract.class, AnyValue.class);
    }

    @Override
    protected RunJournal journal() {
        return journal;
    }

    @Override
    public ProjectStore projects() {
        return projects;
    }

    @Override
    public ProviderStore providers() {
        return providers;
    }

    @Override
    public Credentials credentials() {
        return credentials;
    }

    @Override
    public String name() {
        return name;
    }
}
