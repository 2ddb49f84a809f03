package dev.codeagent.container;

import dev.codeagent.api.credential.Credentials;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.persistence.contract.AnyValue;
import dev.codeagent.persistence.contract.StoreContract;
import jakarta.inject.Inject;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** The stores on JPA, with the container's transactions. */
@ExtendWith(ArquillianExtension.class)
class StoresInContainerTest extends StoreContract {
    @Inject
    ProjectStore projects;

    @Inject
    ProviderStore providers;

    @Inject
    Credentials credentials;

    @Deployment
    static WebArchive server() {
        return TestLibraries.addTo(ServerArchive.fresh()).addClasses(StoreContract.class, AnyValue.class);
    }

    @Override
    protected ProjectStore projects() {
        return projects;
    }

    @Override
    protected ProviderStore providers() {
        return providers;
    }

    @Override
    protected Credentials credentials() {
        return credentials;
    }
}
