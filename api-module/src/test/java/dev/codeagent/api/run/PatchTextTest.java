package dev.codeagent.api.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PatchTextTest {
    private static final String BINARY =
            "diff --git a/a.bin b/a.bin\nindex 1..2 100644\nGIT binary patch\nliteral 3\nKcmZ\n\n";
    private static final String TEXT = "diff --git a/b.txt b/b.txt\n--- a/b.txt\n+++ b/b.txt\n@@ -1 +1 @@\n-x\n+y\n";

    @Test
    void decodesEachLineByItself() {
        byte[] utf8 = "+größe\n".getBytes(StandardCharsets.UTF_8);
        byte[] single = "+größe €\n".getBytes(Charset.forName("windows-1252"));
        byte[] patch = new byte[utf8.length + single.length];
        System.arraycopy(utf8, 0, patch, 0, utf8.length);
        System.arraycopy(single, 0, patch, utf8.length, single.length);

        assertThat(PatchText.decode(patch)).isEqualTo("+größe\n+größe €\n");
    }

    @Test
    void showsNoBinaryContentsButTheFilesAfterThem() {
        String shown = PatchText.forDisplay((BINARY + TEXT + BINARY).getBytes(StandardCharsets.UTF_8));

        String withoutContents = "diff --git a/a.bin b/a.bin\nindex 1..2 100644\nBinary file, not shown\n";
        assertThat(shown).isEqualTo(withoutContents + TEXT + withoutContents);
    }
}
