package dev.codeagent.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;

/**
 * Key store and trust store that replace Payara's defaults. The defaults contain a publicly known key and outdated
 * authorities, and decrypting them with their publicly known password takes 5% of the startup time.
 */
final class KeyStores {
    /** First bytes of the JKS format, which some distributions still use; its password may differ from Payara's. */
    private static final int JKS_MAGIC = 0xFEED_FEED;

    private KeyStores() {}

    /**
     * Creates an empty key store in the folder.
     *
     * @return the system properties that name the stores
     */
    static Map<String, String> prepare(Path folder) {
        Path emptyKeyStore = folder.resolve("no-keys.p12");
        try (OutputStream out = Files.newOutputStream(emptyKeyStore)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.store(out, null);
        } catch (IOException | GeneralSecurityException e) {
            throw new StartupException("cannot write " + emptyKeyStore + ": " + e.getMessage());
        }
        var properties = new HashMap<String, String>();
        properties.put("javax.net.ssl.keyStore", emptyKeyStore.toString());
        Path trustStore = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        if (opensWithoutPassword(trustStore)) {
            properties.put("javax.net.ssl.trustStore", trustStore.toString());
        }
        return properties;
    }

    private static boolean opensWithoutPassword(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] first = in.readNBytes(Integer.BYTES);
            return first.length == Integer.BYTES
                    && java.nio.ByteBuffer.wrap(first).getInt() != JKS_MAGIC;
        } catch (IOException e) {
            return false;
        }
    }
}
