package dev.codeagent.api.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The test vectors of FIPS 180-4. */
class Sha256Test {
    private static final String OF_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void digestsTextAndBytes() {
        assertThat(Sha256.hexOf("")).isEqualTo(OF_EMPTY);
        assertThat(Sha256.hexOf("abc")).isEqualTo(OF_ABC);
        assertThat(Sha256.hexOf("abc".getBytes(StandardCharsets.UTF_8))).isEqualTo(OF_ABC);
    }

    @Test
    void digestsContentInParts() throws IOException {
        var digest = new Sha256().update(new byte[] {'a'});
        try (var out = digest.outputStream()) {
            out.write(new byte[] {'b', 'c'});
        }

        assertThat(digest.hex()).isEqualTo(OF_ABC);
    }
}
