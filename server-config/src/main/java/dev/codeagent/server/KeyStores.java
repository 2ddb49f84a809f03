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
 * Lists of keys and authorities that take the place of Payara's own: those are locked by a password that everybody knows,
 * which to undo costs a twentieth of a start, and hold a key that everybody has and authorities that nobody trusts any more.
 */
final class KeyStores {
    /** The format of Java before 9, which some distributions keep; it needs a password that may not be Payara's. */
    private static final int JKS_MAGIC = 0xFEED_FEED;

    private KeyStores() {}

    /**
     * Makes a list without keys in the folder.
     *
     * @return the JVM's properties that name the lists
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
