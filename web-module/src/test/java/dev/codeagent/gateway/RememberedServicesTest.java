package dev.codeagent.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RememberedServicesTest {
    private static final String SERVICE = "META-INF/services/some.Provider";

    private final List<String> asked = new ArrayList<>();
    private final ClassLoader application = new ClassLoader(null) {
        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            asked.add(name);
            return Collections.enumeration(List.of(URI.create("file:/" + name).toURL()));
        }
    };
    private final RememberedServices services = new RememberedServices(application);

    @Test
    void servicesAreLookedForOnce() throws Exception {
        List<URL> first = Collections.list(services.getResources(SERVICE));
        List<URL> second = Collections.list(services.getResources(SERVICE));

        assertThat(second).isEqualTo(first).hasSize(1);
        assertThat(asked).containsExactly(SERVICE);
    }

    @Test
    void allElseIsLookedForEachTime() throws Exception {
        services.getResources("some.properties");
        services.getResources("some.properties");

        assertThat(asked).hasSize(2);
    }

    @Test
    void theThreadHasItsOwnLoaderAgainAfterAFailure() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        assertThatThrownBy(() -> services.during(() -> {
                    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(services);
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");

        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }
}
