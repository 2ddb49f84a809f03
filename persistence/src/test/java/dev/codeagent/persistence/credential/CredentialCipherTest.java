package dev.codeagent.persistence.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialCipherTest {
    private static final Secret KEY = new Secret("sk-größer-🙂");

    @TempDir
    Path folder;

    private Path keyFile() {
        return folder.resolve("credentials.key");
    }

    @Test
    void decryptsAfterARestart() {
        String encrypted = new CredentialCipher(keyFile()).encrypt("openai", KEY);

        assertThat(new CredentialCipher(keyFile()).decrypt("openai", encrypted).reveal())
                .isEqualTo(KEY.reveal());
        assertThat(encrypted).startsWith("v1:").doesNotContain("sk-");
    }

    @Test
    void encryptsTheSameSecretDifferentlyEachTime() {
        var cipher = new CredentialCipher(keyFile());

        assertThat(cipher.encrypt("openai", KEY)).isNotEqualTo(cipher.encrypt("openai", KEY));
    }

    @Test
    void onlyTheOwnerCanReadTheKeyFile() throws Exception {
        new CredentialCipher(keyFile()).encrypt("openai", KEY);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile())))
                .isEqualTo("rw-------");
    }

    @Test
    void rejectsAMovedOrChangedEntryAndAnotherKey() {
        String encrypted = new CredentialCipher(keyFile()).encrypt("openai", KEY);
        int middle = encrypted.length() - 9;
        char other64 = encrypted.charAt(middle) == 'A' ? 'B' : 'A';
        String changed = encrypted.substring(0, middle) + other64 + encrypted.substring(middle + 1);
        var other = new CredentialCipher(folder.resolve("other.key"));
        other.encrypt("openai", KEY);

        assertThatThrownBy(() -> new CredentialCipher(keyFile()).decrypt("mistral", encrypted))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("mistral");
        assertThatThrownBy(() -> new CredentialCipher(keyFile()).decrypt("openai", changed))
                .isInstanceOf(AgentException.class);
        assertThatThrownBy(() -> other.decrypt("openai", encrypted))
                .isInstanceOf(AgentException.class)
                .hasMessageNotContaining("sk-");
    }

    @Test
    void aRotationLosesNothingAtAnyPoint() throws Exception {
        var cipher = new CredentialCipher(keyFile());
        var otherServer = new CredentialCipher(keyFile());
        String old = cipher.encrypt("openai", KEY);

        cipher.addNewKey();
        String again = cipher.encrypt("openai", cipher.decrypt("openai", old));
        var afterACrash = new CredentialCipher(keyFile());

        assertThat(afterACrash.decrypt("openai", old).reveal()).isEqualTo(KEY.reveal());
        assertThat(afterACrash.decrypt("openai", again).reveal()).isEqualTo(KEY.reveal());
        assertThat(otherServer.decrypt("openai", again).reveal()).isEqualTo(KEY.reveal());
        assertThat(Files.readAllLines(keyFile())).hasSize(2);

        cipher.removeOldKeys();

        assertThat(cipher.decrypt("openai", again).reveal()).isEqualTo(KEY.reveal());
        assertThat(Files.readAllLines(keyFile())).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile())))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(keyFile());
        }
    }

    @Test
    void theOldKeyDecryptsNothingAfterARotation() throws Exception {
        var cipher = new CredentialCipher(keyFile());
        String old = cipher.encrypt("openai", KEY);
        Path copyOfTheOldKey = Files.copy(keyFile(), folder.resolve("old.key"));
        cipher.addNewKey();
        String again = cipher.encrypt("openai", KEY);
        cipher.removeOldKeys();

        assertThatThrownBy(() -> new CredentialCipher(copyOfTheOldKey).decrypt("openai", again))
                .isInstanceOf(AgentException.class);
        assertThatThrownBy(() -> cipher.decrypt("openai", old)).isInstanceOf(AgentException.class);
    }

    @Test
    void showsNoSecret() {
        assertThat(KEY.toString()).doesNotContain("sk-");
    }
}
