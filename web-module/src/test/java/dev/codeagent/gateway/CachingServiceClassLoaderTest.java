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

class CachingServiceClassLoaderTest {
    private static final String SERVICE = "META-INF/services/some.Provider";

    private final List<String> lookups = new ArrayList<>();
    private final ClassLoader application = new ClassLoader(null) {
        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            lookups.add(name);
            return Collections.enumeration(List.of(URI.create("file:/" + name).toURL()));
        }
    };
    private final CachingServiceClassLoader classLoader = new CachingServiceClassLoader(application);

    @Test
    void looksUpServiceFilesOnce() throws Exception {
        List<URL> first = Collections.list(classLoader.getResources(SERVICE));
        List<URL> second = Collections.list(classLoader.getResources(SERVICE));

        assertThat(second).isEqualTo(first).hasSize(1);
        assertThat(lookups).containsExactly(SERVICE);
    }

    @Test
    void looksUpOtherResourcesEachTime() throws Exception {
        classLoader.getResources("some.properties");
        classLoader.getResources("some.properties");

        assertThat(lookups).hasSize(2);
    }

    @Test
    void restoresTheContextClassLoaderAfterAFailure() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        assertThatThrownBy(() -> classLoader.runAsContextClassLoader(() -> {
                    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(classLoader);
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");

        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }
}
