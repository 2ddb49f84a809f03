package dev.codeagent.container;

import dev.codeagent.api.credential.Credentials;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.project.Projects;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.api.run.Agents;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.Runs;
import dev.codeagent.persistence.contract.RandomValues;
import dev.codeagent.persistence.contract.RunJournalContract;
import dev.codeagent.persistence.contract.StoreContract;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.nio.file.Path;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the container gives to beans: the journal on its pool of connections, the stores on JPA with its transactions, the
 * boundary of EJBs. One deployment for all, as each costs a start of the server.
 */
@ExtendWith(ArquillianExtension.class)
class BeansInContainerTest extends RunJournalContract implements StoreContract, OrchestratorBoundaryContract {
    private final String name = "t" + UUID.randomUUID().toString().substring(0, 8);

    @EJB
    Runs runs;

    @EJB
    Agents agents;

    @Inject
    Projects projectService;

    @Inject
    RunJournal journal;

    @Inject
    ProjectStore projects;

    @Inject
    ProviderStore providers;

    @Inject
    Credentials credentials;

    @Resource(lookup = "java:comp/UserTransaction")
    UserTransaction transaction;

    @TempDir
    Path folder;

    @Deployment
    static WebArchive server() {
        return TestLibraries.addTo(ServerWar.withEmptyDataDirectory())
                .addClasses(
                        RunJournalContract.class,
                        StoreContract.class,
                        RandomValues.class,
                        OrchestratorBoundaryContract.class);
    }

    @Override
    public Runs runs() {
        return runs;
    }

    @Override
    public Agents agents() {
        return agents;
    }

    @Override
    public Projects projectService() {
        return projectService;
    }

    @Override
    public RunJournal journal() {
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
    public UserTransaction transaction() {
        return transaction;
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public String uniqueName() {
        return name;
    }
}
