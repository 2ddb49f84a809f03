package dev.codeagent.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyStoresTest {
    /** Payara's password for its stores. */
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    @Test
    void setsAnEmptyKeyStoreAndTheTrustStoreOfTheJdk() throws Exception {
        Map<String, String> properties = KeyStores.prepare(folder);

        assertThat(openKeyStore(properties.get("javax.net.ssl.keyStore")).size())
                .isZero();
        if (properties.containsKey("javax.net.ssl.trustStore")) { // Absent if the JDK's list is in JKS format.
            assertThat(openKeyStore(properties.get("javax.net.ssl.trustStore")).size())
                    .isGreaterThan(50);
        }
    }

    private static KeyStore openKeyStore(String file) throws Exception {
        return KeyStore.getInstance(Path.of(file).toFile(), PASSWORD);
    }
}
